import Quantities

/// Pay ratio and point value of a pool (支付比例、点值).
struct PoolRates {
  /// What the rates are made from.
  struct Basis {
    /// What scores share.
    var amount: Money
    /// Of the region's scored cases, fen.
    var cost: Int64
    var booked: Int64
    /// Σ scores; above zero.
    var score: WideInteger
    /// By member: scores, the base volume that the fund sheet states, and the scores that the policy
    /// fixes by group.
    var members: [(score: WideInteger, baseVolume: Decimal?, fixed: BigRatio)]
    /// Of all scores.
    var denominator: WideInteger
    /// The point value that deviations were judged by, where the policy says that it is the settlement
    /// one: then it is also what is paid.
    var reference: Decimal?
  }

  /// booked ÷ cost of the region, as the policy rounds it.
  let payRatio: BigRatio
  /// What scores are paid at, in yuan, as the policy rounds it; with elastic values their mean.
  let pointValue: BigRatio
  /// (pool ÷ pay ratio) ÷ Σ scores, exact: the value that spends the pool (清算点值).
  let settlementValue: BigRatio
  let elastic: ElasticValues?
  /// Fen for one unit of a score's numerator. Without the common denominator of the scores where that
  /// cancels, since it may be huge.
  private let unit: BigRatio
  private let denominator: WideInteger

  init(_ basis: Basis, _ policy: Policy) throws(Problem) {
    let ratio = try Self.payRatio(cost: basis.cost, booked: basis.booked, policy)
    payRatio = ratio
    denominator = basis.denominator
    let exactUnit = BigRatio(
      WideInteger(basis.amount.fen) * ratio.denominator, ratio.numerator * basis.score)
    let exact = BigRatio(exactUnit.numerator * basis.denominator, exactUnit.denominator * 100)
    settlementValue = exact
    let rounding = policy.rounding[.pointValue]
    var elastic: ElasticValues?
    if let reference = basis.reference {
      pointValue = BigRatio(reference)
    } else {
      switch policy.payment.pointValueMethod {
      case .settlement: pointValue = exact.rounded(by: rounding)
      case .yearStart: pointValue = BigRatio(try Self.yearStart(policy)).rounded(by: rounding)
      case .elastic:
        let values = try ElasticValues(
          basis, yearStart: Self.yearStart(policy), settlement: exact, policy)
        elastic = values
        pointValue = values.mean
      }
    }
    self.elastic = elastic
    let isPlain =
      basis.reference == nil && policy.payment.pointValueMethod == .settlement && rounding == .exact
    unit =
      isPlain
      ? exactUnit
      : BigRatio(pointValue.numerator * 100, pointValue.denominator * basis.denominator)
  }

  /// What a member's scores are paid at.
  ///
  /// - Parameter place: among the members of the pool.
  func pointValue(ofMember place: Int) -> BigRatio {
    elastic?.values[place] ?? pointValue
  }

  /// What scores of groups are paid at, where the policy fixes some of them by group.
  var byGroup: PaymentRate.Elastic? {
    guard let elastic, elastic.isByGroup else { return nil }
    return PaymentRate.Elastic(fixed: elastic.base, floating: elastic.increment)
  }

  /// How an institution's scores are paid at two values, where volumes decide.
  ///
  /// - Parameter place: among the members of the pool; nil for the pool as a whole.
  func byVolume(ofMember place: Int?) -> ElasticShare? {
    guard let elastic, !elastic.isByGroup else { return nil }
    return place.map { elastic.shares[$0] } ?? elastic.whole
  }

  /// Fen for one unit of a member's score numerators, before the pay ratio.
  func unit(ofMember place: Int) -> BigRatio {
    guard let value = elastic?.values[place] else { return unit }
    return BigRatio(value.numerator * 100, value.denominator * denominator)
  }

  /// booked ÷ cost as the policy rounds it.
  static func payRatio(cost: Int64, booked: Int64, _ policy: Policy) throws(Problem) -> BigRatio {
    guard cost > 0, booked > 0 else { throw undefined(cost: cost, booked: booked) }
    let ratio = BigRatio(WideInteger(booked), WideInteger(cost)).rounded(
      by: policy.rounding[.payRatio])
    guard ratio > .zero else { throw undefined(cost: cost, booked: booked) }
    return ratio
  }

  private static func yearStart(_ policy: Policy) throws(Problem) -> Decimal {
    guard let value = policy.payment.yearStartPointValue else {
      throw Problem(
        .failedPrecondition, "DIP_POINT_VALUE_MISSING",
        zh: "政策的点值方法需要 point_value.year_start",
        en: "the policy's method of the point value needs point_value.year_start",
        remedyZh: "请在政策中写明年初点值", remedyEn: "state the year-start point value in the policy")
    }
    return value
  }

  private static func undefined(cost: Int64, booked: Int64) -> Problem {
    Problem(
      .failedPrecondition, "DIP_PAY_RATIO_UNDEFINED", zh: "支付比例无法计算：总费用或基金记账为零",
      en: "the pay ratio is undefined: total cost or booked fund is zero",
      remedyZh: "请检查病例的医疗总费用和基金支付", remedyEn: "check total cost and booked fund of the cases",
      details: [
        Problem.Detail("cost_fen", "\(cost)"), Problem.Detail("booked_fen", "\(booked)"),
      ])
  }
}
