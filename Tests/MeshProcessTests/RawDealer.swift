import CZeroMQ
import Glibc

/// A ZeroMQ DEALER without the mesh's client: sends any frames at all.
final class RawDealer {
  private let context: UnsafeMutableRawPointer
  private let socket: UnsafeMutableRawPointer

  struct Failure: Error {}

  init(_ endpoint: String) throws {
    guard let context = zmq_ctx_new() else { throw Failure() }
    guard let socket = zmq_socket(context, ZMQ_DEALER) else {
      zmq_ctx_term(context)
      throw Failure()
    }
    self.context = context
    self.socket = socket
    set(ZMQ_LINGER, 0)
    set(ZMQ_SNDTIMEO, 1000)
    set(ZMQ_RCVTIMEO, 3000)
    guard zmq_connect(socket, endpoint) == 0 else { throw Failure() }
  }

  deinit {
    zmq_close(socket)
    zmq_ctx_term(context)
  }

  /// False when nobody takes the frames.
  @discardableResult
  func send(_ frames: [[UInt8]]) -> Bool {
    for (index, frame) in frames.enumerated() {
      let flags = index + 1 < frames.count ? ZMQ_SNDMORE : 0
      guard zmq_send(socket, frame, frame.count, flags) >= 0 else { return false }
    }
    return true
  }

  /// One frame; nil when none comes.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = zmq_recv(socket, &buffer, buffer.count, 0)
    return count < 0 ? nil : Array(buffer.prefix(Int(count)))
  }

  private func set(_ option: Int32, _ value: Int32) {
    var value = value
    zmq_setsockopt(socket, option, &value, MemoryLayout<Int32>.size)
  }
}
