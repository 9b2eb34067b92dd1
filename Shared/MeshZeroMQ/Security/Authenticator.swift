import CZeroMQ
import Glibc
import Mesh
import Quantities

/// Answers libzmq's question whether a key may connect (ZAP, RFC 27), from allow-lists.
///
/// Each CURVE server has a ZAP domain of its own, and with it an allow-list. What is not clearly
/// allowed is refused.
final class Authenticator: Sendable {
  static let address = "inproc://zeromq.zap.01"

  private struct State {
    var allowLists: [String: AllowList] = [:]
    var nextDomain: UInt64 = 0
    var isRunning = false
  }

  private let state = Guarded(State())

  /// Registers an allow-list and starts answering, if that has not begun.
  ///
  /// - Returns: the ZAP domain to set on the server's socket.
  func register(_ list: AllowList, in context: ZeroMQContext) throws(ZeroMQError) -> String {
    let (domain, mustStart) = state.withLock { state in
      state.nextDomain += 1
      let domain = "healthmesh-\(state.nextDomain)"
      state.allowLists[domain] = list
      defer { state.isRunning = true }
      return (domain, !state.isRunning)
    }
    if mustStart {
      do throws(ZeroMQError) {
        try start(in: context)
      } catch {
        state.withLock { $0.isRunning = false }
        throw error
      }
    }
    return domain
  }

  func unregister(_ domain: String) {
    _ = state.withLock { $0.allowLists.removeValue(forKey: domain) }
  }

  private func start(in context: ZeroMQContext) throws(ZeroMQError) {
    let socket = try ZeroMQSocket(context, type: ZMQ_REP)
    // Bound before any server can ask, and answered one question at a time: libzmq's I/O thread
    // waits for nothing here, the connecting peer does.
    try socket.bind(Authenticator.address)
    let service = AuthenticatorService(socket: socket, authenticator: self)
    NamedThread.start("mesh zap") { service.run() }
  }

  /// The user id of an allowed key: the key itself in Z85, by which the server finds its identity.
  func userID(domain: String, key: UnsafeRawBufferPointer) -> String? {
    guard key.count == 32 else { return nil }
    var text = [CChar](repeating: 0, count: 41)
    guard
      zmq_z85_encode(&text, key.baseAddress?.assumingMemoryBound(to: UInt8.self), 32) != nil
    else { return nil }
    let name = text.prefix { $0 != 0 }.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let list = state.withLock { $0.allowLists[domain] }
    return list?.peer(for: name) == nil ? nil : name
  }
}
