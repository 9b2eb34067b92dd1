/// Another process of the mesh, as `peers` of the configuration names it.
public struct PeerName: Sendable, Hashable, RawRepresentable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public static let registry = PeerName(rawValue: "registry")
  public static let indicators = PeerName(rawValue: "indicators")
  public static let contracting = PeerName(rawValue: "contracting")
  public static let dip = PeerName(rawValue: "dip")
  public static let gateway = PeerName(rawValue: "gateway")
}
