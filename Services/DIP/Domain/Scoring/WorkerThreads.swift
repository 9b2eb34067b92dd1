import Dispatch
import Quantities

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The threads that settlements compute on; they wait between settlements.
///
/// Waiting threads and not new ones: the scheduler puts a woken thread on an idle processor at once, and
/// a new one often on its maker's for some milliseconds, which is as long as a settlement takes.
final class WorkerThreads: Sendable {
  static let shared = WorkerThreads()

  private init() {}

  /// Work that some threads share.
  final class Job: Sendable {
    private struct State {
      var running = 0
      var isClosed = false
    }

    // Lives in the frame of `run`, which ends only when nobody runs it any more.
    private nonisolated(unsafe) let body: UnsafePointer<() -> Void>
    private let state = Guarded(State())
    private let done = DispatchSemaphore(value: 0)

    init(_ body: UnsafePointer<() -> Void>) { self.body = body }

    /// Takes part, unless the work is over.
    func join() {
      let isOpen = state.withLock { (state: inout State) -> Bool in
        if !state.isClosed { state.running += 1 }
        return !state.isClosed
      }
      guard isOpen else { return }
      perform()
      let isLast = state.withLock { (state: inout State) -> Bool in
        state.running -= 1
        return state.isClosed && state.running == 0
      }
      if isLast { done.signal() }
    }

    // A frame of its own, so that nothing holds the body when the thread says that it left.
    @inline(never)
    private func perform() { body.pointee() }

    /// Lets nobody else in, and waits for those who take part.
    func close() {
      let isRunning = state.withLock { (state: inout State) -> Bool in
        state.isClosed = true
        return state.running > 0
      }
      if isRunning { done.wait() }
    }
  }

  private struct State {
    var jobs: [Job] = []
    var threads = 0
  }

  private let state = Guarded(State())
  private let work = DispatchSemaphore(value: 0)

  /// Offers a job to so many threads.
  func offer(_ job: Job, to count: Int) {
    let missing = state.withLock { (state: inout State) -> Int in
      state.jobs.append(contentsOf: repeatElement(job, count: count))
      return max(count - state.threads, 0)
    }
    for _ in 0..<missing where start() { state.withLock { $0.threads += 1 } }
    for _ in 0..<count { work.signal() }
  }

  /// Without another thread those that are there do the same work.
  private func start() -> Bool {
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<WorkerThreads>.fromOpaque(raw).takeUnretainedValue().serve() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    if status == 0 { pthread_detach(thread) }
    return status == 0
  }

  private func serve() -> Never {
    while true {
      work.wait()
      state.withLock { $0.jobs.popLast() }?.join()
    }
  }
}
