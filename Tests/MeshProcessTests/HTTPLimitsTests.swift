import Foundation
import LocalMesh
import Testing

extension MeshProcessTests {
  /// The gateway with limits that a test can wait for.
  private static let shortLimits = ["http_idle_seconds": "2", "http_connections": "12"]

  @Test("What is not finished at the HTTP door is ended; what goes on slowly is answered")
  func unfinishedRequestsEnd() async throws {
    try await RunningMesh.with(gatewaySettings: Self.shortLimits) { mesh in
      let port = mesh.http.port
      let head = "Host: 127.0.0.1\r\nContent-Type: application/json\r\n"
      let call = "POST /v1/healthmesh.dip.v1.DipSettlement/ListRuns HTTP/1.1\r\n\(head)"
      let unfinished = [
        "", "GET / HT", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Wait",
        "\(call)Content-Length: 20\r\n\r\n{",
        "\(call)Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        "POST /v1/files/healthmesh.dip.v1.DipCases/ImportCases?name=a.csv HTTP/1.1\r\n"
          + "Host: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nsetl_id,",
      ]
      try await withThrowingTaskGroup(of: Void.self) { group in
        for request in unfinished {
          group.addTask {
            let (_, seconds) = try await Self.converse(port, [(request, 0)])
            #expect((1..<8).contains(seconds), "\(request): \(seconds) s")
          }
        }
        group.addTask {
          // Never silent for long, and never complete.
          let drops = [("GET / HTTP/1.1\r\nX: ", 0.0)] + (0..<60).map { _ in ("x", 0.2) }
          let (_, seconds) = try await Self.converse(port, drops)
          #expect((1..<8).contains(seconds), "slow head: \(seconds) s")
        }
        group.addTask {
          // Refused at its first bytes; the door stops reading then.
          let request = "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 16 << 20)
          let (_, seconds) = try await Self.converse(port, [(request, 0)])
          #expect(seconds < 8, "endless head: \(seconds) s")
        }
        group.addTask {
          let request = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
          let (answer, seconds) = try await Self.converse(port, [(request, 0)])
          #expect(answer.hasPrefix("HTTP/1.1 200"))
          #expect((1..<8).contains(seconds), "kept alive: \(seconds) s")
        }
        group.addTask {
          let parts = [("\(call)Connection: close\r\nContent-Length: 5\r\n\r\n{", 0.0)]
          let (answer, _) = try await Self.converse(
            port, parts + [(" ", 1), (" ", 1), (" ", 1), ("}", 1)])
          #expect(answer.hasPrefix("HTTP/1.1 200"), "slow body: \(answer.prefix(200))")
        }
        try await group.waitForAll()
      }
      #expect(try await mesh.http.get("/healthz").status == 200)
    }
  }

  @Test("An answer that nobody takes is given up")
  func stalledAnswersEnd() async throws {
    try await RunningMesh.with(gatewaySettings: Self.shortLimits) { mesh in
      let size = try await mesh.http.get("/openapi.json").body.count
      let asked = (64 << 20) / size
      let request = "GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
      let port = mesh.http.port
      let received = try await Self.onThread {
        let socket = try RawSocket(port: port)
        socket.write(String(repeating: request, count: asked).utf8)
        Thread.sleep(forTimeInterval: 5)
        return socket.readToEnd(patience: 5)?.count
      }
      let taken = try #require(received, "the connection is still open")
      #expect(taken < asked * size)
    }
  }

  @Test("Connections beyond the limit wait until others end")
  func connectionsAreLimited() async throws {
    try await RunningMesh.with(gatewaySettings: Self.shortLimits) { mesh in
      let gateway = try #require(await mesh.mesh.processIdentifier(of: .gateway))
      let port = mesh.http.port
      let before = try Self.openSockets(of: gateway)
      let during = try await Self.onThread {
        let silent = try SilentConnections(count: 20, port: port)
        defer { withExtendedLifetime(silent) {} }
        Thread.sleep(forTimeInterval: 0.5)
        return try Self.openSockets(of: gateway)
      }
      // The limit, and what the kernel hands over at once; connections from before may be left.
      #expect((before + 1...before + 12 + 3).contains(during), "\(before) before, \(during) during")
      #expect(try await mesh.http.get("/healthz").status == 200)
    }
  }

  /// Writes parts, each after a pause in seconds, and reads until the other side ends.
  /// - Returns: what came, and after how many seconds the connection ended.
  private static func converse(
    _ port: Int, _ parts: [(text: String, pause: Double)]
  ) async throws -> (answer: String, seconds: Double) {
    try await onThread {
      let start = ContinuousClock().now
      let socket = try RawSocket(port: port)
      for part in parts {
        Thread.sleep(forTimeInterval: part.pause)
        guard socket.write(part.text.utf8) else { break }
      }
      let received = socket.readToEnd(patience: 20)
      let answer = try #require(received, "the connection is still open")
      let seconds = (ContinuousClock().now - start) / .seconds(1)
      return (String(decoding: answer, as: UTF8.self), seconds)
    }
  }

  /// Blocking calls stay off the threads that run tasks.
  private static func onThread<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }

  private static func openSockets(of process: Int32) throws -> Int {
    let folder = "/proc/\(process)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).count { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return target?.hasPrefix("socket:") ?? false
    }
  }
}

/// Connections that say nothing.
private final class SilentConnections {
  private final class Connection {
    private let socket: RawSocket

    init(port: Int) throws { socket = try RawSocket(port: port) }
  }

  private let connections: [Connection]

  init(count: Int, port: Int) throws {
    connections = try (0..<count).map { _ in try Connection(port: port) }
  }
}
