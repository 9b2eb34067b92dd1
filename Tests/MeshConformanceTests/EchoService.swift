import Contract
import Mesh
import Messages
import Quantities

/// The service that the conformance suite calls; what it does depends on the content.
struct EchoService: Echo {
  let journal: Journal

  func unary(
    _ request: MeshWire.EchoRequest, context: ServerContext
  ) async throws -> MeshWire.EchoResponse {
    let command = String(decoding: request.content.prefix(64), as: UTF8.self)
    switch command {
    case "fail": throw EchoService.failure
    case "crash": throw UnexpectedFailure()
    case "sleep": try await sleepUntilCancelled(context)
    case "metadata":
      let text = context.metadata.entries.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
      return MeshWire.EchoResponse(content: Array(text.utf8))
    case "context":
      let text =
        "\(context.peer.identity)|\(context.idempotencyKey ?? "-")|\(context.traceParent ?? "-")"
        + "|\(context.locale ?? "-")"
      return MeshWire.EchoResponse(content: Array(text.utf8))
    case "deadline":
      let (seconds, attoseconds) = context.deadline.remaining.components
      return MeshWire.EchoResponse(
        content: Array("\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)".utf8))
    default: break
    }
    return MeshWire.EchoResponse(content: request.content, position: 1)
  }

  func unaryOnce(
    _ request: MeshWire.EchoRequest, context: ServerContext
  ) async throws -> MeshWire.EchoResponse {
    journal.add("once \(context.idempotencyKey ?? "-")")
    return try await unary(request, context: context)
  }

  func `repeat`(
    _ request: MeshWire.EchoRequest, responses: ResponseWriter<MeshWire.EchoResponse>,
    context: ServerContext
  ) async throws {
    defer { journal.add("repeat ended") }
    for position in 0..<request.copies {
      journal.count("repeat items")
      try await responses.write(
        MeshWire.EchoResponse(content: request.content, position: position + 1))
    }
    if request.content == Array("fail".utf8) { throw EchoService.failure }
    if request.content == Array("wait".utf8) { try await sleepUntilCancelled(context) }
  }

  func collect(
    _ requests: RequestStream<MeshWire.EchoRequest>, context: ServerContext
  ) async throws -> MeshWire.EchoResponse {
    var content: [UInt8] = []
    var count: UInt32 = 0
    for try await request in requests {
      if request.content == Array("enough".utf8) { break }
      if request.content == Array("fail".utf8) { throw EchoService.failure }
      if request.content == Array("stall".utf8) { try await sleepUntilCancelled(context) }
      content += request.content
      count += 1
    }
    return MeshWire.EchoResponse(content: content, position: count)
  }

  func exchange(
    _ requests: RequestStream<MeshWire.EchoRequest>,
    responses: ResponseWriter<MeshWire.EchoResponse>, context: ServerContext
  ) async throws {
    defer { journal.add("exchange ended") }
    var position: UInt32 = 0
    for try await request in requests {
      if request.content == Array("fail".utf8) { throw EchoService.failure }
      position += 1
      try await responses.write(
        MeshWire.EchoResponse(content: request.content, position: position))
    }
  }

  static let failure = RPCError(
    .failedPrecondition, reason: "ECHO_REFUSED", zh: "拒绝回声。", en: "No echo today.",
    remedyZh: "明天再来。", remedyEn: "Come back tomorrow.",
    details: [
      RPCError.Detail(key: "day", value: "星期一"), RPCError.Detail(key: "empty", value: ""),
    ])

  private func sleepUntilCancelled(_ context: ServerContext) async throws {
    journal.add("sleeping \(context.method.method)")
    do {
      try await Task.sleep(for: .seconds(60))
    } catch {
      journal.add("cancelled \(context.method.method)")
      throw error
    }
  }
}

/// An error whose text must never reach a caller.
struct UnexpectedFailure: Error, CustomStringConvertible {
  var description: String { "the secret" }
}

/// What a service did, for tests that wait for it.
final class Journal: Sendable {
  private let state = Guarded((entries: [String](), counts: [String: Int]()))

  func add(_ entry: String) { state.withLock { $0.entries.append(entry) } }
  func count(_ name: String) { state.withLock { $0.counts[name, default: 0] += 1 } }
  func counted(_ name: String) -> Int { state.withLock { $0.counts[name] ?? 0 } }
  func occurrences(_ entry: String) -> Int {
    state.withLock { $0.entries.count { $0 == entry } }
  }

  /// Waits until the entry is there `times` times; false when it is not within ten seconds.
  func waits(for entry: String, times: Int = 1) async -> Bool {
    await eventually { self.occurrences(entry) >= times }
  }
}

/// Asks again until it is true; false when it is not within ten seconds.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
  for _ in 0..<2000 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return condition()
}
