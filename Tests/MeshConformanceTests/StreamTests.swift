import Contract
import Mesh
import Messages
import Quantities
import Testing

@Suite struct StreamTests {
  @Test(arguments: Wiring.allCases)
  func aServerStreamArrivesInOrderAndWhole(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let stream = try await pair.echo.repeat(
      MeshWire.EchoRequest(content: [7], copies: 5000))
    var expected: UInt32 = 0
    for try await reply in stream {
      expected += 1
      #expect(reply.position == expected)
    }
    #expect(expected == 5000)
  }

  @Test(arguments: Wiring.allCases)
  func anErrorComesAfterTheItemsBeforeIt(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let stream = try await pair.echo.repeat(
      MeshWire.EchoRequest(content: Array("fail".utf8), copies: 3))
    let received = Guarded(0)
    await #expect(throws: EchoService.failure) {
      for try await _ in stream { received.withLock { $0 += 1 } }
    }
    #expect(received.withLock { $0 } == 3)
  }

  @Test(arguments: Wiring.allCases)
  func aClientStreamIsCollected(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let reply = try await pair.echo.collect { writer in
      for number in 0..<2000 {
        try await writer.write(MeshWire.EchoRequest(content: [UInt8(truncatingIfNeeded: number)]))
      }
    }
    #expect(reply.position == 2000)
    #expect(reply.content == (0..<2000).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test(arguments: Wiring.allCases)
  func bothDirectionsFlowAtOnce(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let count = try await pair.echo.exchange { writer, replies in
      async let sent: Void = {
        for number in 0..<2000 {
          try await writer.write(
            MeshWire.EchoRequest(content: [UInt8(truncatingIfNeeded: number)]))
        }
        writer.finish()
      }()
      var count = 0
      for try await reply in replies {
        #expect(reply.content == [UInt8(truncatingIfNeeded: count)])
        count += 1
      }
      try await sent
      return count
    }
    #expect(count == 2000)
  }
}

@Suite struct BackpressureTests {
  /// The sender stops when the consumer does: what is under way is bounded by the window, on this
  /// side and in the consumer's hands.
  @Test(arguments: Wiring.allCases)
  func aSlowConsumerHoldsTheSenderBack(_ wiring: Wiring) async throws {
    let window = StreamWindow(items: 16, bytes: 1 << 20)
    let pair = try Pair.make(wiring, clientOptions: ClientOptions(window: window))
    defer { pair.close() }
    let stream = try await pair.echo.repeat(
      MeshWire.EchoRequest(content: [1], copies: 10_000))
    var iterator = stream.makeAsyncIterator()
    for _ in 0..<100 { _ = try await iterator.next() }
    // Long enough for a sender without credit control to be far ahead.
    try await Task.sleep(for: .milliseconds(100))
    #expect(pair.journal.counted("repeat items") <= 100 + 3 * window.items)
    var rest = 0
    while try await iterator.next() != nil { rest += 1 }
    #expect(rest == 9_900)
  }

  @Test(arguments: Wiring.allCases)
  func aWindowOfBytesHoldsTheSenderBackToo(_ wiring: Wiring) async throws {
    let window = StreamWindow(items: 1000, bytes: 64 << 10)
    let pair = try Pair.make(wiring, clientOptions: ClientOptions(window: window))
    defer { pair.close() }
    let stream = try await pair.echo.repeat(
      MeshWire.EchoRequest(content: [UInt8](repeating: 1, count: 32 << 10), copies: 200))
    var iterator = stream.makeAsyncIterator()
    _ = try await iterator.next()
    try await Task.sleep(for: .milliseconds(100))
    #expect(pair.journal.counted("repeat items") <= 12)
    var rest = 0
    while try await iterator.next() != nil { rest += 1 }
    #expect(rest == 199)
  }

  @Test(arguments: Wiring.allCases)
  func aWriterWaitsForAHandlerThatDoesNotRead(_ wiring: Wiring) async throws {
    let window = StreamWindow(items: 8, bytes: 1 << 20)
    let pair = try Pair.make(wiring, serverOptions: ServerOptions(window: window))
    defer { pair.close() }
    let written = Guarded(0)
    let task = Task {
      try await pair.echo.collect { writer in
        try await writer.write(MeshWire.EchoRequest(content: Array("stall".utf8)))
        while true {
          try await writer.write(MeshWire.EchoRequest(content: [0]))
          written.withLock { $0 += 1 }
        }
      }
    }
    #expect(await pair.journal.waits(for: "sleeping Collect"))
    try await Task.sleep(for: .milliseconds(100))
    #expect(written.withLock { $0 } <= 2 * window.items)
    task.cancel()
    _ = try? await task.value
  }

  @Test(arguments: Wiring.allCases)
  func aHandlerThatHasEnoughAnswersWhileTheClientWrites(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let reply = try await pair.echo.collect { writer in
      try await writer.write(MeshWire.EchoRequest(content: [9]))
      try await writer.write(MeshWire.EchoRequest(content: Array("enough".utf8)))
      while true { try await writer.write(MeshWire.EchoRequest(content: [0])) }
    }
    #expect(reply.content == [9])
  }

  @Test(arguments: Wiring.allCases)
  func aHandlerThatRefusesAStreamIsHeard(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    await #expect(throws: EchoService.failure) {
      try await pair.echo.collect { writer in
        try await writer.write(MeshWire.EchoRequest(content: Array("fail".utf8)))
        while true { try await writer.write(MeshWire.EchoRequest(content: [0])) }
      }
    }
    await #expect(throws: EchoService.failure) {
      try await pair.echo.exchange { writer, replies in
        try await writer.write(MeshWire.EchoRequest(content: Array("fail".utf8)))
        for try await _ in replies {}
      }
    }
  }
}
