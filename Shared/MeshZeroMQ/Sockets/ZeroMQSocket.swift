import CZeroMQ
import Glibc

/// A libzmq socket; used by one thread at a time, which `CoreMailbox` sees to.
final class ZeroMQSocket {
  let context: ZeroMQContext
  private(set) var pointer: UnsafeMutableRawPointer?
  private var monitorName: String?
  /// False when the last look found nothing and nothing was sent since: only a send could have taken
  /// the news of a message from `descriptor`, which speaks of everything later.
  var mustLook = true

  init(_ context: ZeroMQContext, type: Int32) throws(ZeroMQError) {
    self.context = context
    pointer = zmq_socket(context.pointer, type)
    guard pointer != nil else { throw .last("socket") }
    // What is not sent when a socket closes is lost; a drain waits before it closes.
    try set(ZMQ_LINGER, 0)
  }

  deinit { close() }

  func close() {
    guard let pointer else { return }
    if monitorName != nil { zmq_socket_monitor(pointer, nil, 0) }
    zmq_close(pointer)
    self.pointer = nil
  }

  func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(pointer, option, &value, MemoryLayout<Int32>.size) == 0 else {
      throw .last("option \(option)")
    }
  }

  func set(_ option: Int32, int64 value: Int64) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(pointer, option, &value, MemoryLayout<Int64>.size) == 0 else {
      throw .last("option \(option)")
    }
  }

  func set(_ option: Int32, text value: String) throws(ZeroMQError) {
    guard zmq_setsockopt(pointer, option, value, value.utf8.count) == 0 else {
      throw .last("option \(option)")
    }
  }

  func bind(_ address: String) throws(ZeroMQError) {
    guard zmq_bind(pointer, address) == 0 else { throw .last("bind \(address)") }
  }

  func connect(_ address: String) throws(ZeroMQError) {
    guard zmq_connect(pointer, address) == 0 else { throw .last("connect \(address)") }
  }

  /// Stops accepting and connecting; what is connected stays.
  func unbind(_ address: String) { zmq_unbind(pointer, address) }

  /// The address bound last, with the port that was found.
  func lastEndpoint() throws(ZeroMQError) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    var size = buffer.count
    guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &buffer, &size) == 0 else {
      throw .last("last endpoint")
    }
    return buffer.prefix { $0 != 0 }.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// The file descriptor that becomes readable when something about the socket may have changed.
  func descriptor() throws(ZeroMQError) -> Int32 {
    var descriptor: Int32 = -1
    var size = MemoryLayout<Int32>.size
    guard zmq_getsockopt(pointer, ZMQ_FD, &descriptor, &size) == 0 else {
      throw .last("descriptor")
    }
    return descriptor
  }

  /// Whether a message waits. Also re-arms `descriptor`, which speaks only when this changes.
  var hasInput: Bool {
    var events: Int32 = 0
    var size = MemoryLayout<Int32>.size
    guard zmq_getsockopt(pointer, ZMQ_EVENTS, &events, &size) == 0 else { return false }
    mustLook = events & ZMQ_POLLIN != 0
    return mustLook
  }

  /// The same for those who wait for `descriptor` whenever it is false: a look costs a system call,
  /// and mostly there is no need for one.
  var hasUnannouncedInput: Bool { mustLook && hasInput }

  /// Publishes what happens to the socket's connections on an inproc PAIR socket.
  func monitor(_ events: Int32) throws(ZeroMQError) -> ZeroMQSocket {
    let name = "inproc://healthmesh.monitor.\(UInt(bitPattern: pointer))"
    guard zmq_socket_monitor(pointer, name, events) == 0 else { throw .last("monitor") }
    monitorName = name
    let pair = try ZeroMQSocket(context, type: ZMQ_PAIR)
    try pair.connect(name)
    return pair
  }
}
