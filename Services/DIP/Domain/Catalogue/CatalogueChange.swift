import Quantities

/// One difference between two catalogues (目录差异).
public struct CatalogueChange: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case added, removed, changed }

  public var kind: Kind
  /// The file that the difference is about.
  public var table: CatalogueManifest.Role
  /// Group or medical code.
  public var code: String
  /// What changed of it; empty when the whole entry came or went.
  public var field: String
  public var before: String
  public var after: String
  public var sentence: Bilingual
}
