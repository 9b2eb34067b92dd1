/// How far a copy of another service's data goes that a process works with.
public struct CopyHealth: Sendable, Hashable {
  /// Service it is a copy of.
  public var source: String
  /// Sequence of that service's last event in the copy; 0 before there is one.
  public var sequence: UInt64
  /// When the copy was last known to hold everything: UTC, ISO 8601; empty before there is one.
  public var asOf: String
  /// Whether it follows the service now; else it grows older.
  public var isFollowing: Bool

  public init(source: String, sequence: UInt64, asOf: String, isFollowing: Bool) {
    self.source = source
    self.sequence = sequence
    self.asOf = asOf
    self.isFollowing = isFollowing
  }
}
