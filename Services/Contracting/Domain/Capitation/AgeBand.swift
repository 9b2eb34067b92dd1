import Quantities

/// Weights of an age band (年龄段), which reaches to the next band's first age.
public struct AgeBand: Sendable, Hashable {
  /// First age in completed years.
  public let from: Int
  public let male: Decimal
  public let female: Decimal

  public init(from: Int, male: Decimal, female: Decimal) {
    self.from = from
    self.male = male
    self.female = female
  }

  public func weight(_ sex: Sex) -> Decimal { sex == .male ? male : female }
}
