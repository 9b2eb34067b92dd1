import Quantities

/// Pay ratio and settlement point value of a pool (支付比例、清算点值).
struct PoolRates {
  /// booked ÷ cost of the region, as the policy rounds it.
  let payRatio: BigRatio
  /// (pool ÷ pay ratio) ÷ Σ scores, in yuan, as the policy rounds it.
  let pointValue: BigRatio
  /// Fen for one unit of a score's numerator. Without the common denominator of the scores, which
  /// cancels and may be huge.
  let unit: BigRatio

  init(
    amount: Money, cost: Int64, booked: Int64, numerator: WideInteger, denominator: WideInteger,
    _ policy: Policy
  ) throws(Problem) {
    guard cost > 0, booked > 0 else { throw Self.undefined(cost: cost, booked: booked) }
    payRatio = BigRatio(WideInteger(booked), WideInteger(cost)).rounded(
      by: policy.rounding[.payRatio])
    guard payRatio > .zero else { throw Self.undefined(cost: cost, booked: booked) }
    let exactUnit = BigRatio(
      WideInteger(amount.fen) * payRatio.denominator, payRatio.numerator * numerator)
    let exactValue = BigRatio(exactUnit.numerator * denominator, exactUnit.denominator * 100)
    let rounding = policy.rounding[.pointValue]
    pointValue = exactValue.rounded(by: rounding)
    unit =
      rounding == .exact
      ? exactUnit : BigRatio(pointValue.numerator * 100, pointValue.denominator * denominator)
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
