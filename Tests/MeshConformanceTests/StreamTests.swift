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
