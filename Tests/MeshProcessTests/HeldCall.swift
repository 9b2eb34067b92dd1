import Contract
import Mesh
import Messages
import Quantities
import Testing

/// A call that stays under way until its server ends it, and how it ended.
struct HeldCall: Sendable {
  struct Ending: Sendable {
    let call: String
    /// Nil when the call succeeded.
    let error: RPCError?
    let at: ContinuousClock.Instant
  }

  let name: String
  private let begun: AsyncStream<Void>
  private let ending: Task<Ending, Never>

  /// Starts the call; the body says when it is under way.
  private init(
    _ name: String,
    _ body: @escaping @Sendable (@escaping @Sendable () -> Void) async throws -> Void
  ) {
    self.name = name
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    self.begun = begun
    ending = Task {
      var failure: RPCError?
      do {
        try await body { signal.finish() }
      } catch {
        failure = RPCError(hiding: error)
      }
      signal.finish()
      return Ending(call: name, error: failure, at: ContinuousClock().now)
    }
  }

  func untilUnderWay() async { for await _ in begun {} }

  func end() async -> Ending { await ending.value }

  /// Watches the health of a process: a server stream without an end.
  static func watch(_ client: MeshClient) -> HeldCall {
    HeldCall("watch") { underWay in
      for try await _ in try await HealthClient(client: client).watch(.init()) { underWay() }
    }
  }

  /// A sender that is slow: chunks without content, until `resume` ends.
  private static func pause(
    until resume: AsyncStream<Void>, _ writer: RequestWriter<Common.FileChunk>
  ) async throws {
    let isResumed = Guarded(false)
    let waiting = Task {
      for await _ in resume {}
      isResumed.withLock { $0 = true }
    }
    defer { waiting.cancel() }
    while !isResumed.withLock({ $0 }) {
      try await writer.write(Common.FileChunk())
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// An upload whose sender is slow after the first chunk, until `resume` ends.
  static func upload(
    _ method: Method<Common.FileChunk, Common.ImportReport>, _ client: MeshClient,
    _ file: [UInt8], until resume: AsyncStream<Void>
  ) -> HeldCall {
    HeldCall(method.descriptor.fullName) { underWay in
      _ = try await client.clientStream(method, options: .once()) { writer in
        try await writer.write(SampleUpload.opening("held.csv", file))
        underWay()
        try await pause(until: resume, writer)
        try await writer.write(Common.FileChunk(content: file))
      }
    }
  }

  /// The same for settlement lists, which answer while they are received.
  static func caseUpload(
    _ client: MeshClient, _ file: [UInt8], until resume: AsyncStream<Void>
  ) -> HeldCall {
    HeldCall(DipCasesMethods.importCases.descriptor.fullName) { underWay in
      try await client.bidirectional(DipCasesMethods.importCases, options: .once()) {
        requests, answers in
        try await requests.write(SampleUpload.opening("held.csv", file))
        var isFirst = true
        for try await _ in answers where isFirst {
          isFirst = false
          underWay()
          try await pause(until: resume, requests)
          try await requests.write(Common.FileChunk(content: file))
          requests.finish()
        }
      }
    }
  }
}

/// A file on its way to a service, as a careful client sends it.
enum SampleUpload {
  static func opening(_ name: String, _ file: [UInt8]) -> Common.FileChunk {
    Common.FileChunk(
      fileName: name, sha256: SHA256Digest(of: file).description, totalBytes: UInt64(file.count))
  }

  /// Sends a small file to a method that answers with a report.
  static func send(
    _ file: [UInt8], to method: Method<Common.FileChunk, Common.ImportReport>, _ client: MeshClient
  ) async throws -> Common.ImportReport {
    try await client.clientStream(method, options: .once()) { writer in
      try await writer.write(opening("\(method.descriptor.method).csv", file))
      try await writer.write(Common.FileChunk(content: file))
    }
  }

  /// Sends settlement lists from where the service wants them; `progress` hears of each durable
  /// step. The report of the last answer.
  static func sendLists(
    _ file: [UInt8], _ client: MeshClient, progress: @Sendable (UInt64) -> Void = { _ in }
  ) async throws -> Common.ImportReport? {
    let options = CallOptions.once(timeout: .seconds(120))
    return try await client.bidirectional(DipCasesMethods.importCases, options: options) {
      requests, answers in
      try await requests.write(opening("lists.csv", file))
      return try await withThrowingTaskGroup(of: Void.self) { sending in
        var report: Common.ImportReport?
        var hasBegun = false
        for try await answer in answers {
          progress(answer.resumeOffset)
          report = answer.report ?? report
          guard !hasBegun else { continue }
          hasBegun = true
          let start = Int(answer.resumeOffset)
          sending.addTask {
            for offset in stride(from: start, to: file.count, by: 64 << 10) {
              let end = min(offset + (64 << 10), file.count)
              try await requests.write(
                Common.FileChunk(offset: UInt64(offset), content: Array(file[offset..<end])))
            }
            requests.finish()
          }
        }
        return report
      }
    }
  }
}
