/// A part of the registry that a service may keep a copy of.
public struct RegistryPart: Sendable, Hashable {
  /// As `RegistryCopies.ReadFacts` calls it; a register by its name.
  public let name: String

  public static let areas = RegistryPart(name: "area")
  public static let institutions = RegistryPart(name: "institution")
  public static let consortia = RegistryPart(name: "consortium")
  /// Members of consortia; their events name the consortium.
  public static let memberships = RegistryPart(name: "membership")

  public static func register(_ name: String) -> RegistryPart { RegistryPart(name: name) }

  /// Middle of the kind of the events that tell about it: `registry.<this>.<action>`.
  var eventName: String { self == .memberships ? Self.consortia.name : name }
}
