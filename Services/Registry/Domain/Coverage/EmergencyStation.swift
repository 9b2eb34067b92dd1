import Quantities

/// A place from which ambulances go out (急救站点), with the radius it serves (M41: 10–30 km).
public struct EmergencyStation: Sendable, Hashable {
  /// Code of the institution or of the post.
  public let code: String
  public let name: String
  public let coordinates: Coordinates
  public let radiusMetres: UInt32

  public init(code: String, name: String, coordinates: Coordinates, radiusMetres: UInt32) {
    self.code = code
    self.name = name
    self.coordinates = coordinates
    self.radiusMetres = radiusMetres
  }

  /// Radii that the text names: 服务半径 10–30 公里 (seed 003 clause 9, M41).
  public static let radii: ClosedRange<UInt32> = 10_000...30_000

  /// The radius asked for; the largest when none is. Throws `REGISTRY_RADIUS_INVALID` outside 10–30 km.
  public static func radius(metres: UInt32) throws(Problem) -> UInt32 {
    guard metres != 0 else { return radii.upperBound }
    guard radii.contains(metres) else {
      throw Problem(
        .invalidInput, "REGISTRY_RADIUS_INVALID", zh: "急救半径应为 10 至 30 公里（M41），不是 \(metres) 米",
        en: "an ambulance serves 10 to 30 km around (M41), not \(metres) m",
        remedyZh: "请填写 10000 至 30000", remedyEn: "write 10000 to 30000",
        details: [Problem.Detail("radius_m", "\(metres)")])
    }
    return metres
  }
}
