import Quantities

/// Monthly advance (月预结算): what an institution is paid before the year is settled.
///
/// It shares no pool, so nothing is conserved here; the year's settlement takes it as `prepaid`.
public struct MonthlyAdvance: Sendable, Hashable {
  public var institution: ScoringInstitution
  /// Insurance code; nil when pools are merged.
  public var insurance: String?
  public var cases: Int64
  public var totalScore: String
  public var totalCost: Money
  public var bookedFund: Money
  public var patientShare: Money
  /// score × point value − patient payments, to the fen.
  public var earned: Money
  /// earned × advance − audit deductions, to the fen.
  public var advance: Money
  /// Withheld as quality deposit (质量保证金).
  public var deposit: Money
  /// advance − deposit.
  public var payment: Money

  /// The month of every account, in order of institution code and pool.
  public static func settle(
    columns: ScoringColumns, tables: ScoringTables, funds: SettlementFunds, threads: Int
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
    let scored = try ScoringPass(tables: tables, columns: columns).run(threads: threads)
    var lines: [MonthlyAdvance] = []
    for account in scored.sums.indices where scored.sums[account].cases > 0 {
      let sums = scored.sums[account]
      let score = BigRatio(scored.scores.numerators[account], scored.scores.denominator)
      let earned =
        score * BigRatio(value) * BigRatio(100, 1) - BigRatio(WideInteger(sums.patient), 1)
      let advance = try amount(
        earned: earned, advance: rule.advance, audit: sheet.accounts[account].auditDeduction)
      // Withheld from what is paid; a negative month withholds nothing.
      let deposit =
        advance > .zero
        ? try (BigRatio(fen: advance) * BigRatio(rule.deposit)).fen(.halfUp) : .zero
      lines.append(
        MonthlyAdvance(
          institution: tables.institutions[account / sheet.pools.count],
          insurance: policy.pools.merged
            ? nil : policy.pools.types[account % sheet.pools.count],
          cases: sums.cases, totalScore: score.description, totalCost: Money(fen: sums.cost),
          bookedFund: Money(fen: sums.booked), patientShare: Money(fen: sums.patient),
          earned: try earned.fen(.halfUp), advance: advance, deposit: deposit,
          payment: try advance - deposit))
    }
    return lines.sorted {
      ($0.institution.code, $0.insurance ?? "") < ($1.institution.code, $1.insurance ?? "")
    }
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
}
