import Quantities

/// How far the imports under way are, by the digest of their file, for those who ask (导入进度).
final class ImportBoard: Sendable {
  enum Stage: Sendable, Hashable { case reading, recording, done, broken }

  struct State: Sendable, Hashable {
    var stage = Stage.reading
    var rowsDone = 0
    var rowsTotal = 0
  }

  /// Imports remembered; whoever asks for an older one hears that it is not known.
  private static let limit = 64

  private struct Entries {
    var states: [String: State] = [:]
    /// Digests, the oldest first.
    var order: [String] = []
  }

  private let entries = Guarded(Entries())

  func state(of digest: String) -> State? { entries.withLock { $0.states[digest] } }

  func note(_ digest: String, _ state: State) {
    entries.withLock { entries in
      if entries.states.updateValue(state, forKey: digest) == nil { entries.order.append(digest) }
      guard entries.order.count > Self.limit else { return }
      entries.states[entries.order.removeFirst()] = nil
    }
  }
}
