/// One call that outlives the message that began it. Everything that changes belongs to whoever
/// owns the `ServerCore` at the moment.
package final class ServerCall: @unchecked Sendable {
  let id: UInt64
  let peer: ServerPeer
  let route: CompiledRoute
  let context: ServerContext
  var inbox: StreamInbox?
  var outbox: StreamOutbox?

  var slot = TimerHeap.none
  var task: Task<Void, Never>?
  /// The caller has its answer, or is gone; only the handler still runs.
  var isAnswered = false
  var sentItems: UInt64 = 0
  var receivedItems: UInt64 = 0
  /// What this side granted and the caller has not used up.
  var itemCredit = 0
  var byteCredit = 0
  var hasReceivedEnd = false
  var responseBytes = 0

  init(id: UInt64, peer: ServerPeer, route: CompiledRoute, context: ServerContext) {
    self.id = id
    self.peer = peer
    self.route = route
    self.context = context
  }
}

/// One connection of a caller. Belongs to the core's owner.
final class ServerPeer {
  let key: UInt32
  var peer: Peer
  /// Why none of its calls is served; nil for a caller that is known and has room.
  var refusal: RPCError?
  /// The state of the allow-list by which it was identified.
  var identityEpoch: UInt64
  var lastCallID: UInt64 = 0
  var lastHeard: UInt64
  /// Slots of the calls under way, by call id.
  var calls: [UInt64: Int] = [:]

  init(key: UInt32, identityEpoch: UInt64, now: UInt64) {
    self.key = key
    self.identityEpoch = identityEpoch
    peer = Peer(identity: "", roles: [])
    lastHeard = now
  }

  func identify(as peer: Peer?, epoch: UInt64) {
    identityEpoch = epoch
    guard let peer else {
      refusal = .unauthenticated()
      return
    }
    self.peer = peer
    refusal = nil
  }
}

/// What handlers ask of their connection, in the order they ask it.
package enum ServerCommand: Sendable {
  /// The handler of a call with one reply has ended.
  case reply(ServerCall, Result<Payload, RPCError>)
  /// The handler of a call with a stream of replies has ended.
  case streamEnded(ServerCall, RPCError?)
  case item(ServerCall, Payload)
  case grant(ServerCall, items: Int, bytes: Int)
  case drain
}
