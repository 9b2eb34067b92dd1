import Contract
import Mesh
import Messages
import Quantities
import Testing

@Suite struct LifecycleTests {
  @Test(arguments: Wiring.allCases)
  func healthIsCheckedAndWatched(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let registry = HealthRegistry()
    registry.set("", .serving)
    registry.set("a.Service", .notServing)
    var router = MethodRouter()
    router.serveHealth(registry)
    let server = try fleet.server(router: router, health: registry)
    let client = try fleet.client(of: [server])
    defer {
      client.close()
      server.close()
    }
    let health = HealthClient(client: client)
    #expect(try await health.check(MeshWire.HealthCheckRequest()).status == .serving)
    #expect(
      try await health.check(MeshWire.HealthCheckRequest(service: "a.Service")).status
        == .notServing)
    let error = await #expect(throws: RPCError.self) {
      try await health.check(MeshWire.HealthCheckRequest(service: "b.Service"))
    }
    #expect(error?.code == .notFound)

    let stream = try await health.watch(MeshWire.HealthCheckRequest(service: "a.Service"))
    var statuses: [MeshWire.HealthCheckResponse.ServingStatus] = []
    for try await response in stream {
      statuses.append(response.status)
      if statuses.count == 1 { registry.set("a.Service", .serving) }
      if statuses.count == 2 { break }
    }
    #expect(statuses == [.notServing, .serving])
  }

  @Test(arguments: Wiring.allCases)
  func reflectionTellsTheMethodsAndTheContract(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring) { router in
      router.serveReflection(descriptorSet: ContractTable.descriptorSet, sha256: "abc")
    }
    defer { pair.close() }
    let reflection = ReflectionClient(client: pair.client)
    let contract = try await reflection.getDescriptorSet(MeshWire.DescriptorSetRequest())
    #expect(contract.fileDescriptorSet == ContractTable.descriptorSet)
    #expect(contract.sha256 == "abc")
    let services = try await reflection.listServices(MeshWire.ListServicesRequest()).services
    #expect(
      services.map(\.name) == ["healthmesh.mesh.v1.Echo", "healthmesh.mesh.v1.Reflection"])
    let exchange = services[0].methods.first { $0.name == "Exchange" }
    #expect(exchange?.clientStreaming == true)
    #expect(exchange?.serverStreaming == true)
  }

  @Test(arguments: Wiring.allCases)
  func aDrainLetsRunningCallsFinishAndRefusesNewOnes(_ wiring: Wiring) async throws {
    let gate = AsyncStream.makeStream(of: Void.self)
    let journal = Journal()
    let pair = try Pair.make(
      wiring, clientOptions: ClientOptions(retry: .never, connectWait: .milliseconds(50))
    ) { router in
      router.unary(EchoMethods.unary) { request, _ in
        journal.add("entered")
        for await _ in gate.stream { break }
        return MeshWire.EchoResponse(content: request.content)
      }
    }
    defer { pair.client.close() }
    let running = Task { try await pair.echo.unary(MeshWire.EchoRequest(content: [5])) }
    #expect(await journal.waits(for: "entered"))
    let drained = Task { await pair.server.drain(within: .seconds(20)) }
    #expect(await eventually { pair.client.endpoints.first?.isDraining == true })
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unaryOnce(MeshWire.EchoRequest())
    }
    #expect(error?.code == .unavailable)
    gate.continuation.yield()
    #expect(try await running.value.content == [5])
    await drained.value
    #expect(pair.server.statistics.callsInFlight == 0)
  }

  @Test(arguments: Wiring.allCases)
  func aDrainCancelsWhatDoesNotFinish(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring, clientOptions: ClientOptions(retry: .never))
    defer { pair.client.close() }
    let sleeper = Task {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8)))
    }
    #expect(await pair.journal.waits(for: "sleeping Unary"))
    await pair.server.drain(within: .milliseconds(50))
    let error = await #expect(throws: RPCError.self) { try await sleeper.value }
    #expect(error?.code == .unavailable)
    #expect(await pair.journal.waits(for: "cancelled Unary"))
  }

  @Test(arguments: Wiring.allCases)
  func callsAreSpreadOverTheEndpoints(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let journals = (0..<3).map { _ in Journal() }
    let servers = try journals.map { journal in
      var router = MethodRouter()
      router.register(EchoService(journal: journal))
      return try fleet.server(router: router)
    }
    let client = try fleet.client(of: servers)
    defer {
      client.close()
      for server in servers { server.close() }
    }
    #expect(await eventually { client.endpoints.allSatisfy(\.isConnected) })
    let echo = EchoClient(client: client)
    // Six calls that stay: the least loaded endpoint gets each, so every one gets two.
    let sleepers = (0..<6).map { _ in
      Task { try await echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8))) }
    }
    for journal in journals { #expect(await journal.waits(for: "sleeping Unary", times: 2)) }
    for sleeper in sleepers { sleeper.cancel() }
  }

  /// One of two servers goes in order: no call fails, whatever its method, because the other takes
  /// over.
  @Test(arguments: Wiring.allCases)
  func aDrainingEndpointIsReplacedWithoutAFailedCall(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let servers = try (0..<2).map { _ in
      var router = MethodRouter()
      router.register(EchoService(journal: Journal()))
      return try fleet.server(router: router)
    }
    let client = try fleet.client(of: servers)
    defer {
      client.close()
      servers[1].close()
    }
    #expect(await eventually { client.endpoints.allSatisfy(\.isConnected) })
    let echo = EchoClient(client: client)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for round in 0..<100 {
            let content = Array("\(round)".utf8)
            let reply = try await echo.unaryOnce(
              MeshWire.EchoRequest(content: content),
              options: CallOptions(timeout: .seconds(300)))
            #expect(reply.content == content)
          }
        }
      }
      group.addTask { await servers[0].drain(within: .seconds(5)) }
      try await group.waitForAll()
    }
  }

  @Test(arguments: Wiring.allCases)
  func anEndpointThatIsNotThereIsUnavailableSoon(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let address = wiring == .curve ? "tcp://127.0.0.1:1" : Address.fresh(wiring)
    let client = try fleet.client(
      at: [address], options: ClientOptions(retry: .never, connectWait: .milliseconds(100)))
    defer { client.close() }
    // UNAVAILABLE and not DEADLINE_EXCEEDED: it did not wait for the deadline of 30 s.
    let error = await #expect(throws: RPCError.self) {
      try await EchoClient(client: client).unary(MeshWire.EchoRequest())
    }
    #expect(error?.code == .unavailable)
    #expect(error?.reason == "MESH_NOT_CONNECTED")
  }

  /// The server goes and comes back under the same address: calls fail, then work again.
  @Test(arguments: [Wiring.embedded, .inproc, .ipc])
  func aServerThatComesBackIsFound(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let address = Address.fresh(wiring)
    var router = MethodRouter()
    router.register(EchoService(journal: Journal()))
    let first = try fleet.server(at: address, router: router)
    let client = try fleet.client(
      at: [address],
      options: ClientOptions(
        retry: .never, connectWait: .milliseconds(50), heartbeatInterval: .milliseconds(100)))
    defer { client.close() }
    let echo = EchoClient(client: client)
    #expect(await eventually { client.endpoints[0].isConnected })
    _ = try await echo.unary(MeshWire.EchoRequest())
    first.close()
    let error = await #expect(throws: RPCError.self) {
      try await echo.unary(MeshWire.EchoRequest(), options: CallOptions(timeout: .seconds(2)))
    }
    #expect(error.map { [.unavailable, .deadlineExceeded].contains($0.code) } == true)
    let second = try await Fleet.retrying { try fleet.server(at: address, router: router) }
    defer { second.close() }
    let isBack = Guarded(false)
    for _ in 0..<200 where !isBack.withLock({ $0 }) {
      if (try? await echo.unary(
        MeshWire.EchoRequest(), options: CallOptions(timeout: .milliseconds(500)))) != nil
      {
        isBack.withLock { $0 = true }
      }
    }
    #expect(isBack.withLock { $0 })
  }

  @Test(arguments: Wiring.allCases)
  func closingAClientFailsItsCalls(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8)))
    }
    #expect(await pair.journal.waits(for: "sleeping Unary"))
    pair.client.close()
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .unavailable)
  }
}

extension Fleet {
  /// An address is free again a moment after its server closed.
  static func retrying<T>(_ body: () throws -> T) async throws -> T {
    for _ in 0..<100 {
      if let value = try? body() { return value }
      try await Task.sleep(for: .milliseconds(20))
    }
    return try body()
  }
}
