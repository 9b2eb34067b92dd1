import Quantities

/// Monthly advance (月预结算): what an institution is paid before the year is settled.
///
/// It shares no pool, so nothing is conserved here; the year's settlement takes it as `prepaid`.
public struct MonthlyAdvance: Sendable, Hashable {
  public var institution: ScoringInstitution
  /// Insurance code; nil when pools are merged.
  public var insurance: String?
  /// Code of the consortium whose package advances it; nil without several packages.
  public var consortium: String?
  public var cases: Int64
  public var totalScore: String
  public var totalCost: Money
  public var bookedFund: Money
  public var patientShare: Money
  /// score × point value − patient payments, to the fen.
  public var earned: Money
  public var auditDeduction: Money
  /// What earlier months left below zero (上月结转), not negative.
  public var carriedIn: Money
  /// earned × advance − audit deductions − carried in, to the fen; below zero only where the policy
  /// has it given back at once.
  public var advance: Money
  /// What the next month is reduced by, not negative.
  public var carriedOut: Money
  /// Withheld as quality deposit (质量保证金).
  public var deposit: Money
  /// advance − deposit.
  public var payment: Money

  /// The month of a region whose cases are placed by package.
  ///
  /// - Parameters:
  ///   - packages: the cases of each consortium of the roster; of the whole region without one.
  ///   - funds: deductions of an institution count in the consortium that it belonged to last.
  static func settle(
    packages: [ClusteredCases], _ roster: ConsortiumRoster?, tables: ScoringTables,
    funds: SettlementFunds, before: [MonthlyAdvance], threads: Int
  ) throws(Problem) -> [MonthlyAdvance] {
    guard let roster, packages.count > 1 else {
      return try settle(
        cases: packages[0], tables: tables, funds: funds,
        before: moved(before) { _ in nil }, threads: threads)
    }
    try Settlement.check(funds, roster, tables.policy)
    let codes = roster.consortia.map(\.code)
    let before = try moved(before) { line in
      line.consortium ?? roster.home(of: line.institution.code).map { codes[$0] }
    }
    var lines: [MonthlyAdvance] = []
    for (index, cases) in packages.enumerated() {
      let own = try Settlement.funds(
        of: index, funds, roster, referredOut: .zero, tables.policy)
      lines += try settle(
        cases: cases, tables: tables, funds: own,
        before: before.filter { $0.consortium == codes[index] }, consortium: codes[index],
        threads: threads)
    }
    let others = before.filter { line in
      line.carriedOut > .zero && !codes.contains { $0 == line.consortium }
    }
    lines += others.map(\.carried)
    return lines.sorted { $0.key < $1.key }
  }

  /// Lines of an earlier month with the packages that they belong to now; debts that meet in one account
  /// are added up.
  private static func moved(
    _ lines: [MonthlyAdvance], to consortium: (MonthlyAdvance) -> String?
  ) throws(Problem) -> [MonthlyAdvance] {
    var moved: [MonthlyAdvance] = []
    var places: [AccountKey: Int] = [:]
    for line in lines {
      var line = line
      line.consortium = consortium(line)
      guard let place = places[line.key] else {
        places[line.key] = moved.count
        moved.append(line)
        continue
      }
      moved[place].carriedOut = try moved[place].carriedOut + line.carriedOut
    }
    return moved
  }

  /// The month of every account, in order of institution code and pool. An account that has no cases
  /// but an audit deduction, or a debt of an earlier month, has a line too.
  ///
  /// - Parameters:
  ///   - before: the lines of the month before, whose debts are carried in.
  ///   - consortium: code of the package, where the region has several.
  /// - Throws: `DIP_MONTH_NOT_IN_POLICY`, `DIP_FUNDS_INVALID`, and what scoring throws.
  public static func settle(
    cases: ClusteredCases, tables: ScoringTables, funds: SettlementFunds,
    before: [MonthlyAdvance] = [], consortium: String? = nil, threads: Int
  ) throws(Problem) -> [MonthlyAdvance] {
    let policy = tables.policy
    guard let rule = policy.payment.month, let value = policy.payment.yearStartPointValue else {
      throw Problem(
        .failedPrecondition, "DIP_MONTH_NOT_IN_POLICY", zh: "政策没有月预结算规则",
        en: "the policy has no rule for monthly advances",
        remedyZh: "请在政策中写明 month 和 point_value.year_start",
        remedyEn: "state month and point_value.year_start in the policy")
    }
    let sheet = try FundSheet(funds, policy, tables.institutions)
    let scored = try ScoringPass(tables: tables, cases: cases).run(threads: threads)
    var debts: [AccountKey: Money] = [:]
    for line in before where line.carriedOut > .zero { debts[line.key] = line.carriedOut }
    var lines: [MonthlyAdvance] = []
    for account in scored.sums.indices {
      let sums = scored.sums[account]
      let audit = sheet.accounts[account].auditDeduction
      let institution = tables.institutions[account / sheet.pools.count]
      let insurance =
        policy.pools.merged ? nil : policy.pools.types[account % sheet.pools.count]
      let debt =
        debts.removeValue(
          forKey: AccountKey(
            institution: institution.code, insurance: insurance, consortium: consortium))
        ?? .zero
      guard sums.cases > 0 || audit != .zero || debt != .zero else { continue }
      let score = BigRatio(scored.scores.numerators[account], scored.scores.denominator)
      let earned =
        score * BigRatio(value) * BigRatio(100, 1) - BigRatio(WideInteger(sums.patient), 1)
      var line = MonthlyAdvance(
        institution: institution, insurance: insurance, consortium: consortium,
        cases: sums.cases,
        totalScore: score.description, totalCost: Money(fen: sums.cost),
        bookedFund: Money(fen: sums.booked), patientShare: Money(fen: sums.patient),
        earned: try earned.fen(.halfUp), auditDeduction: audit, carriedIn: debt, advance: .zero,
        carriedOut: .zero, deposit: .zero, payment: .zero)
      try line.pay(amount(earned: earned, advance: rule.advance, audit: audit), rule)
      lines.append(line)
    }
    lines += carried(debts, before)
    return lines.sorted { $0.key < $1.key }
  }

  /// (score × point value − patient payments) × advance − audit deductions, rounded half up once.
  public static func amount(
    score: Decimal, pointValue: Decimal, patientPaid: Money, advance: Decimal, audit: Money
  ) throws(Problem) -> Money {
    let earned =
      BigRatio(score) * BigRatio(pointValue) * BigRatio(100, 1)
      - BigRatio(fen: patientPaid)
    return try amount(earned: earned, advance: advance, audit: audit)
  }

  private static func amount(
    earned: BigRatio, advance: Decimal, audit: Money
  ) throws(Problem) -> Money {
    try (earned * BigRatio(advance) - BigRatio(fen: audit)).fen(.halfUp)
  }

  /// Lines of institutions that the month does not know any more: their debts stay.
  private static func carried(
    _ debts: [AccountKey: Money], _ before: [MonthlyAdvance]
  ) -> [MonthlyAdvance] {
    before.filter { debts[$0.key] != nil }.map(\.carried)
  }

  /// A month of the account in which only its debt goes on.
  private var carried: MonthlyAdvance {
    MonthlyAdvance(
      institution: institution, insurance: insurance, consortium: consortium, cases: 0,
      totalScore: "0", totalCost: .zero, bookedFund: .zero, patientShare: .zero, earned: .zero,
      auditDeduction: .zero, carriedIn: carriedOut, advance: .zero, carriedOut: carriedOut,
      deposit: .zero, payment: .zero)
  }

  /// Turns what the month gives into what is paid, withheld and carried on.
  private mutating func pay(_ month: Money, _ rule: MonthlyAdvanceRule) throws(Problem) {
    let net = try month - carriedIn
    switch rule.negative {
    case .carry:
      advance = max(net, .zero)
      carriedOut = try advance - net
    case .giveBack: advance = net
    }
    // Withheld from what is paid; a month without a payment withholds nothing.
    if advance > .zero {
      deposit = try (BigRatio(fen: advance) * BigRatio(rule.deposit)).fen(.halfUp)
    }
    payment = try advance - deposit
  }

  /// Institution and pool.
  public var key: AccountKey {
    AccountKey(institution: institution.code, insurance: insurance, consortium: consortium)
  }
}

extension MonthlyAdvance {
  /// What the year's settlement takes over from its months: Σ advances as `prepaid`, Σ deposits, Σ audit
  /// deductions. A debt that December carried on was never paid out, so the year needs no entry for it.
  ///
  /// - Parameters:
  ///   - months: the lines of each month.
  ///   - insurance: the code that rows of merged pools go under.
  public static func yearFunds(
    of months: [[MonthlyAdvance]], mergedInsurance: String
  ) throws(Problem) -> [SettlementFunds.Institution] {
    var rows: [AccountKey: SettlementFunds.Institution] = [:]
    for line in months.joined() {
      var row =
        rows[line.key]
        ?? SettlementFunds.Institution(
          code: line.institution.code, insurance: line.insurance ?? mergedInsurance,
          consortium: line.consortium)
      row.prepaid = try row.prepaid + line.advance
      row.deposit = try row.deposit + line.deposit
      row.auditDeduction = try row.auditDeduction + line.auditDeduction
      rows[line.key] = row
    }
    return rows.sorted { $0.key < $1.key }.map(\.value)
  }
}
