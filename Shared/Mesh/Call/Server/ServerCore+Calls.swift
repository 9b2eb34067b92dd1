/// From REQUEST to the last frame of a call.
extension ServerCore {
  func begin(_ view: HeaderView, _ body: Payload, from peer: ServerPeer, now: UInt64) {
    guard view.callID > peer.lastCallID else {
      statistics.duplicates += 1
      return
    }
    peer.lastCallID = view.callID
    statistics.callsStarted += 1
    guard let route = route(view) else {
      let name = view.bytes.text(view.method).map { String($0.prefix(128)) } ?? ""
      return send(.response, view.callID, to: peer, error: .unknownMethod(name))
    }
    do throws(RPCError) {
      try checkRoom(for: route, body, of: peer)
      if !isKnownUniquelyReferenced(&texts) { texts = RequestTexts() }
      try texts.fill(view)
      var context = ServerContext(
        method: route.descriptor, peer: peer.peer, deadline: deadline(view, route, now: now),
        texts: texts, requestBytes: body.count, arrival: now)
      try route.interceptors?.admit(&context, clock: clock)
      if route.isInline {
        answer(view.callID, body, route, consume context, to: peer)
      } else {
        run(view, body, route, consume context, from: peer)
      }
    } catch {
      send(.response, view.callID, to: peer, error: error)
    }
  }

  private func checkRoom(
    for route: CompiledRoute, _ body: Payload, of peer: ServerPeer
  ) throws(RPCError) {
    if isDraining { throw .unavailable("MESH_DRAINING", endpoint: "") }
    let limit = route.maximumRequestBytes
    guard body.count <= limit else {
      statistics.callsShed += 1
      throw .exhausted("MESH_MESSAGE_TOO_LARGE", limit: "bytes", limit)
    }
    guard
      statistics.bytesInFlight + link.unsentBytes + body.count <= options.maximumBytesInFlight
    else {
      statistics.callsShed += 1
      throw .exhausted(
        "MESH_SERVER_BYTES", limit: "maximumBytesInFlight", options.maximumBytesInFlight)
    }
    if route.isInline { return }
    guard calls.count < options.maximumCalls else {
      statistics.callsShed += 1
      throw .exhausted("MESH_SERVER_BUSY", limit: "maximumCalls", options.maximumCalls)
    }
    guard peer.calls.count < options.maximumCallsPerPeer else {
      statistics.callsShed += 1
      throw .exhausted(
        "MESH_CALLER_BUSY", limit: "maximumCallsPerPeer", options.maximumCallsPerPeer)
    }
  }

  /// Answers at once, on this thread.
  private func answer(
    _ callID: UInt64, _ body: Payload, _ route: CompiledRoute, _ context: consuming ServerContext,
    to peer: ServerPeer
  ) {
    guard case .inline(let handler) = route.handler else { return }
    do {
      let reply = try handler(body, context)
      try checkReply(reply)
      route.interceptors?.finish(
        context, error: nil, responseBytes: reply.count, clock: clock)
      send(.response, callID, to: peer, body: reply)
    } catch {
      let error = RPCError(hiding: error)
      route.interceptors?.finish(context, error: error, responseBytes: 0, clock: clock)
      send(.response, callID, to: peer, error: error)
    }
  }

  private func checkReply(_ reply: Payload) throws(RPCError) {
    guard reply.count <= options.maximumReplyBytes else {
      throw .exhausted("MESH_REPLY_TOO_LARGE", limit: "bytes", options.maximumReplyBytes)
    }
  }

  /// Starts the handler's task.
  private func run(
    _ view: HeaderView, _ body: Payload, _ route: CompiledRoute, _ context: ServerContext,
    from peer: ServerPeer
  ) {
    let call = ServerCall(id: view.callID, peer: peer, route: route, context: context)
    guard let slot = calls.insert(call) else { preconditionFailure("checkRoom found room") }
    call.slot = slot
    peer.calls[call.id] = slot
    timers.insert(slot, due: context.deadline.instant)
    statistics.callsInFlight = calls.count
    statistics.bytesInFlight += context.requestBytes
    let kind = route.descriptor.kind
    if kind.streamsRequests {
      call.inbox = inbox(for: call)
      grant(call, items: options.window.items, bytes: options.window.bytes)
    }
    if kind.streamsResponses { call.outbox = outbox(for: call, credit: view.credit) }
    call.task = task(call, body)
  }

  private func inbox(for call: ServerCall) -> StreamInbox {
    let post = post
    return StreamInbox(
      window: options.window,
      grant: { [weak call] items, bytes in
        if let call { post(.grant(call, items: items, bytes: bytes)) }
      },
      // The handler's own task was cancelled: the core did that and knows.
      cancel: {})
  }

  private func outbox(for call: ServerCall, credit: (items: Int, bytes: Int)) -> StreamOutbox {
    let post = post
    return StreamOutbox(
      items: credit.items, bytes: credit.bytes, limit: options.maximumReplyBytes,
      send: { [weak call] payload in if let call { post(.item(call, payload)) } })
  }

  private func task(_ call: ServerCall, _ body: Payload) -> Task<Void, Never> {
    let post = post
    let context = call.context
    let handler = call.route.handler
    let inbox = call.inbox.map { PayloadStream($0) }
    let outbox = call.outbox.map { PayloadWriter($0) }
    return Task.detached(executorPreference: call.route.executor) {
      await ServerContext.$current.withValue(context) {
        do {
          switch handler {
          case .inline(let handler): post(.reply(call, .success(try handler(body, context))))
          case .unary(let handler): post(.reply(call, .success(try await handler(body, context))))
          case .clientStreaming(let handler):
            guard let inbox else { return }
            post(.reply(call, .success(try await handler(inbox, context))))
          case .serverStreaming(let handler):
            guard let outbox else { return }
            try await handler(body, outbox, context)
            post(.streamEnded(call, nil))
          case .bidirectional(let handler):
            guard let inbox, let outbox else { return }
            try await handler(inbox, outbox, context)
            post(.streamEnded(call, nil))
          }
        } catch {
          let error = RPCError(hiding: error)
          post(
            call.route.descriptor.kind.streamsResponses
              ? .streamEnded(call, error) : .reply(call, .failure(error)))
        }
      }
    }
  }

  // MARK: Commands

  package func handle(_ command: ServerCommand) {
    switch command {
    case .reply(let call, let result): reply(call, result)
    case .streamEnded(let call, let error): streamEnded(call, error)
    case .item(let call, let payload): sendItem(call, payload)
    case .grant(let call, let items, let bytes):
      if !call.isAnswered { grant(call, items: items, bytes: bytes) }
    case .drain: drain()
    }
  }

  private func reply(_ call: ServerCall, _ result: Result<Payload, RPCError>) {
    defer { release(call) }
    guard !call.isAnswered else { return }
    do throws(RPCError) {
      let payload = try result.get()
      try checkReply(payload)
      call.responseBytes = payload.count
      answered(call, error: nil)
      send(.response, call.id, to: call.peer, body: payload)
    } catch {
      answered(call, error: error)
      send(.response, call.id, to: call.peer, error: error)
    }
  }

  private func streamEnded(_ call: ServerCall, _ error: RPCError?) {
    defer { release(call) }
    guard !call.isAnswered else { return }
    answered(call, error: error)
    sendEnd(call, error)
  }

  private func sendEnd(_ call: ServerCall, _ error: RPCError?) {
    header.begin(.end, callID: call.id)
    header.number(10, call.sentItems)
    if let error { header.status(error) }
    transmit(to: call.peer, nil)
  }

  private func sendItem(_ call: ServerCall, _ payload: Payload) {
    guard !call.isAnswered else { return }
    call.sentItems += 1
    call.responseBytes += payload.count
    header.begin(.item, callID: call.id)
    header.number(10, call.sentItems)
    transmit(to: call.peer, payload)
  }

  private func grant(_ call: ServerCall, items: Int, bytes: Int) {
    call.itemCredit += items
    call.byteCredit += bytes
    header.begin(.credit, callID: call.id)
    header.number(11, UInt64(items))
    header.number(12, UInt64(bytes))
    transmit(to: call.peer, nil)
  }

  // MARK: Ends

  /// Ends a call before its handler did: the handler's task is cancelled.
  func abort(_ call: ServerCall, _ error: RPCError, answering: Bool) {
    guard !call.isAnswered else { return }
    answered(call, error: error)
    call.task?.cancel()
    call.inbox?.end(.failure(error), discarding: true)
    call.outbox?.close(error)
    guard answering else { return }
    if call.route.descriptor.kind.streamsResponses {
      sendEnd(call, error)
    } else {
      send(.response, call.id, to: call.peer, error: error)
    }
  }

  private func answered(_ call: ServerCall, error: RPCError?) {
    call.isAnswered = true
    timers.remove(call.slot)
    call.route.interceptors?.finish(
      call.context, error: error, responseBytes: call.responseBytes, clock: clock)
  }

  /// The handler has ended: the call's place is free.
  private func release(_ call: ServerCall) {
    guard call.slot != TimerHeap.none else { return }
    calls.remove(call.slot)
    call.slot = TimerHeap.none
    call.peer.calls.removeValue(forKey: call.id)
    call.task = nil
    call.outbox?.close(.cancelled())
    statistics.callsInFlight = calls.count
    statistics.bytesInFlight -= call.context.requestBytes
  }

  private func drain() {
    guard !isDraining else { return }
    isDraining = true
    for peer in peers.values {
      send(.goAway, 0, to: peer, error: .unavailable("MESH_DRAINING", endpoint: ""))
    }
  }

  /// Cancels everything and answers it with UNAVAILABLE.
  package func close() {
    isDraining = true
    for call in calls.elements {
      abort(call, .unavailable("MESH_SERVER_CLOSED", endpoint: ""), answering: true)
    }
    peers = [:]
  }

  /// The connection is gone: nobody waits for its calls.
  package func peerGone(_ key: UInt32) {
    guard let peer = peers.removeValue(forKey: key) else { return }
    forgetLastPeer()
    statistics.peers = peers.count
    for slot in peer.calls.values {
      if let call = calls[slot] { abort(call, .cancelled(), answering: false) }
    }
  }

  // MARK: Sending

  func send(
    _ kind: FrameKind, _ callID: UInt64, to peer: ServerPeer, error: RPCError? = nil,
    body: Payload? = nil
  ) {
    header.begin(kind, callID: callID)
    if let error { header.status(error) }
    transmit(to: peer, body)
  }

  private func transmit(to peer: ServerPeer, _ body: Payload?) {
    switch link.send(to: peer.key, header: header.bytes, body: body) {
    case .sent: break
    case .gone, .full: undelivered(to: peer.key)
    }
  }

  /// A message did not go out. A caller that does not read is as good as gone: its queue is full,
  /// and waiting for it would hold up everybody else.
  package func undelivered(to key: UInt32) {
    statistics.repliesDropped += 1
    peerGone(key)
  }
}
