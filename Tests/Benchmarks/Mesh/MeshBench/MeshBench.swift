import Glibc
import Mesh
import MeshZeroMQ
import Metrics

/// One side of a benchmark of the mesh:
///
/// ```
/// mesh-bench server bytes|inline|task ADDRESS
/// mesh-bench relay ADDRESS UPSTREAM [pool|thread]
/// mesh-bench unary ADDRESS IN_FLIGHT SECONDS [bytes|messages] [pool|thread]
///                                                calls/s, p50 µs, p99 µs
/// mesh-bench stream ADDRESS BYTES SECONDS        items/s
/// mesh-bench codec SECONDS                       rows/s encoded, rows/s decoded
/// ```
@main struct MeshBench {
  static func main() async throws {
    MetricsSystem.bootstrap(CountingMetrics())
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("server", 4):
      try await EchoServer.run(
        address: arguments[3], kind: EchoServer.Kind(rawValue: arguments[2]) ?? .task)
    case ("relay", 4...5):
      try await EchoServer.relay(
        address: arguments[2], upstream: arguments[3], isOnThread: arguments.contains("thread"))
    case ("unary", 5...7):
      let load = UnaryLoad(
        inFlight: Int(arguments[3]) ?? 1, seconds: Double(arguments[4]) ?? 1,
        isOpaque: arguments.contains("bytes"), isOnThread: arguments.contains("thread"))
      print(try await load.run(address: arguments[2]))
    case ("stream", 5):
      let load = StreamLoad(bytes: Int(arguments[3]) ?? 100, seconds: Double(arguments[4]) ?? 1)
      print(try await load.run(address: arguments[2]))
    case ("codec", 3):
      print(try CodecLoad(seconds: Double(arguments[2]) ?? 1).run())
    default:
      print("usage: mesh-bench server|relay|unary|stream|codec …")
      exit(64)
    }
  }
}
