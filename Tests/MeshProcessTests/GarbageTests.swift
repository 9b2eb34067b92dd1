import Contract
import Foundation
import LocalMesh
import Mesh
import Messages
import Quantities
import Testing

extension MeshProcessTests {
  @Test("Garbage on every socket leaves the processes alive and answering")
  func garbageLeavesProcessesAlive() async throws {
    let seed = UInt64.random(in: 1...1_000_000)
    try await RunningMesh.with { mesh in
      var identifiers: [MeshProcess: Int32] = [:]
      for process in MeshProcess.allCases {
        identifiers[process] = await mesh.mesh.processIdentifier(of: process)
      }
      let doorPort = try #require(Int(mesh.bureauDoor.split(separator: ":").last ?? ""))
      // Blocking calls stay off the threads that run tasks.
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        Thread.detachNewThread {
          done.resume(
            with: Result {
              var random = SeededRandom(seed: seed)
              for process in MeshProcess.allCases {
                let path = mesh.socketPath(process)
                for garbage in Garbage.streams(&random) {
                  try RawSocket(path: path).write(garbage)
                }
                try Garbage.throwFrames(at: "ipc://\(path)", &random)
              }
              for garbage in Garbage.streams(&random) {
                try RawSocket(port: doorPort).write(garbage)
              }
              try Garbage.throwFrames(at: mesh.bureauDoor, &random)
              for garbage in Garbage.requests(&random) + Garbage.streams(&random) {
                let socket = try RawSocket(port: mesh.http.port)
                socket.write(garbage)
              }
            })
        }
      }

      for process in MeshProcess.allCases {
        let client = try mesh.client(of: process)
        defer { client.close() }
        let health = try await HealthClient(client: client).check(.init())
        #expect(health.status == .serving, "\(process), seed \(seed)")
        let identifier = await mesh.mesh.processIdentifier(of: process)
        #expect(identifier == identifiers[process], "\(process), seed \(seed)")
        let memory = try residentMebibytes(try #require(identifier))
        #expect(memory < 512, "\(process) holds \(memory) MiB, seed \(seed)")
      }
      #expect(try await mesh.http.get("/readyz").status == 200, "seed \(seed)")
      let answer = try await mesh.http.post("healthmesh.dip.v1.DipSettlement/ListRuns", "{}")
      #expect(answer.status == 200, "seed \(seed)")
    }
  }

  @Test("What is wrong with a request over HTTP is said, and costs nothing else")
  func wrongRequestsAreNamed() async throws {
    try await RunningMesh.with { mesh in
      let http = mesh.http
      let list = "healthmesh.dip.v1.DipSettlement/ListRuns"
      let nested = String(repeating: #"{"region":"#, count: 20_000)
      for json in ["", "{", "[]", #"{"nothing":1}"#, #"{"region":1}"#, "\u{0}", nested] {
        let answer = try await http.post(list, json)
        #expect(answer.status == (json.isEmpty ? 200 : 400), "\(json.prefix(40))")
        if !json.isEmpty {
          #expect(answer.contentType.hasPrefix("application/problem+json"))
          #expect(try answer.json()["reason"].text == "GATEWAY_JSON_INVALID")
        }
      }
      #expect(try await http.post("healthmesh.dip.v1.DipSettlement/Nothing", "{}").status == 501)
      #expect(try await http.post("../../etc/passwd", "{}").status >= 400)
      #expect(try await http.get("/nothing").status == 404)
      let endless = try await http.post(list, "{}", headers: ["Request-Timeout": "-1"])
      #expect(try endless.json()["reason"].text == "GATEWAY_TIMEOUT_INVALID")
      let document = try await http.get("/openapi.json").json()
      #expect(document["openapi"].text.hasPrefix("3.1"))
      let metrics = try await http.get("/metrics")
      #expect(metrics.status == 200 && metrics.text.contains("# TYPE"))
    }
  }

  /// Memory of a process as the kernel counts it.
  private func residentMebibytes(_ identifier: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(identifier)/statm", encoding: .utf8)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return try #require(pages) * 4096 >> 20
  }
}

/// Bytes and frames that no correct peer sends.
enum Garbage {
  private static let greeting: [UInt8] =
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1] + Array("NULL".utf8)
    + [UInt8](repeating: 0, count: 48)
  /// Command READY with the property Socket-Type: DEALER.
  private static let ready: [UInt8] =
    [4, 41, 5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6]
    + Array("DEALER".utf8) + [8] + Array("Identity".utf8) + [0, 0, 0, 0]

  /// What to write into a connection before hanging up.
  static func streams(_ random: inout SeededRandom) -> [[UInt8]] {
    var streams: [[UInt8]] = [[], [0xFF], Array(greeting.prefix(11)), greeting]
    for _ in 0..<20 { streams.append(bytes(upTo: 4096, &random)) }
    // Handshakes that end, or go wrong, at any byte.
    for _ in 0..<20 {
      var handshake = greeting + ready
      if random.integer(in: 0...1) == 0 {
        handshake = Array(handshake.prefix(Int(random.integer(in: 1...Int64(handshake.count)))))
      } else {
        handshake[Int(random.integer(in: 0...Int64(handshake.count - 1)))] ^= 0x55
      }
      streams.append(handshake + bytes(upTo: 64, &random))
    }
    // Correct handshakes, then frames: random ones, and one that announces 2^62 bytes.
    for _ in 0..<10 { streams.append(greeting + ready + bytes(upTo: 2048, &random)) }
    streams.append(greeting + ready + [2, 0x40, 0, 0, 0, 0, 0, 0, 0] + bytes(upTo: 9000, &random))
    streams.append(greeting + ready + [2] + [UInt8](repeating: 0xFF, count: 8))
    return streams
  }

  /// Messages of ZeroMQ whose frames mean nothing, or almost something.
  static func throwFrames(at endpoint: String, _ random: inout SeededRandom) throws {
    let dealer = try RawDealer(endpoint)
    for _ in 0..<100 {
      let count = random.integer(in: 1...5)
      dealer.send((0..<count).map { _ in bytes(upTo: 300, &random) })
    }
    for _ in 0..<200 {
      var header = try header(&random).encoded()
      for _ in 0..<random.integer(in: 0...3) where !header.isEmpty {
        header[Int(random.integer(in: 0...Int64(header.count - 1)))] =
          UInt8(truncatingIfNeeded: random.next())
      }
      dealer.send([header, bytes(upTo: 500, &random)])
    }
    // More than a message may have; what follows on this connection may be lost with it.
    dealer.send([[UInt8](repeating: 0x41, count: 96 << 20)])
    // More frames than a message has.
    try RawDealer(endpoint).send([[UInt8]](repeating: [1], count: 5000))
  }

  private static func header(_ random: inout SeededRandom) throws -> MeshWire.Header {
    let methods = [
      "healthmesh.mesh.v1.Health/Check", "healthmesh.dip.v1.DipCases/ImportCases",
      "healthmesh.registry.v1.RegistryAreas/ImportAreas", "healthmesh.common.v1.Events/Subscribe",
      "healthmesh.dip.v1.DipSettlement/Settle", "", "/", String(repeating: "m", count: 5000),
    ]
    var header = MeshWire.Header(version: 1)
    header.kind = MeshWire.FrameKind(rawValue: Int32(random.integer(in: 0...10)))
    header.callId = UInt64(random.integer(in: 0...50))
    header.method = methods[Int(random.integer(in: 0...Int64(methods.count - 1)))]
    header.timeoutUs = random.next() >> UInt64(random.integer(in: 0...63))
    header.sequence = UInt64(random.integer(in: 0...3))
    header.creditItems = UInt32(truncatingIfNeeded: random.next())
    header.creditBytes = random.next()
    for _ in 0..<random.integer(in: 0...80) {
      header.metadata.append(MeshWire.MetadataEntry(key: "caller-roles", value: "admin"))
    }
    return header
  }

  /// Requests over HTTP that are wrong in their form.
  static func requests(_ random: inout SeededRandom) -> [[UInt8]] {
    let texts = [
      "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n", "POST /v1/a/b HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "x", count: 200_000))\r\n\r\n",
      "POST /v1/a/b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
      "POST /v1/a/b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
      "POST /v1/a/b HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      "POST /v1/a/b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n",
      "GET /../../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "GET /explain?setl_id=%00%ff%GG HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    return texts.map { Array($0.utf8) }
  }

  private static func bytes(upTo limit: Int64, _ random: inout SeededRandom) -> [UInt8] {
    (0..<random.integer(in: 0...limit)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}
