/// A file that a caller uploaded, whole and checked, on this machine's disk.
public struct StagedFile: Sendable, Hashable {
  /// What the caller calls it.
  public let name: String
  public let path: String
  public let bytes: Int
  /// Lower-case hexadecimal; the identity of the content.
  public let sha256: String
}
