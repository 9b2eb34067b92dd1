/// One file of a catalogue as it was uploaded or read.
public struct CatalogueFile: Sendable, Hashable {
  /// Name without folder, such as `groups.csv`.
  public var name: String
  public var content: [UInt8]

  public init(name: String, content: [UInt8]) {
    self.name = name
    self.content = content
  }
}
