import CZeroMQ
import Mesh

/// A received frame, where libzmq put it: read and passed on without copying.
final class ZeroMQFrame: PayloadStorage, @unchecked Sendable {
  /// Apart from the object, because a small message holds its bytes in itself and must not move.
  let message: UnsafeMutablePointer<zmq_msg_t>

  init() {
    message = .allocate(capacity: 1)
    message.initialize(to: zmq_msg_t())
    zmq_msg_init(message)
  }

  deinit {
    zmq_msg_close(message)
    message.deallocate()
  }

  /// Whether another part of the same message follows.
  var hasMore: Bool { zmq_msg_more(message) != 0 }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))
  }
}
