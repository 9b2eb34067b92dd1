import Quantities

/// Pay ratio and point value of a pool (支付比例、点值).
struct PoolRates {
  /// booked ÷ cost of the region, as the policy rounds it.
  let payRatio: BigRatio
  /// What scores are paid at, in yuan, as the policy rounds it.
  let pointValue: BigRatio
  /// (pool ÷ pay ratio) ÷ Σ scores, exact: the value that spends the pool (清算点值).
  let settlementValue: BigRatio
  /// Fen for one unit of a score's numerator. Without the common denominator of the scores where that
  /// cancels, since it may be huge.
  let unit: BigRatio

  /// - Parameter reference: the point value that deviations were judged by, where the policy says that
  ///   it is the settlement one: then it is also what is paid.
  init(
    amount: Money, cost: Int64, booked: Int64, numerator: WideInteger, denominator: WideInteger,
    reference: Decimal?, _ policy: Policy
  ) throws(Problem) {
    payRatio = try Self.payRatio(cost: cost, booked: booked, policy)
    let exactUnit = BigRatio(
      WideInteger(amount.fen) * payRatio.denominator, payRatio.numerator * numerator)
    let exact = BigRatio(exactUnit.numerator * denominator, exactUnit.denominator * 100)
    settlementValue = exact
    let rounding = policy.rounding[.pointValue]
    if let reference {
      pointValue = BigRatio(reference)
    } else {
      pointValue = try Self.pointValue(exact, policy).rounded(by: rounding)
    }
    let isPlain =
      reference == nil && policy.payment.pointValueMethod == .settlement && rounding == .exact
    unit =
      isPlain
      ? exactUnit : BigRatio(pointValue.numerator * 100, pointValue.denominator * denominator)
  }

  /// booked ÷ cost as the policy rounds it.
  static func payRatio(cost: Int64, booked: Int64, _ policy: Policy) throws(Problem) -> BigRatio {
    guard cost > 0, booked > 0 else { throw undefined(cost: cost, booked: booked) }
    let ratio = BigRatio(WideInteger(booked), WideInteger(cost)).rounded(
      by: policy.rounding[.payRatio])
    guard ratio > .zero else { throw undefined(cost: cost, booked: booked) }
    return ratio
  }

  /// The value by the policy's method, before rounding.
  ///
  /// `elastic` (弹性点值) is the share `base` of the year-start value and the share `increment` of the
  /// settlement one: no published text that could be read says what 8:2 or 7:3 divides, and of the
  /// readings this one needs nothing but the two values that every text defines; it keeps the larger
  /// share of a price predictable and lets the smaller follow the fund. What it leaves of the pool, or
  /// lacks, goes where `residual` says.
  private static func pointValue(
    _ settlement: BigRatio, _ policy: Policy
  ) throws(Problem) -> BigRatio {
    if policy.payment.pointValueMethod == .settlement { return settlement }
    guard let yearStart = policy.payment.yearStartPointValue else {
      throw missing("point_value.year_start")
    }
    if policy.payment.pointValueMethod == .yearStart { return BigRatio(yearStart) }
    guard let rule = policy.payment.elastic else { throw missing("point_value.elastic") }
    return BigRatio(yearStart) * BigRatio(rule.base) + settlement * BigRatio(rule.increment)
  }

  private static func missing(_ key: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_POINT_VALUE_MISSING", zh: "政策的点值方法需要 \(key)",
      en: "the policy's method of the point value needs \(key)",
      remedyZh: "请在政策中写明 \(key)", remedyEn: "state \(key) in the policy")
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
