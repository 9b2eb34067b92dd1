import Quantities

extension PoolDistribution {
  func result(_ dues: MemberDues) throws(Problem) -> PoolSettlement {
    var paid = kept?.surplus ?? .zero
    for due in dues.dues { try paid += due }
    let rest = try amount - paid
    var moved = Money.zero
    if policy.payment.residual == .regulationFund {
      // The fund gives no more than it has; what is missing then stays a negative residual.
      moved = max(rest, Money(fen: -sheet.regulation[pool].fen))
    }
    let isSettlementValue = policy.payment.pointValueMethod == .settlement
    return PoolSettlement(
      insurance: insurance, cases: totals.cases,
      totalScore: BigRatio(totalNumerator, scored.scores.denominator).description,
      pointValue: rates?.pointValue.description,
      settlementValue: isSettlementValue ? nil : rates?.settlementValue.description,
      incrementValue: rates?.elastic?.increment.description,
      baseValue: rates?.elastic?.base.description,
      referenceValue: reference, payRatio: rates?.payRatio.description,
      totalCost: Money(fen: totals.cost), bookedFund: Money(fen: totals.booked), pool: amount,
      itemFund: itemFund, paid: paid, residual: try rest - moved, regulation: moved,
      rate: rates.map {
        PaymentRate(
          pointValue: $0.pointValue, payRatio: $0.payRatio, elastic: $0.byGroup,
          volume: $0.byVolume(ofMember: nil))
      })
  }

  private var insurance: String? {
    policy.pools.merged ? nil : policy.pools.types[pool]
  }

  /// Whether an account has cases, advances, deductions or money to get.
  func hasLine(_ place: Int, _ dues: MemberDues) -> Bool {
    let member = members[place]
    let sums = scored.sums[member]
    let account = sheet.accounts[member]
    return sums.cases > 0 || sums.outOfScope > 0 || dues.dues[place] != .zero
      || surplus(of: member) != .zero || account.prepaid != .zero
      || account.auditDeduction != .zero || scored.items(of: member) != nil
  }

  private func surplus(of member: Int) -> Money {
    kept.map { $0.account == member ? $0.surplus : .zero } ?? .zero
  }

  /// - Parameter place: among the members.
  func line(_ place: Int, _ memberDues: MemberDues) throws(Problem) -> AccountSettlement {
    let member = members[place]
    let (earnings, due) = (memberDues.earnings[place], memberDues.dues[place])
    let sums = scored.sums[member]
    let items = scored.items(of: member)
    let account = sheet.accounts[member]
    let surplus = surplus(of: member)
    let institution = member / sheet.pools.count
    let score = scored.scores.numerators[member]
    let denominator = scored.scores.denominator
    let payable = try earnings.reduce(BigRatio.zero) { $0 + $1.fund }.fen(.halfUp)
    let total = try due + surplus
    return AccountSettlement(
      institution: tables.institutions[institution], insurance: insurance, cases: sums.cases,
      ungroupedCases: sums.ungrouped, outOfScopeCases: sums.outOfScope, lowCases: sums.low,
      highCases: sums.high, specialCases: sums.specialCases, expertReviews: sums.expertReviews,
      itemCases: items?.cases ?? 0, coefficient: coefficients[institution],
      totalScore: BigRatio(score, denominator).description,
      meanScore: sums.cases > 0
        ? BigRatio(score, denominator * WideInteger(sums.cases)).formatted(decimals: 4) : "",
      caseMixIndex: sums.cases > 0 && totalNumerator > 0
        ? BigRatio(score * WideInteger(totals.cases), totalNumerator * WideInteger(sums.cases))
          .formatted(decimals: 4) : "",
      totalCost: Money(fen: sums.cost), bookedFund: Money(fen: sums.booked),
      patientShare: Money(fen: sums.patient), payRatio: payRatioText(of: member),
      payable: payable, assessment: assessment(of: member),
      auditDeduction: account.auditDeduction, prepaid: account.prepaid,
      deposit: account.deposit, surplusShare: surplus,
      parts: try parts(member, earnings, payable: payable, due: due), due: total,
      balance: try total - account.prepaid + account.deposit,
      baseScore: rates?.elastic?.shares[place].baseScore.description,
      rate: rates.map {
        PaymentRate(
          pointValue: $0.pointValue(ofMember: place), payRatio: payRatio(of: member, $0),
          elastic: $0.byGroup, volume: $0.byVolume(ofMember: place))
      })
  }

  private func payRatioText(of member: Int) -> String {
    guard policy.payment.payRatioScope == .institution, let rates else { return regionalPayRatio }
    return payRatio(of: member, rates).description
  }

  /// Splits an account's amounts over its parts: in proportion to what they earn, else to what they
  /// booked.
  private func parts(
    _ member: Int, _ earnings: [PartEarning], payable: Money, due: Money
  ) throws(Problem) -> [PartSettlement] {
    let items = scored.items(of: member)
    var parts: [PartSettlement] = []
    for earning in earnings {
      let sums = scored.parts(of: member).first { $0.part == earning.part }
      let apart = earning.part == .special ? items : nil
      parts.append(
        PartSettlement(
          part: earning.part, cases: (sums?.sums.cases ?? 0) + (apart?.cases ?? 0),
          totalScore: BigRatio(sums?.score ?? 0, scored.scores.denominator).description,
          totalCost: try Money(fen: sums?.sums.cost ?? 0) + Money(fen: apart?.cost ?? 0),
          bookedFund: try Money(fen: sums?.sums.booked ?? 0) + Money(fen: apart?.booked ?? 0),
          payable: .zero, due: .zero))
    }
    if parts.isEmpty, due != .zero {
      // A deduction without any case is stated with the core cases, where it would have been earned.
      parts = [
        PartSettlement(
          part: .core, cases: 0, totalScore: "0", totalCost: .zero, bookedFund: .zero,
          payable: .zero, due: .zero)
      ]
    }
    guard parts.count > 1 else {
      if !parts.isEmpty { (parts[0].payable, parts[0].due) = (payable, due) }
      return parts
    }
    // Where scores alone decide, they are in proportion to what they earn, and much shorter.
    let isByScore =
      !paysCaseByCase && items == nil && payable > .zero && rates?.byGroup == nil
    var weights =
      isByScore
      ? scored.parts(of: member).map { BigRatio($0.score, 1) }
      : earnings.map { max($0.fund, .zero) }
    if !weights.contains(where: { $0 > .zero }) {
      weights = parts.map { BigRatio(fen: $0.bookedFund) }
    }
    let payables = try PartSplit.split(payable, by: weights)
    let dues = try PartSplit.split(due, by: weights)
    for index in parts.indices {
      parts[index].payable = payables[index]
      parts[index].due = dues[index]
    }
    return parts
  }
}
