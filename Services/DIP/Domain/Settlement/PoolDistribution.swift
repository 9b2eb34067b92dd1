import Quantities

/// Distributes one pool over its accounts (基金分配).
struct PoolDistribution {
  let pool: Int
  let amount: Money
  /// Accounts of the pool in order of institution code.
  let members: [Int]
  let sheet: FundSheet
  let scored: ScoredAccounts
  let tables: ScoringTables
  /// Coefficient of an ordinary group by institution.
  let coefficients: [Decimal]
  private let policy: Policy
  /// Σ scores of the members over the common denominator.
  private let totalNumerator: WideInteger
  private let totals: AccountSums
  private let rates: PoolRates?
  /// The pay ratio that all members share, as text.
  private let payRatioText: String

  init(
    pool: Int, amount: Money, members: [Int], sheet: FundSheet, scored: ScoredAccounts,
    tables: ScoringTables, coefficients: [Decimal]
  ) throws(Problem) {
    self.pool = pool
    self.amount = amount
    self.members = members
    self.sheet = sheet
    self.scored = scored
    self.tables = tables
    self.coefficients = coefficients
    policy = tables.policy
    let totals = try Self.totals(members, scored)
    self.totals = totals
    let numerator = members.reduce(0) { $0 + scored.scores.numerators[$1] }
    totalNumerator = numerator
    rates =
      numerator > 0
      ? try PoolRates(
        amount: amount, cost: totals.cost, booked: totals.booked, numerator: numerator,
        denominator: scored.scores.denominator, tables.policy)
      : nil
    payRatioText =
      tables.policy.payment.payRatioScope == .region ? rates?.payRatio.description ?? "" : ""
  }

  /// The result of the pool, and a line for each member that has one.

  func settle(
    pass: ScoringPass, threads: Int
  ) throws(Problem) -> (PoolSettlement, [AccountSettlement?]) {
    let earned = try earnings(pass: pass, threads: threads)
    let exactDues = try members.indices.map { index throws(Problem) -> BigRatio in
      due(of: members[index], earned: earned[index])
    }
    let dues = try payments(exactDues)
    var lines: [AccountSettlement?] = []
    lines.reserveCapacity(members.count)
    var paid = Money.zero
    for (index, member) in members.enumerated() {
      try paid += dues[index]
      lines.append(try line(member, earned: earned[index], due: dues[index]))
    }
    return (try poolResult(paid: paid), lines)
  }

  // MARK: Steps

  /// What the cases of each member earn, in fen, exact.
  private func earnings(pass: ScoringPass, threads: Int) throws(Problem) -> [BigRatio] {
    guard let rates else { return members.map { _ in .zero } }
    let isPerCase =
      policy.payment.payable == .scoreRateMinusPatient
      || policy.rounding[.caseStandard] != .exact || policy.rounding[.caseFund] != .exact
    guard isPerCase else {
      let scores = scored.scores.numerators
      switch policy.payment.payRatioScope {
      case .region:
        // In lowest terms the pay ratio cancels, and the amounts stay short.
        let unit = (rates.unit * rates.payRatio).reduced
        return members.map { unit * BigRatio(scores[$0], 1) }
      case .institution:
        return members.map { rates.unit * BigRatio(scores[$0], 1) * payRatio(of: $0, rates) }
      }
    }
    var byAccount = [PaymentRate?](repeating: nil, count: scored.sums.count)
    for member in members {
      byAccount[member] = PaymentRate(
        pointValue: rates.pointValue, payRatio: payRatio(of: member, rates))
    }
    let earned = try CasePayments(pass: pass, rates: byAccount).run(threads: threads)
    var byMember = [BigRatio](repeating: .zero, count: scored.sums.count)
    for (slot, amount) in zip(pass.slots.slots, earned) {
      byMember[slot.account] = byMember[slot.account] + amount
    }
    return members.map { byMember[$0] }
  }

  private func payRatio(of member: Int, _ rates: PoolRates) -> BigRatio {
    switch policy.payment.payRatioScope {
    case .region: return rates.payRatio
    case .institution:
      let sums = scored.sums[member]
      guard sums.cost > 0 else { return .zero }
      return BigRatio(WideInteger(sums.booked), WideInteger(sums.cost))
        .rounded(by: policy.rounding[.payRatio])
    }
  }

  private func payRatioText(of member: Int) -> String {
    guard policy.payment.payRatioScope == .institution, let rates else { return payRatioText }
    return payRatio(of: member, rates).description
  }

  /// earned × assessment − audit deductions, then surplus and deficit bands; fen, exact as far as the
  /// policy leaves it.
  private func due(of member: Int, earned: BigRatio) -> BigRatio {
    let account = sheet.accounts[member]
    let assessed =
      earned * BigRatio(assessment(of: member)) - BigRatio(fen: account.auditDeduction)
    let due = assessed.rounded(yuan: policy.rounding[.institutionDue])
    let booked = BigRatio(WideInteger(scored.sums[member].booked), 1)
    guard !policy.payment.surplusBands.isEmpty else { return due }
    let audited = max(booked - BigRatio(fen: account.auditDeduction), .zero)
    return SurplusBand.payment(booked: audited, due: due, policy.payment)
      .rounded(yuan: policy.rounding[.bandResult])
  }

  private func assessment(of member: Int) -> Decimal {
    sheet.accounts[member].assessment ?? policy.payment.assessment.standard
  }

  /// Whole fen. Rounded half up one by one, or by largest remainder: then the sum is the floor of
  /// what the rules distribute, and ties go to the smaller institution code.
  private func payments(_ dues: [BigRatio]) throws(Problem) -> [Money] {
    guard policy.payment.residual == .largestRemainder else {
      return try dues.map { due throws(Problem) in try due.fen(.halfUp) }
    }
    var floors = dues.map(\.floor)
    let exact = dues.reduce(.zero) { $0 + $1 }
    let left = exact.floor - floors.reduce(0, +)
    guard let wide = left.int128, let count = Int(exactly: wide) else {
      throw .overflow("what the floors of a distribution leave")
    }
    for index in Self.largest(count, of: zip(dues, floors).map { $0 - BigRatio($1, 1) }) {
      floors[index] += 1
    }
    return try floors.map { floor throws(Problem) in try BigRatio(floor, 1).fen(.down) }
  }

  /// Indices of the largest fractions, equal ones in order.
  private static func largest(_ count: Int, of fractions: [BigRatio]) -> some Sequence<Int> {
    // Fractions of one pool share a denominator, and comparing plain integers costs much less.
    let plain = fractions.compactMap { fraction in
      fraction.denominator == fractions[0].denominator ? fraction.numerator.int128 : nil
    }
    let order =
      plain.count == fractions.count ? descending(plain) : descending(fractions)
    return order.prefix(count)
  }

  private static func descending<Value: Comparable>(_ values: [Value]) -> [Int] {
    values.indices.sorted { a, b in
      if values[a] > values[b] { return true }
      return values[a] == values[b] && a < b
    }
  }

  // MARK: Statement

  private func poolResult(paid: Money) throws(Problem) -> PoolSettlement {
    let rest = try amount - paid
    var moved = Money.zero
    if policy.payment.residual == .regulationFund {
      // The fund gives no more than it has; what is missing then stays a negative residual.
      moved = max(rest, Money(fen: -sheet.regulation[pool].fen))
    }
    return PoolSettlement(
      insurance: policy.pools.merged ? nil : policy.pools.types[pool], cases: totals.cases,
      totalScore: BigRatio(totalNumerator, scored.scores.denominator).description,
      pointValue: rates?.pointValue.description, payRatio: rates?.payRatio.description,
      totalCost: Money(fen: totals.cost), bookedFund: Money(fen: totals.booked), pool: amount,
      paid: paid, residual: try rest - moved, regulation: moved,
      rate: rates.map { PaymentRate(pointValue: $0.pointValue, payRatio: $0.payRatio) })
  }

  private static func totals(
    _ members: [Int], _ scored: ScoredAccounts
  ) throws(Problem) -> AccountSums {
    var total = AccountSums()
    do throws(SumOverflow) {
      for member in members { try total.add(scored.sums[member]) }
    } catch {
      throw .overflow("sums of a pool")
    }
    return total
  }

  /// nil for an account without cases, advances or deductions.
  private func line(
    _ member: Int, earned: BigRatio, due: Money
  ) throws(Problem) -> AccountSettlement? {
    let sums = scored.sums[member]
    let account = sheet.accounts[member]
    guard
      sums.cases > 0 || sums.outOfScope > 0 || due != .zero || account.prepaid != .zero
        || account.auditDeduction != .zero
    else { return nil }
    let institution = member / sheet.pools.count
    let score = scored.scores.numerators[member]
    return AccountSettlement(
      institution: tables.institutions[institution],
      insurance: policy.pools.merged ? nil : policy.pools.types[pool], cases: sums.cases,
      ungroupedCases: sums.ungrouped, outOfScopeCases: sums.outOfScope, lowCases: sums.low,
      highCases: sums.high, specialCases: sums.specialCases, expertReviews: sums.expertReviews,
      coefficient: coefficients[institution],
      totalScore: BigRatio(score, scored.scores.denominator).description,
      meanScore: sums.cases > 0
        ? BigRatio(score, scored.scores.denominator * WideInteger(sums.cases)).formatted(
          decimals: 4)
        : "",
      caseMixIndex: sums.cases > 0 && totalNumerator > 0
        ? BigRatio(score * WideInteger(totals.cases), totalNumerator * WideInteger(sums.cases))
          .formatted(decimals: 4) : "",
      totalCost: Money(fen: sums.cost), bookedFund: Money(fen: sums.booked),
      patientShare: Money(fen: sums.patient),
      payRatio: payRatioText(of: member),
      payable: try earned.fen(.halfUp), assessment: assessment(of: member),
      auditDeduction: account.auditDeduction, prepaid: account.prepaid, due: due,
      balance: try due - account.prepaid)
  }
}

extension ScoringTables {
  /// The coefficient of an ordinary group at an institution.
  func ordinaryCoefficient(of institution: ScoringInstitution) throws(Problem) -> Decimal {
    try CoefficientParts(
      institution, ScoringGroup(code: "", score: .one), policy.coefficients
    ).product(policy.rounding[.institutionCoefficient])
  }
}

extension BigRatio {
  /// An amount in fen rounded by a rule that counts decimals of yuan.
  func rounded(yuan rounding: Rounding) -> BigRatio {
    guard rounding != .exact else { return self }
    let hundred = BigRatio(100, 1)
    return BigRatio(numerator, denominator * 100).rounded(by: rounding) * hundred
  }
}
