import Quantities

/// A place on the map (经纬度) in micro-degrees: exact, and 0.1 m fine.
public struct Coordinates: Sendable, Hashable {
  /// Micro-degrees east, −180 000 000 … 180 000 000.
  public let longitude: Int32
  /// Micro-degrees north, −90 000 000 … 90 000 000.
  public let latitude: Int32

  public init(longitude: Int32, latitude: Int32) throws(Problem) {
    guard abs(Int64(longitude)) <= 180_000_000, abs(Int64(latitude)) <= 90_000_000 else {
      throw Self.invalid("\(longitude), \(latitude)")
    }
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Reads degrees with at most six decimals, such as "105.728969" and "38.851921".
  public init(longitude: String, latitude: String) throws(Problem) {
    guard let east = Self.microDegrees(longitude), let north = Self.microDegrees(latitude) else {
      throw Self.invalid("\(longitude), \(latitude)")
    }
    try self.init(longitude: east, latitude: north)
  }

  private static func microDegrees(_ text: String) -> Int32? {
    let negative = text.hasPrefix("-")
    let parts = text.dropFirst(negative ? 1 : 0)
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    guard let whole = parts.first, (1...3).contains(whole.utf8.count), fraction.utf8.count <= 6,
      parts.count == 1 || !fraction.isEmpty,
      case let digits = whole + fraction + String(repeating: "0", count: 6 - fraction.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int32(digits)
    else { return nil }
    return negative ? -value : value
  }

  private static func degrees(_ value: Int32) -> String {
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(7 - digits.count, 0)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(6) + "." + padded.suffix(6)
  }

  /// Degrees with six decimals.
  public var longitudeText: String { Self.degrees(longitude) }
  public var latitudeText: String { Self.degrees(latitude) }

  private static func invalid(_ text: String) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_COORDINATES_INVALID", zh: "经纬度 \(text) 无效",
      en: "not coordinates: \(text)", remedyZh: "请填写十进制度，最多六位小数",
      remedyEn: "write decimal degrees with at most six decimals",
      details: [Problem.Detail("value", String(text.prefix(64)))])
  }
}
