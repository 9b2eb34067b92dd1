import Contract
import Glibc
import Mesh
import Messages
import Quantities
import Testing

/// Tasks on the thread of their client's sockets.
@Suite struct CallerExecutorTests {
  private static let patient = CallOptions(timeout: .seconds(300))

  /// The thread that asks.
  private static func currentThread() -> UInt { UInt(pthread_self()) }

  @Test(arguments: [Wiring.inproc, .ipc, .curve])
  func aTaskStaysOnTheThread(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let threads = try await withThrowingTaskGroup(of: Set<UInt>.self) { group in
      for _ in 0..<8 {
        group.addTask(executorPreference: pair.client.executor) {
          var threads: Set = [CallerExecutorTests.currentThread()]
          for _ in 0..<20 {
            _ = try await pair.echo.unary(
              MeshWire.EchoRequest(content: [1]), options: CallerExecutorTests.patient)
            threads.insert(CallerExecutorTests.currentThread())
            await Task.yield()
          }
          return threads
        }
      }
      return try await group.reduce(into: Set<UInt>()) { $0.formUnion($1) }
    }
    #expect(threads.count == 1)
  }

  @Test(arguments: Wiring.allCases)
  func cancellingReachesTheHandler(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task(executorPreference: pair.client.executor) {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8)))
    }
    #expect(await pair.journal.waits(for: "sleeping Unary"))
    // From the same thread, where the sockets' owner is the one who cancels.
    await Task(executorPreference: pair.client.executor) { task.cancel() }.value
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(await pair.journal.waits(for: "cancelled Unary"))
  }

  @Test(arguments: Wiring.allCases)
  func deadlinesHold(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task(executorPreference: pair.client.executor) {
      try await pair.echo.unary(
        MeshWire.EchoRequest(content: Array("sleep".utf8)),
        options: CallOptions(timeout: .milliseconds(100)))
    }
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .deadlineExceeded)
  }

  @Test(arguments: Wiring.allCases)
  func streamsFlow(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let received = try await Task(executorPreference: pair.client.executor) {
      var positions: [UInt32] = []
      for try await item in try await pair.echo.repeat(
        MeshWire.EchoRequest(content: [7], copies: 2000), options: CallerExecutorTests.patient)
      {
        positions.append(item.position)
      }
      return positions
    }.value
    #expect(received == Array(1...2000))
    let collected = try await Task(executorPreference: pair.client.executor) {
      try await pair.echo.collect(options: CallerExecutorTests.patient) { writer in
        for number in 0..<500 {
          try await writer.write(MeshWire.EchoRequest(content: [UInt8(number % 251)]))
        }
      }
    }.value
    #expect(collected.content == (0..<500).map { UInt8($0 % 251) })
  }

  @Test(arguments: Wiring.allCases)
  func oneClientsTasksCallAnother(_ wiring: Wiring) async throws {
    let near = try Pair.make(wiring)
    let far = try Pair.make(wiring)
    defer {
      near.close()
      far.close()
    }
    let replies = try await Task(executorPreference: near.client.executor) {
      var replies: [[UInt8]] = []
      for number in 0..<50 {
        let request = MeshWire.EchoRequest(content: [UInt8(number)])
        replies.append(
          try await near.echo.unary(request, options: CallerExecutorTests.patient).content)
        replies.append(
          try await far.echo.unary(request, options: CallerExecutorTests.patient).content)
      }
      return replies
    }.value
    #expect(replies == (0..<50).flatMap { [[UInt8($0)], [UInt8($0)]] })
  }

  /// What a call passes through, as it passes through the gateway.
  @Test(arguments: [Wiring.inproc, .ipc, .curve])
  func aHandlerRunsOnTheExecutorOfItsRoute(_ wiring: Wiring) async throws {
    let far = try Pair.make(wiring)
    let method = MethodDescriptor(service: "relay.Service", method: "Call")
    let threads = Guarded<Set<UInt>>([])
    let near = try Pair.make(wiring) { router in
      router.fallback { name in
        guard name == method.fullName else { return nil }
        return MethodRoute(
          method,
          .unary { request, _ in
            let before = CallerExecutorTests.currentThread()
            let reply = try await far.client.unary(EchoMethods.unary.descriptor, request)
            threads.withLock { $0.formUnion([before, CallerExecutorTests.currentThread()]) }
            return reply
          }, on: far.client.executor)
      }
    }
    defer {
      near.close()
      far.close()
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<16 {
        group.addTask {
          for round in 0..<20 {
            let request = MeshWire.EchoRequest(content: Array("\(worker)/\(round)".utf8))
            let reply = try await near.client.unary(
              method, Payload(try request.encoded()), options: CallerExecutorTests.patient)
            let echo = try reply.withUnsafeBytes {
              try MeshWire.EchoResponse(encoded: $0, limits: .standard)
            }
            #expect(echo.content == request.content)
          }
        }
      }
      try await group.waitForAll()
    }
    let clientThread = await Task(executorPreference: far.client.executor) {
      CallerExecutorTests.currentThread()
    }.value
    #expect(threads.withLock { $0 } == [clientThread])
  }

  /// Closing a client must leave no task behind that never runs again.
  @Test(arguments: Wiring.allCases)
  func tasksOfAClosedClientGoOnElsewhere(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let executor = pair.client.executor
    let waiting = (0..<20).map { _ in
      Task(executorPreference: executor) {
        let error = await #expect(throws: RPCError.self) {
          try await pair.echo.unary(
            MeshWire.EchoRequest(content: Array("sleep".utf8)),
            options: CallerExecutorTests.patient)
        }
        for _ in 0..<10 { await Task.yield() }
        return error?.code
      }
    }
    #expect(await pair.journal.waits(for: "sleeping Unary", times: 20))
    pair.client.close()
    for task in waiting { #expect(await task.value == .unavailable) }
    // And one that begins after the end.
    let late = Task(executorPreference: executor) {
      let error = await #expect(throws: RPCError.self) {
        try await pair.echo.unary(MeshWire.EchoRequest())
      }
      return error?.code
    }
    #expect(await late.value == .unavailable)
  }
}
