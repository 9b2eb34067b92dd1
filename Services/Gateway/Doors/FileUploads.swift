import Contract
import Glibc
import HTTPTypes
import Hummingbird
import Mesh
import Messages
import Quantities

/// `POST /v1/files/{service}/{Method}?name=FILE` with the file as the body: for every method that
/// takes a stream of `FileChunk`.
///
/// The body is spooled to a temporary file first, because the first chunk names the size and the
/// digest of the whole: that is what makes an interrupted import continue where it stopped.
struct FileUploads: Sendable {
  let client: MeshClient
  /// Folder for spooled bodies, on the gateway's data disk.
  let spoolFolder: String

  /// A year of settlement lists of a large prefecture is below this.
  static let maximumBytes = 4 << 30
  private static let chunkBytes = 256 << 10

  func answer(
    _ request: Request, service: String, method: String, fileName: String
  ) async throws(RPCError) -> Response {
    let name = "\(service)/\(method)"
    guard let contract = ContractTable.method(named: name),
      contract.requestName == Common.FileChunk.fullName
    else { throw .unknownMethod(name) }
    let options = try CallOptions(headers: request.headers)
    do {
      let spool = try await SpooledFile.receive(
        request.body, named: fileName, in: spoolFolder, limit: Self.maximumBytes)
      switch contract.descriptor.kind {
      case .clientStreaming:
        let report = try await client.clientStream(contract.descriptor, options: options) {
          writer in
          try await spool.send(to: writer, from: 0, chunkBytes: Self.chunkBytes)
        }
        let json = try report.withUnsafeBytes { bytes throws(CodingError) in
          try contract.jsonResponse(encoded: bytes, includingDefaults: true)
        }
        return Response(
          status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
          body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
      case .bidirectional: return progress(spool, contract, options)
      default: throw RPCError.unknownMethod(name)
      }
    } catch {
      throw RPCError(hiding: error)
    }
  }

  /// Sends the file and answers with a line for each step that is durable.
  private func progress(
    _ spool: SpooledFile, _ contract: ContractMethod, _ options: CallOptions
  ) -> Response {
    let client = client
    return Response(
      status: .ok, headers: [.contentType: "application/x-ndjson; charset=utf-8"],
      body: ResponseBody { writer in
        let (lines, sink) = AsyncStream.makeStream(of: ByteBuffer.self)
        async let call: Void = client.bidirectional(contract.descriptor, options: options) {
          requests, answers in
          defer { sink.finish() }
          try await requests.write(Payload(try spool.opening.encoded()))
          var sending: Task<Void, any Error>?
          defer { sending?.cancel() }
          for try await answer in answers {
            sink.yield(try NDJSON.line(answer, contract))
            if sending == nil {
              let progress = try answer.withUnsafeBytes { bytes throws(CodingError) in
                try Dip.ImportCasesProgress(encoded: bytes, limits: .standard)
              }
              let offset = Int(clamping: progress.resumeOffset)
              sending = Task {
                try await spool.send(
                  to: requests, from: offset, chunkBytes: Self.chunkBytes, opening: false)
                requests.finish()
              }
            }
          }
        }
        for await line in lines { try await writer.write(line) }
        do {
          try await call
        } catch {
          try await writer.write(NDJSON.failure(RPCError(hiding: error)))
        }
        try await writer.finish(nil)
      })
  }
}
