import Quantities

/// One choice that the sources leave to a region (地方可自定的规则), as a document decides it. Statements
/// print them, so that nobody has to know what holds where a document is silent.
public struct PolicyChoice: Sendable, Hashable {
  /// Key path such as `point_value.method`.
  public var key: String
  public var label: Bilingual
  public var value: Bilingual
  /// Whether the document leaves it to the default.
  public var isDefault: Bool
  /// Why the default is what it is, or that there is none.
  public var reason: Bilingual

  public init(
    key: String, label: Bilingual, value: Bilingual, isDefault: Bool, reason: Bilingual
  ) {
    self.key = key
    self.label = label
    self.value = value
    self.isDefault = isDefault
    self.reason = reason
  }
}
