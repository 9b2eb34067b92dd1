import Mesh
import Messages
public import Store

/// How far a copy of another service's data goes, and how old it is.
public struct CopyAge: Sendable, Hashable {
  /// Service it is a copy of.
  public var source: String
  /// Sequence of that service's last event in the copy; 0 before there is one.
  public var sequence: Int64
  /// When the copy was last known to hold everything; nil before there is a copy.
  public var asOf: Timestamp?
  /// Whether it follows the service now; else it grows older.
  public var isFollowing: Bool

  public init(source: String, sequence: Int64, asOf: Timestamp?, isFollowing: Bool) {
    self.source = source
    self.sequence = sequence
    self.asOf = asOf
    self.isFollowing = isFollowing
  }

  var health: CopyHealth {
    CopyHealth(
      source: source, sequence: UInt64(clamping: sequence), asOf: asOf?.description ?? "",
      isFollowing: isFollowing)
  }
}

extension CopyAge: CustomStringConvertible {
  /// For example `as of sequence 41, 2025-03-31T08:05:09.120Z`.
  public var description: String {
    asOf.map { "as of sequence \(sequence), \($0)" }
      ?? (sequence == 0 ? "no copy yet" : "as of sequence \(sequence), not confirmed")
  }

  /// The same in Chinese.
  public var chinese: String {
    asOf.map { "截至第 \(sequence) 号事件，\($0)" }
      ?? (sequence == 0 ? "尚无副本" : "截至第 \(sequence) 号事件，未确认")
  }
}
