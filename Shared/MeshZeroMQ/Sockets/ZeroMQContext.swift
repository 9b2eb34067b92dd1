import CZeroMQ

/// A libzmq context: its I/O thread, its inproc names, its ZAP handler.
///
/// Sockets keep their context; it ends when the last of them is gone. It is never terminated
/// explicitly, because that would wait for sockets of other threads.
public final class ZeroMQContext: @unchecked Sendable {
  /// The context of the process.
  public static let shared = ZeroMQContext()

  let pointer: UnsafeMutableRawPointer?
  /// Decides which keys may connect; started with the first CURVE server.
  let authenticator: Authenticator

  public init() {
    pointer = zmq_ctx_new()
    zmq_ctx_set(pointer, ZMQ_IO_THREADS, 1)
    // Woken I/O threads wait their turn instead of interrupting who woke them, and then find dozens of
    // messages instead of one: measured, a third more calls a second when many are under way, and
    // no later when few are.
    if czeromq_may_batch() != 0 {
      zmq_ctx_set(pointer, ZMQ_THREAD_SCHED_POLICY, Int32(CZEROMQ_SCHED_BATCH))
    }
    // Each endpoint of a client takes two sockets, each listener three; the default is 1 023.
    zmq_ctx_set(pointer, ZMQ_MAX_SOCKETS, 4096)
    // Closing must not wait for peers that are gone.
    zmq_ctx_set(pointer, ZMQ_BLOCKY, 0)
    authenticator = Authenticator()
  }

  deinit {
    // Sockets hold the context, so none is left and this returns at once.
    zmq_ctx_term(pointer)
  }
}
