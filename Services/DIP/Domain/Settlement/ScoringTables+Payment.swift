import Quantities

extension ScoringTables {
  /// The score of one case as `rounding.case_score` leaves it.
  func roundedScore(_ score: CaseScore) throws(Problem) -> Ratio {
    switch policy.rounding[.caseScore] {
    case .exact: return try Ratio(score.numerator, score.denominator)
    case .decimals(let scale, let mode):
      let digits = try mode.scaledQuotient(score.numerator, score.denominator, scale: scale)
      return try Decimal(coefficient: digits, scale: scale).ratio
    }
  }

  /// Every amount of one case at a rate (病例支付): the rule that settlements, estimates and
  /// explanations share.
  struct CasePayment {
    var score: Ratio
    var payRatio: BigRatio
    /// score × point value in fen, as `case_standard` leaves it.
    var standard: BigRatio
    var exactStandard: BigRatio
    /// What the fund pays in fen, as `case_fund` leaves it.
    var fund: BigRatio
    var exactFund: BigRatio
  }

  func payment(
    institution: Int, cell: Int, pool: Int, cost: Money, booked: Money, patient: Money,
    rate: PaymentRate
  ) throws(Problem) -> CasePayment {
    let exact = try exactScore(
      institution: institution, cell: cell, pool: pool, cost: cost.fen)
    return payment(
      score: try roundedScore(exact), cost: cost, booked: booked, patient: patient,
      rate: self.rate(rate, ofGroup: cell < 0 ? -1 : cells.group(of: cell)))
  }

  /// - Parameters:
  ///   - score: as the policy rounds it.
  ///   - rate: of the case, where groups are paid at different values.
  func payment(
    score: Ratio, cost: Money, booked: Money, patient: Money, rate: PaymentRate
  ) -> CasePayment {
    let exactStandard =
      BigRatio(score) * rate.pointValue * BigRatio(100, 1)
    let standard = exactStandard.rounded(yuan: policy.rounding[.caseStandard])
    let payRatio =
      rate.payRatio
      ?? (cost > .zero ? BigRatio(WideInteger(booked.fen), WideInteger(cost.fen)) : .zero)
      .rounded(by: policy.rounding[.payRatio])
    let exactFund: BigRatio
    switch policy.payment.payable {
    case .scoreRate: exactFund = standard * payRatio
    case .scoreRateMinusPatient: exactFund = max(standard - BigRatio(fen: patient), .zero)
    }
    return CasePayment(
      score: score, payRatio: payRatio, standard: standard, exactStandard: exactStandard,
      fund: exactFund.rounded(yuan: policy.rounding[.caseFund]), exactFund: exactFund)
  }
}
