import Contract
import Mesh
import MeshZeroMQ
import Messages

/// A number of tasks that call one after the other.
struct UnaryLoad {
  let inFlight: Int
  let seconds: Double

  /// Calls/s, p50 µs, p99 µs.
  func run(address: String) async throws -> String {
    let client = try MeshClient.zeroMQ(
      endpoints: [address], security: .insecure, interceptors: [ClientMetricsInterceptor()])
    let echo = EchoClient(client: client)
    _ = try await echo.unary(MeshWire.EchoRequest(content: [1]))
    let clock = MeshClock.system
    let start = clock.now()
    // A tenth of the time warms up.
    let measuredFrom = start + UInt64(seconds * 1e8)
    let end = start + UInt64(seconds * 1.1e9)
    let samples = try await withThrowingTaskGroup(of: [UInt32].self) { group in
      for _ in 0..<inFlight {
        group.addTask { try await UnaryLoad.worker(echo, clock, measuredFrom, end) }
      }
      return try await group.reduce(into: [UInt32]()) { $0 += $1 }
    }
    let sorted = samples.sorted()
    let rate = Double(sorted.count) / (Double(end - measuredFrom) / 1e9)
    let p50 = Double(sorted[sorted.count / 2]) / 1000
    let p99 = Double(sorted[sorted.count * 99 / 100]) / 1000
    return "\(Int(rate)) \(p50) \(p99)"
  }

  /// Durations in nanoseconds.
  private static func worker(
    _ echo: EchoClient, _ clock: MeshClock, _ measuredFrom: UInt64, _ end: UInt64
  ) async throws -> [UInt32] {
    var metadata = Metadata()
    try metadata.append("caller", "benchmark")
    let options = CallOptions(
      timeout: .seconds(10), metadata: metadata,
      traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", locale: "zh-CN")
    let request = MeshWire.EchoRequest(content: [UInt8](repeating: 0x78, count: 96))
    var samples: [UInt32] = []
    var now = clock.now()
    while now < end {
      let began = now
      let reply = try await echo.unary(request, options: options)
      precondition(reply.content.count == 96)
      now = clock.now()
      if now >= measuredFrom { samples.append(UInt32(clamping: now - began)) }
    }
    return samples
  }
}
