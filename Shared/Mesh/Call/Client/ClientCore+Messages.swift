/// What servers send.
extension ClientCore {
  /// Takes one message.
  ///
  /// - Parameter headerBytes: valid during the call.
  package func receive(
    from index: Int, header headerBytes: UnsafeRawBufferPointer, body: Payload, now: UInt64
  ) {
    let endpoint = endpoints[index]
    if !endpoint.isConnected { connected(index, now: now) }
    endpoint.lastHeard = now
    endpoint.unansweredPings = 0
    let view = HeaderView(headerBytes)
    guard view.isWellFormed, view.version == HeaderView.version, let kind = view.kind else {
      // A server that breaks the protocol: if it is about a call, that call has failed.
      if let call = call(view.callID, endpoint) { end(call, .failure(.brokenProtocol())) }
      return
    }
    switch kind {
    case .goAway:
      endpoint.isDraining = true
      statesVersion += 1
    case .ping:
      header.begin(.pong, callID: view.callID)
      _ = link.send(to: index, header: header.bytes, body: nil)
    case .pong: break
    case .request, .cancel: break
    case .response, .item, .end, .credit:
      // A call that has ended here may still get what was under way.
      guard let call = call(view.callID, endpoint) else { return }
      receive(kind, view, body, for: call, from: endpoint, now: now)
    }
  }

  private func receive(
    _ kind: FrameKind, _ view: HeaderView, _ body: Payload, for call: ClientCall,
    from endpoint: ClientEndpoint, now: UInt64
  ) {
    if kind == .credit {
      call.outbox?.grant(view.credit)
      return
    }
    guard body.count <= options.maximumReplyBytes else {
      sendControl(.cancel, call)
      return end(
        call,
        .failure(.exhausted("MESH_REPLY_TOO_LARGE", limit: "bytes", options.maximumReplyBytes)))
    }
    if kind == .item { return receiveItem(view, body, for: call) }
    if let error = view.error() {
      record(error, at: endpoint, now: now)
      return end(call, .failure(error))
    }
    endpoint.breaker.recordSuccess()
    guard (kind == .response) == (call.inbox == nil) else {
      return end(call, .failure(.brokenProtocol()))
    }
    guard kind == .response || view.sequence == call.receivedItems else {
      return end(
        call,
        .failure(.itemsLost(expected: view.sequence, received: call.receivedItems)))
    }
    end(call, .success(call.kept(body)))
  }

  private func record(_ error: RPCError, at endpoint: ClientEndpoint, now: UInt64) {
    if error.code == .unavailable, error.reason != "MESH_DRAINING" {
      endpoint.breaker.recordFailure(now: now)
    } else {
      endpoint.breaker.recordSuccess()
    }
  }

  private func receiveItem(_ view: HeaderView, _ body: Payload, for call: ClientCall) {
    guard let inbox = call.inbox else { return end(call, .failure(.brokenProtocol())) }
    guard view.sequence > call.receivedItems else { return }
    guard view.sequence == call.receivedItems + 1 else {
      sendControl(.cancel, call)
      return end(
        call,
        .failure(.itemsLost(expected: call.receivedItems + 1, received: view.sequence)))
    }
    guard call.itemCredit > 0, call.byteCredit > 0 else {
      sendControl(.cancel, call)
      return end(call, .failure(.brokenProtocol()))
    }
    call.receivedItems += 1
    call.itemCredit -= 1
    call.byteCredit -= body.count
    if inbox.put(body.detached) { dirty.append(inbox) }
  }

  func call(_ id: UInt64, _ endpoint: ClientEndpoint) -> ClientCall? {
    guard let call = calls[Int(id & (1 << ClientCore.slotBits - 1))], call.id == id,
      call.endpoint == endpoint.index, call.progress == .running
    else { return nil }
    return call
  }
}
