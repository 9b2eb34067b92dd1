public import Messages
public import Store

/// What a service keeps of another one's data, brought up to date by that one's events.
///
/// Both questions read over the mesh and answer a change, which then runs in the transaction that
/// moves the cursor: it must do nothing but write.
public protocol CachedCopy: Sendable {
  typealias Change = @Sendable (Transaction) throws -> Void

  /// What the events, which follow each other without a gap, change in the copy; nil when it keeps
  /// nothing of what they tell about.
  func change(by events: [Common.Event]) async throws -> Change?

  /// The whole copy anew, with the sequence of an event up to which it holds everything.
  func snapshot() async throws -> (sequence: Int64, change: Change)
}
