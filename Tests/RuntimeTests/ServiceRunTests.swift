import Contract
import Foundation
import FoundationNetworking
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Store
import Testing

@testable import Runtime

struct ServiceRunTests {
  private let migrations = [Migration(1, "notes", ["CREATE TABLE note (text TEXT PRIMARY KEY)"])]

  private static let gap = Problem(
    .failedPrecondition, "TEST_GAP", zh: "有缺口", en: "there is a gap", remedyZh: "补上",
    remedyEn: "close it", details: [Problem.Detail("line", "7")])

  /// The call's error, as the caller sees it.
  private func callError(_ client: MeshClient, _ content: String) async -> RPCError? {
    do {
      _ = try await client.unary(EchoMethods.unary, request(content))
      return nil
    } catch {
      return error as? RPCError
    }
  }

  private func request(_ text: String) -> MeshWire.EchoRequest {
    MeshWire.EchoRequest(content: Array(text.utf8))
  }

  @Test func errorsAreToldToCallersWithoutLeaks() async throws {
    struct Secret: Error { let text = "11010519491231002X in /etc/secret" }
    let service = try await RunningService { assembly in
      assembly.router.unary(EchoMethods.unary) { request, _ -> MeshWire.EchoResponse in
        switch String(decoding: request.content, as: UTF8.self) {
        case "problem": throw Self.gap
        case "violation": throw ConstraintViolation(kind: .unique, constraint: "one_active")
        case "sql":
          throw Problem(
            .internalFault, "STORE_SQL", zh: "坏", en: "bad", remedyZh: "", remedyEn: "",
            details: [Problem.Detail("statement", "SELECT secret")])
        default: throw Secret()
        }
      }
    }
    let client = try service.client()
    let problem = try #require(await callError(client, "problem"))
    #expect(problem.code == .failedPrecondition)
    #expect(problem.reason == "TEST_GAP")
    #expect(problem.messageZh == "有缺口")
    #expect(problem.remedyEn == "close it")
    #expect(problem.details == [RPCError.Detail(key: "line", value: "7")])
    #expect(await callError(client, "violation")?.code == .alreadyExists)

    for content in ["sql", "anything"] {
      let fault = try #require(await callError(client, content))
      #expect(fault.code == .internalError)
      #expect(!"\(fault)".contains("secret"))
      let incident = try #require(fault.details.first { $0.key == "incident" }?.value)
      let logged = service.log.withLock { $0.filter { $0.contains("incident=\(incident)") } }
      #expect(logged.count == 1)
      #expect(!logged.joined().contains("11010519491231002X"))
    }
    client.close()
    #expect(await service.stop() == .ok)
  }

  @Test func healthReflectionAndOperations() async throws {
    let service = try await RunningService {
      $0.metricsListen = "127.0.0.1:0"
    } build: {
      $0.router.inline(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content)
      }
    }
    let client = try service.client()
    let health = HealthClient(client: client)
    for name in ["", "healthmesh.mesh.v1.Echo"] {
      let answer = try await health.check(MeshWire.HealthCheckRequest(service: name))
      #expect(answer.status == .serving)
    }
    await #expect(throws: RPCError.self) {
      try await health.check(MeshWire.HealthCheckRequest(service: "nobody"))
    }
    let services = try await ReflectionClient(client: client).listServices(
      MeshWire.ListServicesRequest())
    #expect(
      services.services.map(\.name) == [
        "healthmesh.mesh.v1.Echo", "healthmesh.mesh.v1.Health", "healthmesh.mesh.v1.Reflection",
      ])
    _ = try await client.unary(EchoMethods.unary, request("x"))

    let address = try #require(
      service.log.withLock { $0 }.first { $0.contains(" ready ") }?
        .split(separator: " ").first { $0.hasPrefix("operations=") }?.dropFirst(11))
    let get = { (path: String) async throws -> String in
      let url = try #require(URL(string: "http://\(address)\(path)"))
      return String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
    }
    #expect(try await get("/readyz") == "ready\n")
    #expect(
      try await get("/metrics").contains(
        "mesh_server_calls_total{method=\"healthmesh.mesh.v1.Echo/Unary\",code=\"OK\"}"))
    client.close()
    #expect(await service.stop() == .ok)
  }

  @Test func aRetriedWriteIsDoneOnce() async throws {
    let migrations = migrations
    let service = try await RunningService { assembly in
      let database = try assembly.openDatabase(migrations: migrations)
      assembly.router.unary(EchoMethods.unaryOnce) { request, context in
        try await database.write { transaction in
          try transaction.once(context, request, at: .now()) {
            let text = String(decoding: request.content, as: UTF8.self)
            try transaction.execute("INSERT INTO note (text) VALUES ($1)", [text])
            try database.outbox.append(
              kind: "test.note", subject: text, request, at: .now(), in: transaction)
            return MeshWire.EchoResponse(content: request.content, position: 1)
          }
        }
      }
    }
    let client = try service.client()
    let options = CallOptions(idempotencyKey: "key-1")
    for _ in 0..<3 {
      let answer = try await client.unary(EchoMethods.unaryOnce, request("a"), options: options)
      #expect(answer.position == 1)
    }
    do {
      _ = try await client.unary(EchoMethods.unaryOnce, request("b"), options: options)
      Issue.record("a key was used for two requests")
    } catch let error as RPCError {
      #expect(error.reason == "IDEMPOTENCY_KEY_REUSED")
    }
    // Without the key the same work meets the invariant.
    do {
      _ = try await client.unary(EchoMethods.unaryOnce, request("a"))
      Issue.record("the same note was written twice")
    } catch let error as RPCError {
      #expect(error.code == .alreadyExists)
    }
    client.close()
    #expect(await service.stop() == .ok)
  }

  @Test func traceAndDeadlineReachTheHandlersOwnCalls() async throws {
    let back = try await RunningService {
      $0.router.unary(EchoMethods.unary) { _, context in
        let left = context.deadline.remaining
        let text = "\(context.traceParent ?? "") \(left < .seconds(2))"
        return MeshWire.EchoResponse(content: Array(text.utf8))
      }
    }
    let endpoint = back.endpoint
    let front = try await RunningService {
      $0.peers["dip"] = ServiceConfiguration.Peer(endpoints: [endpoint])
    } build: { assembly in
      let client = try assembly.peers.client(for: .dip)
      assembly.router.unary(EchoMethods.unary) { request, _ in
        try await client.unary(EchoMethods.unary, request)
      }
    }
    let client = try front.client()
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let answer = try await client.unary(
      EchoMethods.unary, request(""),
      options: CallOptions(timeout: .seconds(2), traceParent: trace))
    let words = String(decoding: answer.content, as: UTF8.self).split(separator: " ")
    #expect(words.count == 2)
    #expect(TraceParent(String(words[0]))?.traceID == "0af7651916cd43dd8448eb211c80319c")
    #expect(words[0] != trace)
    #expect(words[1] == "true")
    client.close()
    #expect(await front.stop() == .ok)
    #expect(await back.stop() == .ok)
  }

  @Test func runningCallsFinishWhenTheServiceStops() async throws {
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let service = try await RunningService {
      $0.router.unary(EchoMethods.unary) { request, _ in
        start.yield()
        try await Task.sleep(for: .milliseconds(300))
        return MeshWire.EchoResponse(content: request.content)
      }
    }
    let client = try service.client()
    let request = request("finish")
    let call = Task { try await client.unary(EchoMethods.unary, request) }
    var iterator = started.makeAsyncIterator()
    _ = await iterator.next()
    #expect(await service.stop() == .ok)
    #expect(try await call.value.content == Array("finish".utf8))
    client.close()
  }

  @Test func whatDoesNotStartSaysWhy() async throws {
    let service = try await RunningService { _ = try $0.openDatabase(migrations: []) }
    do {
      _ = try await RunningService(folder: service.folder) {
        _ = try $0.openDatabase(migrations: [])
      }
      Issue.record("two services share one database")
    } catch let failure as RunningService.NotStarted {
      #expect(failure.log.joined().contains("STORE_IN_USE"))
    }
    #expect(await service.stop() == .ok)
  }

  @Test func failedBackgroundWorkEndsTheProcess() async throws {
    let service = try await RunningService {
      $0.background("door") {
        try await Task.sleep(for: .milliseconds(20))
        throw Self.gap
      }
    }
    #expect(await service.ended() == .configuration)
  }
}
