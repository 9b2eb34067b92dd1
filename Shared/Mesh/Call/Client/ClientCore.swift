/// The client's side of the protocol: takes messages and commands, sends messages, ends calls.
///
/// It knows no sockets and no threads. Exactly one thread at a time may use it: its owner, which a
/// transport decides (`MeshZeroMQ`: the sockets' thread, or a caller's thread while that sleeps).
package final class ClientCore: @unchecked Sendable {
  /// Bits of a call's id that are its slot.
  static let slotBits: UInt64 = 16
  /// With fewer calls under way, a caller that has its answer does not wait for others to have theirs.
  private static let fewCalls = 4
  /// Heartbeats without an answer after which a connection is dead.
  private static let maximumUnansweredPings = 3

  let options: ClientOptions
  package let clock: MeshClock
  let link: any ClientLink
  private(set) var endpoints: [ClientEndpoint]
  var calls: Slab<ClientCall>
  private var timers = TimerHeap()
  var header = HeaderWriter()
  private var waiting: [ClientCall] = []
  var dirty: [StreamInbox] = []
  /// Callers that have their answers, woken together: the threads that run them wake once for all.
  private var answered = MoveQueue<(caller: ReplyContinuation, result: Result<Payload, RPCError>)>()
  private var requestBytes = 0
  /// Where the search for an endpoint begins, so that equals take turns.
  private var turn = 0
  private var nextHeartbeat: UInt64
  private let heartbeatNanoseconds: UInt64
  private let connectWaitNanoseconds: UInt64
  private var isClosed = false

  package init(addresses: [String], options: ClientOptions, link: any ClientLink) {
    precondition(!addresses.isEmpty, "a client needs an endpoint")
    self.options = options
    self.clock = options.clock
    self.link = link
    var breaker = CircuitBreaker.Configuration()
    breaker.failureThreshold = options.breakerFailureThreshold
    endpoints = addresses.enumerated().map {
      ClientEndpoint(index: $0.offset, address: $0.element, breaker: CircuitBreaker(breaker))
    }
    calls = Slab(capacity: 1 << ClientCore.slotBits)
    heartbeatNanoseconds = options.heartbeatInterval.clampedNanoseconds
    connectWaitNanoseconds = options.connectWait.clampedNanoseconds
    nextHeartbeat = options.clock.now() &+ heartbeatNanoseconds
  }

  /// Changes whenever an endpoint comes, goes or says something about itself.
  package internal(set) var statesVersion = 0

  package var callsInFlight: Int { calls.count }

  package var states: [EndpointState] { endpoints.map(\.state) }

  // MARK: Commands

  package func handle(_ command: ClientCommand, now: UInt64) {
    switch command {
    case .start(let call): start(call, now: max(now, call.began))
    case .cancel(let call): cancel(call)
    case .item(let call, let payload): item(call, payload)
    case .endItems(let call): endItems(call)
    case .grant(let call, let items, let bytes):
      if call.progress == .running { grant(call, items: items, bytes: bytes) }
    }
  }

  private func start(_ call: ClientCall, now: UInt64) {
    guard call.progress == .idle else { return deliver(call, .failure(.cancelled())) }
    guard !isClosed else {
      return refuse(call, .unavailable("MESH_CLIENT_CLOSED", endpoint: ""))
    }
    guard call.outgoing.deadline.instant > now else {
      return refuse(call, .deadlineExceeded(call.outgoing.method.fullName))
    }
    guard call.request.count <= call.outgoing.method.maximumRequestBytes else {
      return refuse(
        call,
        .exhausted(
          "MESH_MESSAGE_TOO_LARGE", limit: "bytes", call.outgoing.method.maximumRequestBytes))
    }
    guard requestBytes + call.request.count <= options.maximumRequestBytesInFlight else {
      return refuse(
        call,
        .exhausted(
          "MESH_CLIENT_BYTES", limit: "maximumRequestBytesInFlight",
          options.maximumRequestBytesInFlight))
    }
    guard let slot = calls.insert(call) else {
      return refuse(call, .exhausted("MESH_CLIENT_BUSY", limit: "calls", calls.capacity))
    }
    call.id = UInt64(slot)
    requestBytes += call.request.count
    dispatch(call, slot: slot, now: now)
  }

  /// Sends the call to the best endpoint, or lets it wait for a connection.
  private func dispatch(_ call: ClientCall, slot: Int, now: UInt64) {
    switch choose(now: now) {
    case .endpoint(let endpoint): send(call, slot: slot, to: endpoint, now: now)
    case .busy:
      end(
        call,
        .failure(
          .exhausted(
            "MESH_CLIENT_BUSY", limit: "maximumCallsPerEndpoint", options.maximumCallsPerEndpoint)))
    case .broken(let endpoint):
      end(call, .failure(.unavailable("MESH_CIRCUIT_OPEN", endpoint: endpoint.address)))
    case .unconnected:
      guard waiting.count < options.maximumQueuedCalls else {
        return end(
          call,
          .failure(
            .exhausted(
              "MESH_CLIENT_QUEUE_FULL", limit: "maximumQueuedCalls", options.maximumQueuedCalls)))
      }
      call.progress = .waiting
      waiting.append(call)
      timers.insert(
        slot, due: min(call.outgoing.deadline.instant, now &+ connectWaitNanoseconds))
    }
  }

  private enum Choice {
    case endpoint(ClientEndpoint)
    case busy
    case broken(ClientEndpoint)
    case unconnected
  }

  /// The ready endpoint with the fewest calls; equals take turns.
  private func choose(now: UInt64) -> Choice {
    var best: ClientEndpoint?
    var broken: ClientEndpoint?
    for offset in 0..<endpoints.count {
      let endpoint = endpoints[(turn + offset) % endpoints.count]
      guard endpoint.isConnected, !endpoint.isDraining else { continue }
      guard endpoint.breaker.admits(now: now) else {
        broken = endpoint
        continue
      }
      if best.map({ endpoint.callsInFlight < $0.callsInFlight }) ?? true { best = endpoint }
    }
    guard let best else { return broken.map { .broken($0) } ?? .unconnected }
    guard best.callsInFlight < options.maximumCallsPerEndpoint else { return .busy }
    turn = (best.index + 1) % endpoints.count
    return .endpoint(best)
  }

  private func send(_ call: ClientCall, slot: Int, to endpoint: ClientEndpoint, now: UInt64) {
    endpoint.callSequence += 1
    call.id = endpoint.callSequence << ClientCore.slotBits | UInt64(slot)
    call.endpoint = endpoint.index
    call.progress = .running
    endpoint.callsInFlight += 1
    endpoint.breaker.recordStart(now: now)
    timers.insert(slot, due: call.outgoing.deadline.instant)
    writeRequest(call, now: now)
    guard !header.isOverfull else {
      return end(
        call,
        .failure(.exhausted("MESH_HEADER_TOO_LARGE", limit: "bytes", HeaderView.maximumBytes)))
    }
    guard link.send(to: endpoint.index, header: header.bytes, body: call.request) == .sent else {
      return failToBegin(call, endpoint, now: now)
    }
    if call.hasEndedItems { sendEnd(call) }
  }

  /// The server certainly knows nothing of the call.
  private func failToBegin(_ call: ClientCall, _ endpoint: ClientEndpoint, now: UInt64) {
    end(call, .failure(.unavailable("MESH_NOT_CONNECTED", endpoint: endpoint.address)))
    lose(endpoint, now: now)
  }

  private func writeRequest(_ call: ClientCall, now: UInt64) {
    header.begin(.request, callID: call.id)
    header.text(4, call.outgoing.method.fullName)
    // At least 1: 0 would mean the method's default.
    header.number(5, max((call.outgoing.deadline.instant &- now) / 1000, 1))
    header.metadata(call.outgoing.metadata)
    header.text(7, call.outgoing.idempotencyKey)
    header.text(8, call.outgoing.traceParent)
    header.text(9, call.outgoing.locale)
    guard let inbox = call.inbox else { return }
    call.itemCredit = inbox.window.items
    call.byteCredit = inbox.window.bytes
    header.number(11, UInt64(call.itemCredit))
    header.number(12, UInt64(call.byteCredit))
  }

  private func cancel(_ call: ClientCall) {
    switch call.progress {
    case .idle: call.progress = .finished
    case .waiting: end(call, .failure(.cancelled()))
    case .running:
      sendControl(.cancel, call)
      end(call, .failure(.cancelled()))
    case .finished: break
    }
  }

  private func item(_ call: ClientCall, _ payload: Payload) {
    // Before it runs there is no credit, so there are no items.
    guard call.progress == .running else { return }
    call.sentItems += 1
    header.begin(.item, callID: call.id)
    header.number(10, call.sentItems)
    transmit(call, payload)
  }

  private func endItems(_ call: ClientCall) {
    call.hasEndedItems = true
    if call.progress == .running { sendEnd(call) }
  }

  private func sendEnd(_ call: ClientCall) {
    header.begin(.end, callID: call.id)
    header.number(10, call.sentItems)
    transmit(call, nil)
  }

  private func grant(_ call: ClientCall, items: Int, bytes: Int) {
    call.itemCredit += items
    call.byteCredit += bytes
    header.begin(.credit, callID: call.id)
    header.number(11, UInt64(items))
    header.number(12, UInt64(bytes))
    transmit(call, nil)
  }

  func sendControl(_ kind: FrameKind, _ call: ClientCall) {
    header.begin(kind, callID: call.id)
    _ = link.send(to: call.endpoint, header: header.bytes, body: nil)
  }

  /// Sends what `header` holds; a connection that does not take it fails the call.
  private func transmit(_ call: ClientCall, _ body: Payload?) {
    if link.send(to: call.endpoint, header: header.bytes, body: body) != .sent {
      loseConnection(of: call)
    }
  }

  private func loseConnection(of call: ClientCall) {
    let address = endpoints[call.endpoint].address
    end(call, .failure(.unavailable("MESH_CONNECTION_LOST", endpoint: address)))
  }

  /// A message that the link had kept did not go out.
  ///
  /// - Parameter headerBytes: of the message.
  package func undelivered(
    to index: Int, header headerBytes: UnsafeRawBufferPointer, now: UInt64
  ) {
    let view = HeaderView(headerBytes)
    let endpoint = endpoints[index]
    if view.kind == .ping { return giveUp(endpoint, now: now) }
    guard let call = call(view.callID, endpoint) else { return }
    if view.kind == .request {
      failToBegin(call, endpoint, now: now)
    } else {
      loseConnection(of: call)
    }
  }

  /// Answers callers and wakes consumers of streams; called once after a round of messages.
  package func flush() {
    answered.drain { $0.caller.resume(returning: $0.result) }
    for inbox in dirty { inbox.wake() }
    dirty.removeAll(keepingCapacity: true)
  }

  // MARK: Connections

  /// Asks whether a server is there; its answer makes the connection count as made. For transports
  /// that do not report connections.
  package func probe(_ index: Int) {
    header.begin(.ping, callID: 0)
    _ = link.send(to: index, header: header.bytes, body: nil)
  }

  package func connected(_ index: Int, now: UInt64) {
    let endpoint = endpoints[index]
    endpoint.isConnected = true
    endpoint.isDraining = false
    endpoint.lastHeard = now
    endpoint.unansweredPings = 0
    endpoint.lastError = nil
    // A connection just made is a better sign than the failures before it.
    endpoint.breaker.recordSuccess()
    statesVersion += 1
    let ready = waiting
    waiting = []
    for call in ready where call.progress == .waiting {
      let slot = Int(call.id)
      timers.remove(slot)
      dispatch(call, slot: slot, now: now)
    }
  }

  package func disconnected(_ index: Int, now: UInt64) {
    let endpoint = endpoints[index]
    guard endpoint.isConnected else { return }
    endpoint.isConnected = false
    statesVersion += 1
    let error = RPCError.unavailable("MESH_CONNECTION_LOST", endpoint: endpoint.address)
    for call in calls.elements where call.progress == .running && call.endpoint == index {
      end(call, .failure(error))
    }
  }

  /// A message did not go out. Where nothing else tells us, that is how we learn of the end.
  private func lose(_ endpoint: ClientEndpoint, now: UInt64) {
    guard !link.reportsConnections(endpoint.index) else { return }
    disconnected(endpoint.index, now: now)
    link.reconnect(endpoint.index)
  }

  /// A connection was refused; waiting calls hear why when their wait is over.
  package func failedToConnect(_ index: Int, reason: String) {
    endpoints[index].lastError = reason
    statesVersion += 1
  }

  // MARK: Time

  /// When `tick` has something to do.
  package var nextDue: UInt64 { min(timers.next ?? .max, nextHeartbeat) }

  package func tick(now: UInt64) {
    while let slot = timers.popDue(now: now) {
      guard let call = calls[slot] else { continue }
      expire(call, now: now)
    }
    guard now >= nextHeartbeat else { return }
    nextHeartbeat = now &+ heartbeatNanoseconds
    for endpoint in endpoints
    where endpoint.isConnected && now &- endpoint.lastHeard >= heartbeatNanoseconds {
      ping(endpoint, now: now)
    }
  }

  private func ping(_ endpoint: ClientEndpoint, now: UInt64) {
    endpoint.unansweredPings += 1
    if endpoint.unansweredPings <= ClientCore.maximumUnansweredPings {
      header.begin(.ping, callID: 0)
      if link.send(to: endpoint.index, header: header.bytes, body: nil) == .sent { return }
    }
    giveUp(endpoint, now: now)
  }

  private func giveUp(_ endpoint: ClientEndpoint, now: UInt64) {
    disconnected(endpoint.index, now: now)
    link.reconnect(endpoint.index)
  }

  private func expire(_ call: ClientCall, now: UInt64) {
    if call.outgoing.deadline.instant > now {
      let endpoint = endpoints.first { $0.lastError != nil } ?? endpoints[0]
      var error = RPCError.unavailable("MESH_NOT_CONNECTED", endpoint: endpoint.address)
      if let cause = endpoint.lastError { error.details.append(.init(key: "cause", value: cause)) }
      return end(call, .failure(error))
    }
    if call.progress == .running {
      sendControl(.cancel, call)
      let endpoint = endpoints[call.endpoint]
      // A server that said nothing for as long as the call lasted may be the reason.
      if now &- endpoint.lastHeard > heartbeatNanoseconds {
        endpoint.breaker.recordFailure(now: now)
      } else {
        endpoint.breaker.recordNothing(now: now)
      }
    }
    end(call, .failure(.deadlineExceeded(call.outgoing.method.fullName)))
  }

  // MARK: Ends

  /// A call that was never given a slot.
  private func refuse(_ call: ClientCall, _ error: RPCError) {
    call.progress = .finished
    deliver(call, .failure(error))
  }

  func end(_ call: ClientCall, _ result: Result<Payload, RPCError>) {
    guard call.progress != .finished else { return }
    let slot = Int(call.id & (1 << ClientCore.slotBits - 1))
    if call.progress == .running {
      let endpoint = endpoints[call.endpoint]
      endpoint.callsInFlight -= 1
      if case .failure(let error) = result, error.code == .cancelled {
        endpoint.breaker.recordNothing(now: clock.now())
      }
    } else if call.progress == .waiting {
      waiting.removeAll { $0 === call }
    }
    call.progress = .finished
    timers.remove(slot)
    calls.remove(slot)
    requestBytes -= call.request.count
    deliver(call, result)
  }

  private func deliver(_ call: ClientCall, _ result: Result<Payload, RPCError>) {
    if let outbox = call.outbox {
      if case .failure(let error) = result {
        outbox.close(error)
      } else {
        outbox.close(.callEnded())
      }
    }
    switch call.outcome {
    case .continuation(let caller):
      if calls.count < ClientCore.fewCalls {
        caller.resume(returning: result)
      } else {
        answered.append((caller, result))
      }
    case .slot(let slot): slot.deliver(result)
    case .items(let inbox): inbox.end(result.map { _ in () })
    case nil: break
    }
    call.outcome = nil
  }

  /// Fails everything; later calls are refused.
  package func close() {
    isClosed = true
    for call in calls.elements {
      if call.progress == .running { sendControl(.cancel, call) }
      end(call, .failure(.unavailable("MESH_CLIENT_CLOSED", endpoint: "")))
    }
  }
}
