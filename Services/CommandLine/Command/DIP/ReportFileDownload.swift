import Contract
import Glibc
import Mesh
import Messages
import Quantities

/// Fetches a report as a file, to a path or to standard output.
struct ReportFileDownload {
  let client: MeshClient

  /// - Parameter path: a file that is replaced when the whole report has come; nil writes to standard
  ///   output.
  /// - Throws: `CLI_FILE_UNWRITABLE`, and what the service answers.
  func run(_ request: Dip.ExportReportRequest, to path: String?) async throws {
    let options = CallOptions(timeout: .seconds(1800))
    guard let path else {
      for try await chunk in try await client.serverStream(
        DipReportsMethods.exportReport, request, options: options)
      {
        Terminal.bytes(chunk.content)
      }
      return
    }
    let part = path + ".part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WholeFile.unwritable(path) }
    defer { close(descriptor) }
    do {
      try await Waiting.for(Terminal.language("生成报表", "Writing the report")) { [client] in
        for try await chunk in try await client.serverStream(
          DipReportsMethods.exportReport, request, options: options)
        {
          guard WholeFile.write(chunk.content, to: descriptor) else {
            throw WholeFile.unwritable(path)
          }
        }
      }
    } catch {
      unlink(part)
      throw error
    }
    guard rename(part, path) == 0 else { throw WholeFile.unwritable(path) }
    Terminal.error(Terminal.language("已写入 \(path)", "written: \(path)"))
  }
}
