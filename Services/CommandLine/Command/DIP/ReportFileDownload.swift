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
    let chunks = try await client.serverStream(
      DipReportsMethods.exportReport, request, options: options)
    guard let path else {
      for try await chunk in chunks { Terminal.bytes(chunk.content) }
      return
    }
    let part = path + ".part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.unwritable(path) }
    defer { close(descriptor) }
    do {
      for try await chunk in chunks {
        guard WholeFile.write(chunk.content, to: descriptor) else { throw Self.unwritable(path) }
      }
    } catch {
      unlink(part)
      throw error
    }
    guard rename(part, path) == 0 else { throw Self.unwritable(path) }
    Terminal.error(Terminal.language("已写入 \(path)", "written: \(path)"))
  }

  static func unwritable(_ path: String) -> Problem {
    Problem(
      .invalidInput, "CLI_FILE_UNWRITABLE",
      zh: "无法写入文件 \(path)：\(String(cString: strerror(errno)))。",
      en: "Cannot write the file \(path): \(String(cString: strerror(errno))).",
      remedyZh: "请检查路径、权限与空间。", remedyEn: "Check the path, its rights and the space.",
      details: [.init("file", path)])
  }
}
