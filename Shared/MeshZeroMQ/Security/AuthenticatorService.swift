import CZeroMQ
import Mesh

/// The thread that reads ZAP requests and writes ZAP replies.
final class AuthenticatorService: @unchecked Sendable {
  private let socket: ZeroMQSocket
  private let authenticator: Authenticator

  init(socket: ZeroMQSocket, authenticator: Authenticator) {
    self.socket = socket
    self.authenticator = authenticator
  }

  /// Answers until the context ends.
  func run() {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    while zmq_msg_recv(&message, socket.pointer, 0) >= 0 {
      var frames: [[UInt8]] = [AuthenticatorService.bytes(&message)]
      while zmq_msg_more(&message) != 0, zmq_msg_recv(&message, socket.pointer, 0) >= 0 {
        frames.append(AuthenticatorService.bytes(&message))
      }
      answer(frames)
    }
  }

  private static func bytes(_ message: inout zmq_msg_t) -> [UInt8] {
    let size = zmq_msg_size(&message)
    return [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: size))
  }

  /// Frames: version, request id, domain, address, identity, mechanism, credentials.
  private func answer(_ frames: [[UInt8]]) {
    let requestID = frames.count > 1 ? frames[1] : []
    var userID: String?
    if frames.count == 7, frames[0] == Array("1.0".utf8), frames[5] == Array("CURVE".utf8) {
      userID = frames[6].withUnsafeBytes {
        authenticator.userID(domain: String(decoding: frames[2], as: UTF8.self), key: $0)
      }
    }
    let reply: [[UInt8]] = [
      Array("1.0".utf8), requestID, Array((userID == nil ? "400" : "200").utf8),
      Array((userID == nil ? "key not allowed" : "OK").utf8), Array((userID ?? "").utf8), [],
    ]
    for (index, part) in reply.enumerated() {
      let flags = index < reply.count - 1 ? ZMQ_SNDMORE : 0
      _ = part.withUnsafeBytes { zmq_send(socket.pointer, $0.baseAddress, $0.count, flags) }
    }
  }
}
