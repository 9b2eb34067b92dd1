import Contract
import Mesh
import MeshZeroMQ
import Messages

/// One stream of items from the server, consumed by one task.
struct StreamLoad {
  let bytes: Int
  let seconds: Double

  /// Items/s.
  func run(address: String) async throws -> String {
    let client = try MeshClient.zeroMQ(
      endpoints: [address], security: .insecure, interceptors: [ClientMetricsInterceptor()])
    let stream = try await EchoClient(client: client).repeat(
      MeshWire.EchoRequest(content: [UInt8](repeating: 0x78, count: bytes)))
    let clock = MeshClock.system
    let start = clock.now()
    let measuredFrom = start + UInt64(seconds * 1e8)
    let end = start + UInt64(seconds * 1.1e9)
    var count = 0
    for try await item in stream {
      precondition(item.content.count == bytes)
      let now = clock.now()
      if now >= end { break }
      if now >= measuredFrom { count += 1 }
    }
    return "\(Int(Double(count) / (Double(end - measuredFrom) / 1e9)))"
  }
}
