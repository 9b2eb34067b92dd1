import Quantities

/// One service that a package promises (服务项目).
public struct PackageItem: Sendable, Hashable {
  public let code: String
  public let name: String
  /// How often within the package's period.
  public let times: Int
  /// Price of one; zero when it is part of the fee.
  public let price: Money

  public init(code: String, name: String, times: Int, price: Money) {
    self.code = code
    self.name = name
    self.times = times
    self.price = price
  }
}
