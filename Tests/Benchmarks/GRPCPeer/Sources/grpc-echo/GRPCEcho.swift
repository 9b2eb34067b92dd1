import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// Echo of raw bytes over grpc-swift-2: the peer that the mesh is measured against.
///
///     grpc-echo server PORT
///     grpc-echo client PORT IN_FLIGHT SECONDS
///
/// The client prints one line of JSON.
@main
struct GRPCEcho {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let port = Int(arguments[2]) else {
      print("usage: grpc-echo server PORT | client PORT IN_FLIGHT SECONDS")
      return
    }
    if arguments[1] == "server" {
      try await serve(port: port)
    } else if arguments.count == 5, let inFlight = Int(arguments[3]),
      let seconds = Int(arguments[4])
    {
      try await measure(port: port, inFlight: inFlight, seconds: seconds)
    }
  }

  private static func serve(port: Int) async throws {
    let server = GRPCServer(
      transport: .http2NIOPosix(
        address: .ipv4(host: "127.0.0.1", port: port), transportSecurity: .plaintext),
      services: [EchoService()])
    try await server.serve()
  }

  private static func measure(port: Int, inFlight: Int, seconds: Int) async throws {
    let transport = try HTTP2ClientTransport.Posix(
      target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
    try await withGRPCClient(transport: transport) { client in
      let body = [UInt8](repeating: 0x61, count: 100)
      // Connects, and lets the first calls pay for what happens only once.
      for _ in 0..<200 { try await call(client, body) }
      let clock = ContinuousClock()
      let end = clock.now + .seconds(seconds)
      let samples = try await withThrowingTaskGroup(of: [Int64].self) { group in
        for _ in 0..<inFlight {
          group.addTask {
            var latencies: [Int64] = []
            while clock.now < end {
              let start = clock.now
              try await call(client, body)
              latencies.append((clock.now - start).components.attoseconds / 1_000_000_000_000)
            }
            return latencies
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }.sorted()
      print(
        """
        {"bench":"grpc-swift-2","in_flight":\(inFlight),"calls_per_second":\
        \(samples.count / seconds),"p50_us":\(samples[samples.count / 2]),\
        "p99_us":\(samples[samples.count * 99 / 100])}
        """)
    }
  }

  private static func call(
    _ client: GRPCClient<HTTP2ClientTransport.Posix>, _ body: [UInt8]
  ) async throws {
    let answer = try await client.unary(
      request: ClientRequest(message: body), descriptor: EchoService.method,
      serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
    ) { try $0.message }
    precondition(answer.count == body.count)
  }
}

struct EchoService: RegistrableRPCService {
  static let method = MethodDescriptor(fullyQualifiedService: "bench.Echo", method: "Unary")

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: Self.method, deserializer: RawBytes(), serializer: RawBytes()
    ) { request, _ in
      let single = try await ServerRequest(stream: request)
      return StreamingServerResponse(single: ServerResponse(message: single.message))
    }
  }
}

/// Bytes as they are: what is measured is the calls and not a codec.
struct RawBytes: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
    Bytes(message)
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
    bytes.withUnsafeBytes { Array($0) }
  }
}
