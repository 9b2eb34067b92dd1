import Quantities

/// The commands for a core, and the right to use it.
///
/// A core belongs to a thread of its transport while that is awake. While it sleeps, whoever has a
/// command may use the core as a visitor: the message goes out at once, without waking a thread,
/// which is what one call at a time spends most of its time on. With many calls under way commands
/// gather for the thread and go out in batches, which costs less a call than a visit each.
package final class CoreMailbox<Command: Sendable>: Sendable {
  package enum Posted: Sendable {
    /// The owner will see it.
    case queued
    /// The thread must be woken to see it.
    case wakeThread
    /// The caller owns the core now: handle the command, then `leave` until that says so.
    case visiting
    case refused
  }

  package enum Leaving: Sendable {
    /// More commands came: handle those in the batch and leave again.
    case more
    /// The thread must be woken: it wants the core, or there is too much left for a visitor.
    case wakeThread
    case left
  }

  private enum Owner {
    case nobody
    case thread
    case visitor
  }

  private struct State {
    var commands: [Command] = []
    var owner = Owner.nobody
    var doesThreadWait = false
    /// Somebody wakes the thread already.
    var isWaking = false
    var isBusy = false
    var isClosed = false
    /// When the sleeping thread wakes by itself.
    var threadWakes = UInt64.max
  }

  /// Calls under way from which on batches pay: measured, one visit costs some 1.5 µs more than its
  /// share of a batch, and a batch one wake-up of 10 µs and more.
  package static var busyCalls: Int { 8 }

  /// Rounds of other callers' commands that a visitor handles before it leaves them to the thread.
  private static var maximumVisitorRounds: Int { 4 }

  private let state = Guarded(State())
  private let capacity: Int

  /// - Parameter capacity: commands queued at a time, for those that may be refused.
  package init(capacity: Int) {
    self.capacity = capacity
  }

  /// Takes a command, from any thread.
  ///
  /// - Parameter isRefusable: a new call, which the full queue refuses; other commands are bounded
  ///   by the calls and their credit.
  package func post(_ command: Command, isRefusable: Bool) -> Posted {
    state.withLock { state in
      guard !state.isClosed else { return .refused }
      if state.owner == .nobody, !state.isBusy, state.commands.isEmpty {
        state.owner = .visitor
        return .visiting
      }
      if isRefusable, state.commands.count >= capacity { return .refused }
      state.commands.append(command)
      guard state.owner == .nobody, !state.isWaking else { return .queued }
      state.isWaking = true
      return .wakeThread
    }
  }

  /// A visitor has handled what it had.
  ///
  /// - Parameters:
  ///   - batch: emptied, and filled when the answer is `.more`.
  ///   - round: how often this visitor has left already.
  ///   - nextDue: when the core has something to do by itself.
  ///   - hasInput: messages arrived that the thread was not told of.
  ///   - isBusy: many calls are under way; the thread is to handle what comes next, in batches.
  package func leave(
    _ batch: inout [Command], round: Int, nextDue: UInt64, hasInput: Bool, isBusy: Bool
  ) -> Leaving {
    batch.removeAll(keepingCapacity: true)
    return state.withLock { state in
      if !state.commands.isEmpty, !state.doesThreadWait,
        round < CoreMailbox.maximumVisitorRounds
      {
        swap(&batch, &state.commands)
        return .more
      }
      state.owner = .nobody
      state.isBusy = isBusy
      let mustWake =
        state.doesThreadWait || hasInput || !state.commands.isEmpty
        || nextDue < state.threadWakes
      if mustWake {
        state.threadWakes = 0
        state.isWaking = true
      }
      return mustWake ? .wakeThread : .left
    }
  }

  /// The thread wants the core. False while a visitor has it: that one wakes the thread when it
  /// leaves.
  package func enter(_ batch: inout [Command]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    return state.withLock { state in
      guard state.owner != .visitor else {
        state.doesThreadWait = true
        return false
      }
      state.doesThreadWait = false
      state.isWaking = false
      state.owner = .thread
      swap(&batch, &state.commands)
      return true
    }
  }

  /// The thread wants to sleep until `wake`. False when there are commands, which are in `batch`
  /// then, and the thread keeps the core.
  ///
  /// - Parameter isBusy: as in `leave`.
  package func sleep(until wake: UInt64, isBusy: Bool, _ batch: inout [Command]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    return state.withLock { state in
      guard state.commands.isEmpty else {
        swap(&batch, &state.commands)
        return false
      }
      state.owner = .nobody
      state.isBusy = isBusy
      state.threadWakes = wake
      return true
    }
  }

  /// The thread, which owns the core, ends: what is queued is in `batch`, everything later is
  /// refused.
  package func close(_ batch: inout [Command]) {
    batch.removeAll(keepingCapacity: true)
    state.withLock { state in
      state.isClosed = true
      swap(&batch, &state.commands)
    }
  }
}
