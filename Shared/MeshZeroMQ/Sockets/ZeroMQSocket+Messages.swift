import CZeroMQ
import Glibc
import Mesh
import Synchronization

/// Bytes of large bodies that libzmq holds and has not written to the network.
final class UnsentBytes: Sendable {
  // Atomic instead of guarded: every request asks for it.
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }
  func add(_ bytes: Int) { count.add(bytes, ordering: .relaxed) }
}

/// A body in memory that libzmq sends from and gives back.
private final class LentBody {
  let memory: UnsafeMutableRawBufferPointer
  let unsent: UnsentBytes

  init(_ payload: Payload, unsent: UnsentBytes) {
    self.unsent = unsent
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: payload.count, alignment: 16)
    payload.withUnsafeBytes { memory.copyMemory(from: $0) }
    self.memory = memory
    unsent.add(memory.count)
  }

  deinit {
    unsent.add(-memory.count)
    memory.deallocate()
  }
}

extension ZeroMQSocket {
  /// Bodies from this size on are counted until they are on the network; smaller ones are bounded
  /// by the high-water mark: 16 384 messages of less than 4 KiB are 64 MiB.
  static let countedBodyBytes = 4096
  static let highWaterMark: Int32 = 16_384

  /// Sends one part by copying it.
  @inline(__always)
  func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Bool {
    let flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
    mustLook = true
    return zmq_send(pointer, bytes.baseAddress, bytes.count, flags) >= 0
  }

  /// Sends a body as the last part.
  func send(_ body: Payload, counting unsent: UnsentBytes) -> Bool {
    if let frame = body.storage as? ZeroMQFrame { return forward(frame) }
    guard body.count >= ZeroMQSocket.countedBodyBytes else {
      return body.withUnsafeBytes { send($0, more: false) }
    }
    let lent = LentBody(body, unsent: unsent)
    mustLook = true
    var message = zmq_msg_t()
    zmq_msg_init_data(
      &message, lent.memory.baseAddress, lent.memory.count,
      { _, hint in if let hint { Unmanaged<LentBody>.fromOpaque(hint).release() } },
      Unmanaged.passRetained(lent).toOpaque())
    guard zmq_msg_send(&message, pointer, ZMQ_DONTWAIT) >= 0 else {
      zmq_msg_close(&message)
      return false
    }
    return true
  }

  /// Sends a received frame on: both messages share its bytes.
  private func forward(_ frame: ZeroMQFrame) -> Bool {
    mustLook = true
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    guard zmq_msg_copy(&message, frame.message) == 0,
      zmq_msg_send(&message, pointer, ZMQ_DONTWAIT) >= 0
    else {
      zmq_msg_close(&message)
      return false
    }
    return true
  }

  /// Receives one part; false when there is none now.
  @inline(__always)
  func receive(_ message: UnsafeMutablePointer<zmq_msg_t>) -> Bool {
    mustLook = zmq_msg_recv(message, pointer, ZMQ_DONTWAIT) >= 0
    return mustLook
  }

  /// Throws the rest of the present message away.
  func skipParts() {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    while zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) >= 0, zmq_msg_more(&message) != 0 {}
    zmq_msg_close(&message)
  }
}
