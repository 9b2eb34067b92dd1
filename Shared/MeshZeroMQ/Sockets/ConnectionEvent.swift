import CZeroMQ

/// What a socket's monitor tells of one of its connections.
enum ConnectionEvent {
  case connected
  case disconnected
  /// The other side refused the key, or does not speak CURVE, or we do not; libzmq will not try
  /// this connection again.
  case refused(String)
  /// The handshake broke off; libzmq tries again.
  case handshakeFailed(String)

  static let subscription =
    ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED
    | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
    | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

  /// The next event that the monitor tells of; nil when there is none now.
  static func next(_ monitor: ZeroMQSocket) -> ConnectionEvent? {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    while monitor.receive(&message) {
      let size = zmq_msg_size(&message)
      let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: size)
      let hasMore = zmq_msg_more(&message) != 0
      guard size >= 6 else { continue }
      let event = Int32(bytes.loadUnaligned(as: UInt16.self))
      let value = bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
      if hasMore { monitor.skipParts() }
      switch event {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .connected
      case ZMQ_EVENT_DISCONNECTED: return .disconnected
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return .refused("ZAP \(value)")
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        return .handshakeFailed("0x\(String(value, radix: 16))")
      default: continue
      }
    }
    return nil
  }
}
