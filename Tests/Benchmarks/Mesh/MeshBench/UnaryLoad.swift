import Contract
import Mesh
import MeshZeroMQ
import Messages

/// A number of tasks that call one after the other.
struct UnaryLoad {
  let inFlight: Int
  let seconds: Double
  /// Bytes that nobody looks into, as in the C echo, instead of messages.
  let isOpaque: Bool
  /// The tasks run on the thread of the client's sockets, as the C echo's caller does, instead of the
  /// system's threads.
  let isOnThread: Bool

  private static let messageBytes = 96
  /// A message of that many bytes with its field's tag and length.
  private static let bodyBytes = 100

  /// Calls/s, p50 µs, p99 µs.
  func run(address: String) async throws -> String {
    let client = try MeshClient.zeroMQ(
      endpoints: [address], security: .insecure, interceptors: [ClientMetricsInterceptor()])
    _ = try await EchoClient(client: client).unary(MeshWire.EchoRequest(content: [1]))
    let clock = MeshClock.system
    let start = clock.now()
    // A tenth of the time warms up.
    let measuredFrom = start + UInt64(seconds * 1e8)
    let end = start + UInt64(seconds * 1.1e9)
    let executor = isOnThread ? client.executor : nil
    let samples = try await withThrowingTaskGroup(of: [UInt32].self) { group in
      for _ in 0..<inFlight {
        group.addTask(executorPreference: executor) {
          isOpaque
            ? try await UnaryLoad.opaqueCalls(client, clock, measuredFrom, end)
            : try await UnaryLoad.calls(EchoClient(client: client), clock, measuredFrom, end)
        }
      }
      return try await group.reduce(into: [UInt32]()) { $0 += $1 }
    }
    let sorted = samples.sorted()
    let rate = Double(sorted.count) / (Double(end - measuredFrom) / 1e9)
    let p50 = Double(sorted[sorted.count / 2]) / 1000
    let p99 = Double(sorted[sorted.count * 99 / 100]) / 1000
    return "\(Int(rate)) \(p50) \(p99)"
  }

  private static func options() throws -> CallOptions {
    var metadata = Metadata()
    try metadata.append("caller", "benchmark")
    return CallOptions(
      timeout: .seconds(10), metadata: metadata,
      traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", locale: "zh-CN")
  }

  /// Durations in nanoseconds.
  private static nonisolated(nonsending) func calls(
    _ echo: EchoClient, _ clock: MeshClock, _ measuredFrom: UInt64, _ end: UInt64
  ) async throws -> [UInt32] {
    let options = try options()
    let request = MeshWire.EchoRequest(content: [UInt8](repeating: 0x78, count: messageBytes))
    var samples: [UInt32] = []
    var now = clock.now()
    while now < end {
      let began = now
      let reply = try await echo.unary(request, options: options)
      precondition(reply.content.count == messageBytes)
      now = clock.now()
      if now >= measuredFrom { samples.append(UInt32(clamping: now - began)) }
    }
    return samples
  }

  /// The same with bytes.
  private static nonisolated(nonsending) func opaqueCalls(
    _ client: MeshClient, _ clock: MeshClock, _ measuredFrom: UInt64, _ end: UInt64
  ) async throws -> [UInt32] {
    let options = try options()
    let method = EchoMethods.unary.descriptor
    let request = [UInt8](repeating: 0x78, count: bodyBytes)
    var samples: [UInt32] = []
    var now = clock.now()
    while now < end {
      let began = now
      let reply = try await client.unary(method, Payload(request), options: options)
      precondition(reply.count == bodyBytes)
      now = clock.now()
      if now >= measuredFrom { samples.append(UInt32(clamping: now - began)) }
    }
    return samples
  }
}
