import Contract
import Mesh
import Messages
import Testing

@Suite struct UnaryTests {
  /// Long enough for a busy machine and a sanitizer.
  private static let patient = CallOptions(timeout: .seconds(300))

  @Test(arguments: Wiring.allCases)
  func aReplyComesBack(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let reply = try await pair.echo.unary(MeshWire.EchoRequest(content: [1, 2, 3]))
    #expect(reply == MeshWire.EchoResponse(content: [1, 2, 3], position: 1))
  }

  @Test(arguments: Wiring.allCases)
  func emptyAndLargeBodiesTravel(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    for size in [0, 1, 32, 33, 4095, 4096, 1 << 20, 4 << 20] {
      var content = [UInt8](repeating: 0xA5, count: size)
      if size > 0 { content[size / 2] = 1 }
      let reply = try await pair.echo.unary(
        MeshWire.EchoRequest(content: content), options: UnaryTests.patient)
      #expect(reply.content == content, "\(size) bytes")
    }
  }

  /// Where callers run.
  enum Callers: CaseIterable, Sendable {
    case onSystemThreads, onClientThread
    /// Both ways to the sockets at the same time.
    case mixed

    func executor(_ client: MeshClient, caller: Int) -> (any TaskExecutor)? {
      switch self {
      case .onSystemThreads: nil
      case .onClientThread: client.executor
      case .mixed: caller % 2 == 0 ? client.executor : nil
      }
    }
  }

  @Test(arguments: Wiring.allCases, Callers.allCases)
  func manyCallsAtATimeGetTheirOwnReplies(_ wiring: Wiring, _ callers: Callers) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<64 {
        let executor = callers.executor(pair.client, caller: worker)
        group.addTask(executorPreference: executor) {
          for round in 0..<50 {
            let content = Array("\(worker)/\(round)".utf8)
            let reply = try await pair.echo.unary(
              MeshWire.EchoRequest(content: content), options: UnaryTests.patient)
            #expect(reply.content == content)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
    #expect(pair.server.statistics.bytesInFlight == 0)
  }

  @Test(arguments: Wiring.allCases)
  func aHandlersErrorArrivesWhole(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    await #expect(throws: EchoService.failure) {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("fail".utf8)))
    }
  }

  @Test(arguments: Wiring.allCases)
  func anUnexpectedErrorIsUnknownAndHidesItsText(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("crash".utf8)))
    }
    #expect(error?.code == .unknown)
    #expect(error.map { "\($0)".contains("secret") } == false)
  }
}
