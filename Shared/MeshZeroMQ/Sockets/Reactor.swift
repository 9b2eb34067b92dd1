import CZeroMQ
import Glibc
import Mesh
import Quantities

/// What a reactor drives: a core with its sockets. Used by one thread at a time.
protocol ReactorWork: AnyObject, Sendable {
  associatedtype Command: Sendable

  func handle(_ command: Command, now: UInt64)
  /// Takes a bounded number of waiting messages; true when more may wait.
  ///
  /// - Parameter afterSleep: connections may have come or gone meanwhile.
  func handleInput(now: UInt64, afterSleep: Bool) -> Bool
  /// Does what is due by the clock.
  func tick(now: UInt64)
  /// Sends what the round left to send and wakes who waits for its results.
  func flush(now: UInt64)
  /// When `tick` has something to do.
  var nextDue: UInt64 { get }
  /// Whether so many calls are under way that batches pay.
  var isBusy: Bool { get }
  /// Whether messages wait; asked before sleeping, because the descriptors speak only of changes.
  var hasInput: Bool { get }
  /// What to wait for.
  var descriptors: [Int32] { get }
  /// Ends: answers what is under way and closes the sockets.
  func shutDown(_ commands: [Command])
}

/// The thread of a set of sockets, and the way to it.
///
/// It drains its mailbox and its sockets in turn and sleeps in `poll` when both are empty; see
/// `CoreMailbox` for how others use the sockets meanwhile.
final class Reactor<Work: ReactorWork>: @unchecked Sendable {
  /// Rounds without sleep after which connections are looked after all the same.
  private static var roundsBetweenEvents: Int { 16 }

  private let work: Work
  private let mailbox: CoreMailbox<Work.Command>
  private let waker = Waker()
  private let clock: MeshClock
  private let isStopping = Guarded(false)
  private let stopped = Waker()
  /// Runs tasks on the thread.
  let executor: ReactorExecutor
  /// The thread's own: when its round began.
  private var roundTime: UInt64 = 0

  init(_ work: Work, capacity: Int, clock: MeshClock) {
    self.work = work
    self.clock = clock
    executor = ReactorExecutor(waker: waker)
    mailbox = CoreMailbox(capacity: capacity)
  }

  /// Starts the thread, which keeps the reactor until `stop`.
  func start(name: String) {
    NamedThread.start(name) { [self] in run() }
  }

  /// Takes a command from any thread; false when it is refused.
  func post(_ command: Work.Command, isRefusable: Bool) -> Bool {
    if executor.isCaller {
      work.handle(command, now: roundTime)
      return true
    }
    switch mailbox.post(command, isRefusable: isRefusable) {
    case .refused: return false
    case .queued: return true
    case .wakeThread:
      waker.wake()
      return true
    case .visiting:
      let now = clock.now()
      work.handle(command, now: now)
      work.flush(now: now)
      leave()
      return true
    }
  }

  private func leave() {
    var batch: [Work.Command] = []
    var round = 0
    while true {
      let leaving = mailbox.leave(
        &batch, round: round, nextDue: work.nextDue, hasInput: work.hasInput,
        isBusy: work.isBusy)
      switch leaving {
      case .left: return
      case .wakeThread: return waker.wake()
      case .more:
        let now = clock.now()
        for command in batch { work.handle(command, now: now) }
        work.flush(now: now)
        round += 1
      }
    }
  }

  /// Ends the thread. Returns at once; `waitUntilStopped` waits.
  func stop() {
    isStopping.withLock { $0 = true }
    waker.wake()
  }

  /// Waits for the end of the thread; not to be called on it.
  func waitUntilStopped() {
    stopped.wait()
    stopped.wake()
  }

  private func run() {
    var batch: [Work.Command] = []
    var entries: [pollfd] = []
    executor.adoptThread()
    while true {
      while !mailbox.enter(&batch) { waker.wait() }
      guard let due = runUntilIdle(&batch, &entries) else { return end(&batch) }
      sleep(until: due, &entries)
    }
  }

  /// Works until nothing is left to do; then the core is nobody's. Returns when the next thing is
  /// due, or nil when the reactor is to end, and then still owns the core.
  private func runUntilIdle(_ batch: inout [Work.Command], _ entries: inout [pollfd]) -> UInt64? {
    var rounds = 0
    while true {
      let now = clock.now()
      roundTime = now
      for command in batch { work.handle(command, now: now) }
      let hasMore = work.handleInput(
        now: now, afterSleep: rounds % Reactor.roundsBetweenEvents == 0)
      rounds += 1
      work.tick(now: now)
      work.flush(now: now)
      if executor.runJobs() { work.flush(now: now) }
      if isStopping.withLock({ $0 }) { return nil }
      if hasMore || executor.hasJobs || work.hasInput {
        _ = mailbox.enter(&batch)
        continue
      }
      // Read while the core is ours: from `sleep` on a visitor may change it.
      let due = work.nextDue
      let descriptors = work.descriptors
      if mailbox.sleep(until: due, isBusy: work.isBusy, &batch) {
        watch(descriptors, &entries)
        return due
      }
    }
  }

  /// The waker's descriptor stands last.
  private func watch(_ descriptors: [Int32], _ entries: inout [pollfd]) {
    let isSame =
      entries.count == descriptors.count + 1
      && descriptors.indices.allSatisfy { entries[$0].fd == descriptors[$0] }
    if isSame { return }
    entries = (descriptors + [waker.descriptor]).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
  }

  private func end(_ batch: inout [Work.Command]) {
    mailbox.close(&batch)
    work.shutDown(batch)
    executor.retire()
    stopped.wake()
  }

  /// Waits for a socket, a wake-up or the next timer.
  private func sleep(until due: UInt64, _ entries: inout [pollfd]) {
    let now = clock.now()
    // Rounded up, so that the timer is due when the thread wakes for it.
    let wait = due <= now ? 0 : min((due - now) / 1_000_000 + 1, 60_000)
    _ = poll(&entries, nfds_t(entries.count), Int32(wait))
    if entries[entries.count - 1].revents != 0 { waker.clear() }
  }
}
