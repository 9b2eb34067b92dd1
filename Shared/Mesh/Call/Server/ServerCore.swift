/// The server's side of the protocol: takes messages and commands, sends messages, runs handlers.
///
/// It knows no sockets and no threads. Exactly one thread at a time may use it: its owner, which a
/// transport decides (`MeshZeroMQ`: the socket's thread, or a handler's thread while that sleeps).
package final class ServerCore: @unchecked Sendable {
  /// More methods than any contract has are resolved for each call.
  private static let maximumRoutes = 4096

  let options: ServerOptions
  let clock: MeshClock
  private var table: MethodTable
  private let router: MethodRouter
  private let interceptors: [any ServerInterceptor]
  /// Gives a command to the owner, from any thread; set before the first message.
  package var post: @Sendable (ServerCommand) -> Void = { _ in }
  let link: any ServerLink

  var peers: [UInt32: ServerPeer] = [:]
  private var lastPeer: ServerPeer?
  private var identityEpoch: UInt64 = 1
  var calls: Slab<ServerCall>
  var timers = TimerHeap()
  var header = HeaderWriter()
  /// Of the request at hand.
  var texts = RequestTexts()
  var isDraining: Bool {
    get { statistics.isDraining }
    set { statistics.isDraining = newValue }
  }
  private var dirty: [StreamInbox] = []
  private var nextHeartbeat: UInt64
  private let heartbeatNanoseconds: UInt64
  private let maximumTimeoutNanoseconds: UInt64
  package internal(set) var statistics = ServerStatistics()

  package init(
    router: MethodRouter, options: ServerOptions, interceptors: [any ServerInterceptor],
    link: any ServerLink
  ) {
    self.options = options
    self.clock = options.clock
    self.router = router
    self.interceptors = interceptors
    self.link = link
    table = MethodTable(
      router.routes.values.map {
        CompiledRoute($0, interceptors: interceptors)
      })
    calls = Slab(capacity: options.maximumCalls)
    heartbeatNanoseconds = options.heartbeatInterval.clampedNanoseconds
    maximumTimeoutNanoseconds = options.maximumTimeout.clampedNanoseconds
    nextHeartbeat = options.clock.now() &+ heartbeatNanoseconds
  }

  // MARK: Messages

  /// Takes one message.
  ///
  /// - Parameters:
  ///   - headerBytes: valid during the call.
  ///   - identify: asked when the connection is new; nil for a caller that may not call.
  package func receive(
    from key: UInt32, header headerBytes: UnsafeRawBufferPointer, body: Payload, now: UInt64,
    identify: () -> Peer?
  ) {
    let peer = self.peer(key, now: now, identify: identify)
    peer.lastHeard = now
    let view = HeaderView(headerBytes)
    guard view.isWellFormed, view.version == HeaderView.version, let kind = view.kind else {
      return refuseMalformed(view, from: peer)
    }
    if let refusal = peer.refusal {
      if kind == .request { send(.response, view.callID, to: peer, error: refusal) }
      return
    }
    switch kind {
    case .request: begin(view, body, from: peer, now: now)
    case .item: receiveItem(view, body, from: peer)
    case .end: receiveEnd(view, from: peer)
    case .credit: call(view.callID, of: peer)?.outbox?.grant(view.credit)
    case .cancel:
      if let call = call(view.callID, of: peer) { abort(call, .cancelled(), answering: false) }
    case .ping: send(.pong, view.callID, to: peer)
    case .pong: break
    case .response, .goAway: statistics.malformedMessages += 1
    }
  }

  /// Something arrived that is not even two frames of a known connection.
  package func countMalformed() { statistics.malformedMessages += 1 }

  /// Wakes consumers of streams; called once after a round of messages.
  package func flush() {
    guard !dirty.isEmpty else { return }
    for inbox in dirty { inbox.wake() }
    dirty.removeAll(keepingCapacity: true)
  }

  /// What identifies callers has changed: each is identified anew at its next message.
  package func forgetIdentities() { identityEpoch += 1 }

  private func peer(_ key: UInt32, now: UInt64, identify: () -> Peer?) -> ServerPeer {
    if let lastPeer, lastPeer.key == key, lastPeer.identityEpoch == identityEpoch {
      return lastPeer
    }
    let found = peers[key] ?? newPeer(key, now: now)
    if found.identityEpoch != identityEpoch {
      found.identify(as: identify(), epoch: identityEpoch)
    }
    lastPeer = found
    return found
  }

  private func newPeer(_ key: UInt32, now: UInt64) -> ServerPeer {
    if peers.count >= options.maximumPeers { forgetIdlePeers(silentSince: now) }
    // An epoch of its own: not identified yet.
    let peer = ServerPeer(key: key, identityEpoch: identityEpoch &- 1, now: now)
    guard peers.count < options.maximumPeers else {
      // Answered, but not remembered.
      statistics.callsShed += 1
      peer.identityEpoch = identityEpoch
      peer.refusal = .exhausted(
        "MESH_SERVER_PEERS", limit: "maximumPeers", options.maximumPeers)
      return peer
    }
    peers[key] = peer
    statistics.peers = peers.count
    return peer
  }

  private func forgetIdlePeers(silentSince limit: UInt64) {
    for (key, peer) in peers where peer.calls.isEmpty && peer.lastHeard < limit {
      peers.removeValue(forKey: key)
    }
    lastPeer = nil
    statistics.peers = peers.count
  }

  private func refuseMalformed(_ view: HeaderView, from peer: ServerPeer) {
    statistics.malformedMessages += 1
    guard view.callID != 0 else { return }
    let error =
      view.isWellFormed && view.version != HeaderView.version
      ? RPCError(
        .unimplemented, reason: "MESH_VERSION", zh: "不支持该协议版本。",
        en: "The server does not speak this version of the protocol.",
        details: [RPCError.Detail(key: "version", value: String(view.version))])
      : .malformed(
        "MESH_HEADER_MALFORMED", en: "The header cannot be read.", zh: "消息头无法解析。")
    send(.response, view.callID, to: peer, error: error)
  }

  private func receiveItem(_ view: HeaderView, _ body: Payload, from peer: ServerPeer) {
    guard let call = call(view.callID, of: peer), let inbox = call.inbox else { return }
    guard view.sequence > call.receivedItems else {
      statistics.duplicates += 1
      return
    }
    guard view.sequence == call.receivedItems + 1, !call.hasReceivedEnd else {
      return abort(
        call, .itemsLost(expected: call.receivedItems + 1, received: view.sequence),
        answering: true)
    }
    let limit = call.route.descriptor.maximumRequestBytes
    guard body.count <= limit else {
      statistics.callsShed += 1
      return abort(
        call, .exhausted("MESH_MESSAGE_TOO_LARGE", limit: "bytes", limit), answering: true)
    }
    guard call.itemCredit > 0, call.byteCredit > 0 else {
      statistics.callsShed += 1
      return abort(
        call, .exhausted("MESH_CREDIT_EXCEEDED", limit: "items", inbox.window.items),
        answering: true)
    }
    call.receivedItems += 1
    call.itemCredit -= 1
    call.byteCredit -= body.count
    if inbox.put(body) { dirty.append(inbox) }
  }

  private func receiveEnd(_ view: HeaderView, from peer: ServerPeer) {
    guard let call = call(view.callID, of: peer), let inbox = call.inbox else { return }
    guard view.sequence == call.receivedItems else {
      return abort(
        call, .itemsLost(expected: view.sequence, received: call.receivedItems), answering: true)
    }
    call.hasReceivedEnd = true
    inbox.end(.success(()))
  }

  /// The call, unless its caller needs nothing more.
  private func call(_ id: UInt64, of peer: ServerPeer) -> ServerCall? {
    guard let slot = peer.calls[id], let call = calls[slot], !call.isAnswered else { return nil }
    return call
  }

  func forgetLastPeer() { lastPeer = nil }

  func route(_ view: HeaderView) -> CompiledRoute? {
    if let route = table.find(view.methodBytes) { return route }
    guard router.fallbackRoute != nil, view.method.count <= 512,
      let name = view.bytes.text(view.method), let found = router.fallbackRoute?(name)
    else { return nil }
    let route = CompiledRoute(found, interceptors: interceptors)
    if found.descriptor.fullName == name, table.count < ServerCore.maximumRoutes {
      table.insert(route)
    }
    return route
  }

  func deadline(_ view: HeaderView, _ route: CompiledRoute, now: UInt64) -> Deadline {
    let (asked, overflow) = view.timeoutMicroseconds.multipliedReportingOverflow(by: 1000)
    let timeout =
      asked == 0 && !overflow ? route.defaultTimeoutNanoseconds : overflow ? .max : asked
    return Deadline(instant: now &+ min(timeout, maximumTimeoutNanoseconds), clock: clock)
  }

  // MARK: Time

  /// When `tick` has something to do.
  package var nextDue: UInt64 { min(timers.next ?? .max, nextHeartbeat) }

  /// Ends calls whose time is over, looks after silent callers.
  package func tick(now: UInt64) {
    while let slot = timers.popDue(now: now) {
      guard let call = calls[slot] else { continue }
      abort(call, .deadlineExceeded(call.route.descriptor.fullName), answering: true)
    }
    guard now >= nextHeartbeat else { return }
    nextHeartbeat = now &+ heartbeatNanoseconds
    for peer in peers.values
    where !peer.calls.isEmpty && now &- peer.lastHeard >= heartbeatNanoseconds {
      send(.ping, 0, to: peer)
    }
    let idle = 60 * max(heartbeatNanoseconds, 1_000_000_000)
    if now > idle { forgetIdlePeers(silentSince: now - idle) }
  }

  /// A connection was lost, nobody knows whose: asks all callers with calls under way.
  package func probePeers() {
    for peer in peers.values where !peer.calls.isEmpty { send(.ping, 0, to: peer) }
  }
}

extension StreamOutbox {
  func grant(_ credit: (items: Int, bytes: Int)) { grant(items: credit.items, bytes: credit.bytes) }
}
