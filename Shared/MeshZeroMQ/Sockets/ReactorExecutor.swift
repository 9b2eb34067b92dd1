import Glibc
import Quantities
import Synchronization

/// Runs tasks on a reactor's thread, between its rounds: a task that waits for an answer goes on
/// where the answer is read, and hands its next call over without a lock or a wake-up.
///
/// Everything else of that thread's sockets waits meanwhile. When the thread has ended, the system's
/// threads take over.
final class ReactorExecutor: TaskExecutor, @unchecked Sendable {
  private struct Foreign {
    var jobs: [UnownedJob] = []
    var isRetired = false
  }

  private let waker: Waker
  /// The reactor's thread while there is one.
  private let thread = Atomic<pthread_t>(0)
  /// Jobs from other threads.
  private let foreign = Guarded(Foreign())
  // The thread's own.
  private var jobs: [UnownedJob] = []
  private var batch: [UnownedJob] = []
  private var isRunning = false

  /// - Parameter waker: wakes the thread.
  init(waker: Waker) {
    self.waker = waker
  }

  /// Makes the calling thread the one that runs the jobs.
  func adoptThread() { thread.store(pthread_self(), ordering: .relaxed) }

  private var isOnThread: Bool { thread.load(ordering: .relaxed) == pthread_self() }

  /// Whether the caller is one of the jobs: it owns the core then.
  var isCaller: Bool { isOnThread && isRunning }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isOnThread { return jobs.append(job) }
    let (mustWake, isRetired) = foreign.withLock { foreign in
      if foreign.isRetired { return (false, true) }
      foreign.jobs.append(job)
      return (foreign.jobs.count == 1, false)
    }
    if mustWake { waker.wake() }
    if isRetired { job.runElsewhere() }
  }

  /// Runs what waits; called on the thread, by the core's owner. Jobs that come meanwhile wait for
  /// the next time.
  func runJobs() -> Bool {
    foreign.withLock { foreign in
      guard !foreign.jobs.isEmpty else { return }
      jobs += foreign.jobs
      foreign.jobs.removeAll(keepingCapacity: true)
    }
    guard !jobs.isEmpty else { return false }
    swap(&batch, &jobs)
    isRunning = true
    let executor = asUnownedTaskExecutor()
    for job in batch { job.runSynchronously(on: executor) }
    isRunning = false
    batch.removeAll(keepingCapacity: true)
    return true
  }

  /// Whether a job of this thread waits; those of other threads wake it.
  var hasJobs: Bool { !jobs.isEmpty }

  /// The thread ends: jobs go elsewhere from now on.
  func retire() {
    let left = foreign.withLock { foreign in
      foreign.isRetired = true
      defer { foreign.jobs = [] }
      return jobs + foreign.jobs
    }
    jobs = []
    thread.store(0, ordering: .relaxed)
    for job in left { job.runElsewhere() }
  }
}

extension UnownedJob {
  /// On the threads of the system's pool.
  fileprivate func runElsewhere() { globalConcurrentExecutor.enqueue(self) }
}
