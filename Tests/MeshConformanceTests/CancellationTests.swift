import Contract
import Mesh
import Messages
import Testing

@Suite struct CancellationTests {
  @Test(arguments: Wiring.allCases)
  func cancellingTheCallersTaskReachesTheHandler(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task {
      try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8)))
    }
    #expect(await pair.journal.waits(for: "sleeping Unary"))
    task.cancel()
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(await pair.journal.waits(for: "cancelled Unary"))
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
  }

  @Test(arguments: Wiring.allCases)
  func aTaskCancelledBeforeTheCallSendsNothing(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await pair.echo.unaryOnce(MeshWire.EchoRequest())
    }
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(pair.journal.occurrences("once -") == 0)
  }

  @Test(arguments: Wiring.allCases)
  func leavingAStreamEarlyStopsItsSender(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    var received = 0
    for try await _ in try await pair.echo.repeat(
      MeshWire.EchoRequest(content: [1], copies: .max))
    {
      received += 1
      if received == 10 { break }
    }
    #expect(await pair.journal.waits(for: "repeat ended"))
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
  }

  @Test(arguments: Wiring.allCases)
  func cancellingAConsumerStopsTheSender(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task {
      for try await _ in try await pair.echo.repeat(
        MeshWire.EchoRequest(content: Array("wait".utf8), copies: 1))
      {}
    }
    #expect(await pair.journal.waits(for: "sleeping Repeat"))
    task.cancel()
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(await pair.journal.waits(for: "cancelled Repeat"))
  }

  @Test(arguments: Wiring.allCases)
  func cancellingAWriterEndsTheHandlersStream(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let task = Task {
      try await pair.echo.collect { writer in
        try await writer.write(MeshWire.EchoRequest(content: Array("stall".utf8)))
        while true { try await writer.write(MeshWire.EchoRequest(content: [0])) }
      }
    }
    #expect(await pair.journal.waits(for: "sleeping Collect"))
    task.cancel()
    let error = await #expect(throws: RPCError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(await pair.journal.waits(for: "cancelled Collect"))
  }

  @Test(arguments: Wiring.allCases)
  func leavingABidirectionalCallEndsIt(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    try await pair.echo.exchange { writer, replies in
      try await writer.write(MeshWire.EchoRequest(content: [1]))
      for try await _ in replies { break }
    }
    #expect(await pair.journal.waits(for: "exchange ended"))
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
  }
}
