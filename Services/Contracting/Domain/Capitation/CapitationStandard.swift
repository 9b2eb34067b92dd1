import Quantities

/// A yearly standard for one head (人头年度标准) derived from past figures, either from what heads cost
/// or from what a fund has.
///
/// Method: 倪剑潇等, ChinaXiv-202207.00054V1 (中国全科医学), on four chronic diseases in Beijing. From
/// cost: mean cost less mean own payment over the years. From a fund: total cost × fund ratio × (1 +
/// growth) ÷ (visits ÷ visits of a head). To either come the public-health money, the contract fee and
/// the periodic tests.
public struct CapitationStandard: Sendable, Hashable {
  /// Mean figures of one past year for one head.
  public struct YearCost: Sendable, Hashable {
    public let cost: Money
    public let ownPayment: Money

    public init(cost: Money, ownPayment: Money) {
      self.cost = cost
      self.ownPayment = ownPayment
    }
  }

  /// The derived amount for one head and year, exact, in yuan.
  public let medical: Ratio
  /// The fund, exact, in yuan; nil when derived from cost.
  public let fund: Ratio?

  /// From cost; `years` must not be empty.
  public init(years: [YearCost]) throws(Problem) {
    guard !years.isEmpty else {
      throw Problem(
        .invalidInput, "CAPITATION_YEARS_MISSING", zh: "缺少历年费用", en: "no year was given",
        remedyZh: "请至少提供一年的人均费用", remedyEn: "give the costs of at least one year")
    }
    var sum = Money.zero
    for year in years { try sum += year.cost - year.ownPayment }
    medical = try sum.ratio / Ratio(Int64(years.count))
    fund = nil
  }

  /// From a fund.
  public init(
    totalCost: Money, fundRatio: Decimal, growth: Decimal, visits: Int64, visitsPerHead: Decimal
  ) throws(Problem) {
    let money = try totalCost.ratio * fundRatio.ratio * (Ratio.one + growth.ratio)
    let heads = try Ratio(visits) / visitsPerHead.ratio
    fund = money
    medical = try money / heads
  }

  /// The derived amount, rounded half up to the fen, and what is added to it.
  public func total(adding parts: [Money]) throws(Problem) -> Money {
    var sum = try medical.money(.halfUp)
    for part in parts { try sum += part }
    return sum
  }
}
