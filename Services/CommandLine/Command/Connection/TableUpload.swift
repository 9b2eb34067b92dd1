import Contract
import Mesh
import Messages

/// Sends a CSV file to a service that answers with one report at the end.
struct TableUpload {
  let client: MeshClient

  func run(
    _ file: FileUpload, to method: Method<Common.FileChunk, Common.ImportReport>
  ) async throws -> Common.ImportReport {
    try await client.clientStream(method, options: CallOptions(timeout: .seconds(1800))) { writer in
      try await writer.write(file.opening)
      try await file.send(to: writer)
    }
  }
}
