import Glibc
import Messages
import Quantities
import Testing

@testable import Mesh

/// Throws what a fuzzer invents at a server's core: it lives, its counters add up, and nothing stays
/// behind.
@Suite struct HeaderFuzzTests {
  /// Takes what the core sends.
  final class Sink: ServerLink {
    private(set) var sent = 0
    private(set) var longest = 0
    var unsentBytes: Int { 0 }

    func send(to peer: UInt32, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
      sent += 1
      longest = max(longest, header.count)
      // Everything the core sends is a header.
      precondition(HeaderView(header).isWellFormed)
      return .sent
    }
  }

  /// Inputs of one run; `HEALTHMESH_FUZZ_INPUTS` asks for more.
  static var inputs: Int {
    getenv("HEALTHMESH_FUZZ_INPUTS").flatMap { Int(String(cString: $0)) } ?? 30_000
  }

  @Test func noInputBreaksTheServer() throws {
    let seed: UInt64 = 20_250_101
    var random = SeededRandom(seed: seed)
    let clock = MeshClock.manual()
    var router = MethodRouter()
    router.inline(EchoForTests.unary) { request, _ in
      MeshWire.EchoResponse(content: request.content)
    }
    let sink = Sink()
    var options = ServerOptions(maximumCalls: 64, maximumCallsPerPeer: 16, maximumPeers: 100)
    options.clock = clock
    let core = ServerCore(router: router, options: options, interceptors: [], link: sink)
    let peer = Peer(identity: "fuzzer", roles: [])
    let corpus = try HeaderFuzzTests.corpus()
    for round in 0..<HeaderFuzzTests.inputs {
      var header = corpus[Int.random(in: 0..<corpus.count, using: &random)]
      HeaderFuzzTests.mutate(&header, &random)
      let body = (0..<Int.random(in: 0...64, using: &random)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      header.withUnsafeBytes {
        core.receive(
          from: UInt32.random(in: 0..<200, using: &random), header: $0, body: Payload(body),
          now: clock.now()
        ) { peer }
      }
      if round % 1000 == 0 {
        core.flush()
        clock.advance(by: .seconds(1))
        core.tick(now: clock.now())
      }
    }
    #expect(core.statistics.malformedMessages > 0, "seed \(seed)")
    #expect(core.statistics.callsInFlight == 0)
    #expect(core.statistics.bytesInFlight == 0)
    #expect(core.statistics.peers <= 100)
    #expect(sink.longest <= HeaderView.maximumBytes)
  }

  /// The same for a client, which must not trust its server either.
  @Test func noInputBreaksTheClient() throws {
    final class Link: ClientLink {
      func send(to endpoint: Int, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
        .sent
      }
      func reportsConnections(_ endpoint: Int) -> Bool { true }
      func reconnect(_ endpoint: Int) {}
    }
    let seed: UInt64 = 77
    var random = SeededRandom(seed: seed)
    let clock = MeshClock.manual()
    let link = Link()
    let core = ClientCore(addresses: ["a"], options: ClientOptions(clock: clock), link: link)
    let corpus = try HeaderFuzzTests.corpus()
    for _ in 0..<HeaderFuzzTests.inputs {
      var header = corpus[Int.random(in: 0..<corpus.count, using: &random)]
      HeaderFuzzTests.mutate(&header, &random)
      header.withUnsafeBytes {
        core.receive(from: 0, header: $0, body: Payload([1, 2, 3]), now: clock.now())
      }
      core.flush()
    }
    #expect(core.states[0].callsInFlight == 0)
  }

  private static func corpus() throws -> [[UInt8]] {
    var headers: [[UInt8]] = [[]]
    for kind in 0...10 {
      var header = MeshWire.Header(version: 1, kind: .init(rawValue: Int32(kind)), callId: 1)
      headers.append(try header.encoded())
      header.method = EchoForTests.unary.descriptor.fullName
      header.timeoutUs = 1_000_000
      header.metadata = [MeshWire.MetadataEntry(key: "a", value: "b")]
      header.traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      header.creditItems = 10
      header.creditBytes = 1000
      header.sequence = 1
      headers.append(try header.encoded())
      header.status = MeshWire.Status(code: 3, reason: "R", messageZh: "中", messageEn: "E")
      headers.append(try header.encoded())
    }
    return headers
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where !bytes.isEmpty:
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
          UInt8(truncatingIfNeeded: random.next())
      case 1 where !bytes.isEmpty:
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      case 2:
        bytes.insert(
          UInt8(truncatingIfNeeded: random.next()),
          at: Int.random(in: 0...bytes.count, using: &random))
      case 3 where !bytes.isEmpty:
        bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      case 4 where bytes.count > 1:
        let start = Int.random(in: 0..<bytes.count, using: &random)
        bytes += bytes[start...]
      default:
        // A new call id, so that requests get past the check for repeats.
        bytes += [0x18, UInt8.random(in: 0..<128, using: &random) | 0x80]
        bytes += [UInt8.random(in: 0..<128, using: &random)]
      }
    }
  }
}

/// Methods of the echo service, which this module knows without the generated stubs.
enum EchoForTests {
  static let unary = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
    MethodDescriptor(
      service: "healthmesh.mesh.v1.Echo", method: "Unary", idempotency: .noSideEffects))
  static let unaryOnce = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
    MethodDescriptor(service: "healthmesh.mesh.v1.Echo", method: "UnaryOnce"))
  static let `repeat` = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
    MethodDescriptor(
      service: "healthmesh.mesh.v1.Echo", method: "Repeat", kind: .serverStreaming,
      idempotency: .noSideEffects))
  static let collect = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
    MethodDescriptor(
      service: "healthmesh.mesh.v1.Echo", method: "Collect", kind: .clientStreaming,
      idempotency: .noSideEffects))
}
