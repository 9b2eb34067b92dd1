import Quantities

/// The part of a full working time (工作量份额): more than none and at most one, exact, such as `1/3`.
///
/// Kept as a whole number of 2 520 000ths, so that tenths, thirds, sevenths and ten-thousandths are all
/// exact and sums over a nation neither round nor overflow.
public struct WorkShare: Sendable, Hashable, CustomStringConvertible {
  /// Units in a full working time: 2⁶·3²·5⁴·7.
  public static let wholeUnits: Int32 = 2_520_000

  /// 1 … `wholeUnits`.
  public let units: Int32

  public static let whole = WorkShare(units: wholeUnits)

  private init(units: Int32) { self.units = units }

  /// Reads `1`, `0.4` or `2/3`. Throws `REGISTRY_SHARE_INVALID`.
  public init(parsing text: String) throws(Problem) {
    guard let ratio = Self.ratio(text), ratio > .zero, ratio <= .one,
      let units = try? ratio * Ratio(Int64(Self.wholeUnits)), units.isInteger
    else {
      throw Problem(
        .invalidInput, "REGISTRY_SHARE_INVALID", zh: "工作量份额“\(text.prefix(40))”无效",
        en: "not a share of working time: \(text.prefix(40))",
        remedyZh: "请填写大于 0、不超过 1 的小数（至多四位）或分数（分母至多 10），如 0.4 或 1/3",
        remedyEn:
          "write a number above 0 and at most 1: up to four decimals, or a fraction by at most 10")
    }
    self.units = Int32(clamping: units.numerator)
  }

  private static func ratio(_ text: String) -> Ratio? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      .map { try? Decimal(parsing: String($0)).ratio }
    guard let first = parts.first, let numerator = first else { return nil }
    guard parts.count == 2 else { return numerator }
    return parts[1].flatMap { try? numerator / $0 }
  }

  public var ratio: Ratio {
    guard let ratio = try? Ratio(Int128(units), Int128(Self.wholeUnits)) else {
      preconditionFailure("the denominator is not zero")
    }
    return ratio
  }

  /// One person's shares on a day: those written, and equal parts of what is left for the others;
  /// nil when nothing is left for them, or more than a full working time is written.
  static func completed(_ shares: [WorkShare?]) -> [Ratio]? {
    var left = Int(wholeUnits)
    var open = 0
    for share in shares {
      if let share { left -= Int(share.units) } else { open += 1 }
    }
    guard left >= 0, open == 0 || left > 0 else { return nil }
    guard open > 0 else { return shares.map { $0?.ratio ?? .zero } }
    guard let each = try? Ratio(Int128(left), Int128(wholeUnits) * Int128(open)) else {
      preconditionFailure("the denominator is not zero")
    }
    return shares.map { $0?.ratio ?? each }
  }

  /// `1`, or a fraction in lowest terms.
  public var description: String { ratio.description }
}
