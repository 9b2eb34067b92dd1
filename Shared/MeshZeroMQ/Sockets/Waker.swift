import CZeroMQ
import Glibc

/// Wakes a thread that waits in `poll`.
final class Waker: Sendable {
  let descriptor: Int32

  init() {
    descriptor = czeromq_eventfd()
    precondition(descriptor >= 0, "the process has no file descriptor left")
  }

  deinit { close(descriptor) }

  func wake() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Forgets wake-ups so far.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits for a wake-up only.
  func wait() {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&entry, 1, -1)
    clear()
  }
}
