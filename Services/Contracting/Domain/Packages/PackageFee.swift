import Quantities

/// Who pays how much of a package for one population group and the package's period (签约服务费分担).
///
/// The price is the sum of the four shares exactly (国卫基层发〔2022〕10号: 医保基金、基本公共卫生服务
/// 经费和签约居民付费等方式共同分担).
public struct PackageFee: Sendable, Hashable {
  public let group: PopulationGroup
  public let price: Money
  /// 医保基金
  public let fund: Money
  /// 基本公共卫生服务经费
  public let publicHealth: Money
  /// 个人账户
  public let personalAccount: Money
  /// 个人自付
  public let ownPayment: Money

  public init(
    group: PopulationGroup, price: Money, fund: Money, publicHealth: Money,
    personalAccount: Money, ownPayment: Money
  ) throws(Problem) {
    let shares = [fund, publicHealth, personalAccount, ownPayment]
    guard shares.allSatisfy({ $0 >= .zero }) else {
      throw Problem(
        .invalidInput, "PACKAGE_FEE_NEGATIVE", zh: "费用分担不得为负数",
        en: "a share of the fee is negative", remedyZh: "请核对各方分担金额",
        remedyEn: "check the shares", details: [.init("group", group.rawValue)])
    }
    var sum = Money.zero
    for share in shares { try sum += share }
    guard sum == price else {
      throw Problem(
        .invalidInput, "PACKAGE_FEE_SUM", zh: "各方分担合计 \(sum) 元，与价格 \(price) 元不符",
        en: "the shares add up to \(sum) yuan, and the price is \(price) yuan",
        remedyZh: "请使四项分担之和等于价格", remedyEn: "make the four shares add up to the price",
        details: [
          .init("group", group.rawValue), .init("sum", "\(sum)"), .init("price", "\(price)"),
        ])
    }
    self.group = group
    self.price = price
    self.fund = fund
    self.publicHealth = publicHealth
    self.personalAccount = personalAccount
    self.ownPayment = ownPayment
  }
}
