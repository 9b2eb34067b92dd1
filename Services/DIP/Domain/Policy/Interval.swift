import Quantities

/// A range of a ratio with each end in or out; without an upper end it goes on for ever.
public struct Interval: Sendable, Hashable {
  public var lower: Decimal
  public var lowerInclusive: Bool
  public var upper: Decimal?
  public var upperInclusive: Bool

  public init(
    lower: Decimal, lowerInclusive: Bool = true, upper: Decimal?, upperInclusive: Bool = false
  ) {
    self.lower = lower
    self.lowerInclusive = lowerInclusive
    self.upper = upper
    self.upperInclusive = upperInclusive
  }

  public func contains(_ value: Ratio) -> Bool {
    let low = lower.ratio
    guard lowerInclusive ? low <= value : low < value else { return false }
    guard let upper else { return true }
    return upperInclusive ? value <= upper.ratio : value < upper.ratio
  }
}

extension Interval: CustomStringConvertible {
  /// `[0.5, 2]`, `(2, ∞)`.
  public var description: String {
    let end = upper.map { "\($0)\(upperInclusive ? "]" : ")")" } ?? "∞)"
    return "\(lowerInclusive ? "[" : "(")\(lower), \(end)"
  }
}
