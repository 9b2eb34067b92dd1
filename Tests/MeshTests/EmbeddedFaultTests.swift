import MeshEmbedded
import Messages
import Quantities
import Testing

@testable import Mesh

/// What callers may rely on when messages are lost, doubled, late, and connections break.
@Suite struct EmbeddedFaultTests {
  /// Moves the mesh's clock on while something waits for it.
  private static func turning<T: Sendable>(
    _ clock: MeshClock, _ body: @escaping @Sendable () async throws -> T
  ) async throws -> T {
    let ticker = Task.detached {
      while !Task.isCancelled {
        clock.advance(by: .milliseconds(5))
        try? await Task.sleep(for: .microseconds(200))
      }
    }
    defer { ticker.cancel() }
    return try await body()
  }

  @Test(arguments: Array(UInt64(1)...6))
  func everyCallEndsAndWhatArrivesIsRight(_ seed: UInt64) async throws {
    let mesh = EmbeddedMesh(
      seed: seed,
      faults: Faults(
        dropPerMille: 30, duplicatePerMille: 50, delayPerMille: 200,
        maximumDelay: .milliseconds(30), disconnectPerMille: 10))
    let executions = Guarded([String: Int]())
    var router = MethodRouter()
    router.unary(EchoForTests.unary) { request, _ in
      MeshWire.EchoResponse(content: request.content)
    }
    router.unary(EchoForTests.unaryOnce) { request, _ in
      let text = String(decoding: request.content, as: UTF8.self)
      executions.withLock { $0[text, default: 0] += 1 }
      return MeshWire.EchoResponse(content: request.content)
    }
    router.serverStream(EchoForTests.repeat) { request, writer, _ in
      for position in 1...max(request.copies, 1) {
        try await writer.write(MeshWire.EchoResponse(position: position))
      }
    }
    let server = mesh.server("echo", router: router)
    let client = mesh.client(["echo"])
    defer {
      client.close()
      server.close()
    }
    let options = CallOptions(timeout: .seconds(2))
    let outcomes = try await EmbeddedFaultTests.turning(mesh.clock) {
      await withTaskGroup(of: (isRight: Bool, code: StatusCode).self) { group in
        for number in 0..<60 {
          group.addTask {
            await EmbeddedFaultTests.call(client, number, options)
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(outcomes.count == 60, "seed \(seed)")
    let areRight = outcomes.allSatisfy { $0.isRight }
    #expect(areRight, "seed \(seed)")
    #expect(outcomes.contains { $0.code == .ok }, "seed \(seed)")
    let allowed: Set<StatusCode> = [.ok, .unavailable, .deadlineExceeded, .dataLoss]
    #expect(outcomes.allSatisfy { allowed.contains($0.code) }, "seed \(seed): \(outcomes)")
    // No repeat without an idempotency key, and a doubled message is one call: at most once.
    let counts = executions.withLock { Array($0.values) }
    #expect(counts.allSatisfy { $0 == 1 }, "seed \(seed)")
    try await EmbeddedFaultTests.turning(mesh.clock) {
      for _ in 0..<2000 where server.statistics.callsInFlight > 0 {
        try await Task.sleep(for: .milliseconds(2))
      }
    }
    #expect(server.statistics.callsInFlight == 0, "seed \(seed)")
    #expect(server.statistics.bytesInFlight == 0, "seed \(seed)")
  }

  /// One call of one of three kinds: whether what came back is right as far as it came, and how it
  /// ended.
  private static func call(
    _ client: MeshClient, _ number: Int, _ options: CallOptions
  ) async -> (isRight: Bool, code: StatusCode) {
    let content = Array("\(number)".utf8)
    var last: UInt32 = 0
    do {
      switch number % 3 {
      case 0, 1:
        let method = number % 3 == 0 ? EchoForTests.unary : EchoForTests.unaryOnce
        let reply = try await client.unary(
          method, MeshWire.EchoRequest(content: content), options: options)
        return (reply.content == content, .ok)
      default:
        for try await reply in try await client.serverStream(
          EchoForTests.repeat, MeshWire.EchoRequest(copies: 40), options: options)
        {
          // Nothing missing, nothing twice, nothing out of order.
          guard reply.position == last + 1 else { return (false, .ok) }
          last = reply.position
        }
        return (last == 40, .ok)
      }
    } catch {
      return (true, (error as? RPCError)?.code ?? .unknown)
    }
  }

  @Test func aManualClockEndsCallsAtTheirDeadlineAndNotBefore() async throws {
    let mesh = EmbeddedMesh()
    var router = MethodRouter()
    router.unary(EchoForTests.unary) { _, _ in
      try await Task.sleep(for: .seconds(600))
      return MeshWire.EchoResponse()
    }
    let server = mesh.server("echo", router: router)
    let client = mesh.client(["echo"])
    defer {
      client.close()
      server.close()
    }
    let isOver = Guarded(false)
    let call = Task {
      defer { isOver.withLock { $0 = true } }
      return try await client.unary(
        EchoForTests.unary, MeshWire.EchoRequest(), options: CallOptions(timeout: .seconds(10)))
    }
    for _ in 0..<1000 where server.statistics.callsInFlight == 0 {
      try await Task.sleep(for: .milliseconds(2))
    }
    mesh.clock.advance(by: .milliseconds(9_999))
    try await Task.sleep(for: .milliseconds(20))
    #expect(!isOver.withLock { $0 })
    mesh.clock.advance(by: .milliseconds(2))
    let error = await #expect(throws: RPCError.self) { try await call.value }
    #expect(error?.code == .deadlineExceeded)
  }

  @Test func anUnreachableServerIsLeftForTheOther() async throws {
    let mesh = EmbeddedMesh()
    func server(_ name: String) -> MeshServer {
      var router = MethodRouter()
      router.unary(EchoForTests.unary) { _, _ in
        MeshWire.EchoResponse(content: Array(name.utf8))
      }
      return mesh.server(name, router: router)
    }
    let servers = [server("a"), server("b")]
    let client = mesh.client(["a", "b"])
    defer {
      client.close()
      for server in servers { server.close() }
    }
    mesh.setReachable("a", false)
    for _ in 0..<10 {
      let reply = try await client.unary(EchoForTests.unary, MeshWire.EchoRequest())
      #expect(reply.content == Array("b".utf8))
    }
    mesh.setReachable("a", true)
    var names: Set<[UInt8]> = []
    for _ in 0..<10 {
      names.insert(try await client.unary(EchoForTests.unary, MeshWire.EchoRequest()).content)
    }
    #expect(names.count == 2)
  }
}
