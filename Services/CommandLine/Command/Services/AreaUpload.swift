import Contract
import Mesh
import Messages

/// Sends a file of areas and shows how far its import is: a nation takes a while.
struct AreaUpload {
  let client: MeshClient

  /// Time between two questions for the progress.
  private static let interval = Duration.milliseconds(250)

  func run(_ file: FileUpload) async throws -> Common.ImportReport {
    let progress = ProgressLine(Terminal.language("导入", "Import"))
    let report = try await withThrowingTaskGroup(of: Common.ImportReport?.self) { group in
      group.addTask {
        try await TableUpload(client: client).run(file, to: RegistryAreasMethods.importAreas)
      }
      group.addTask {
        try await watch(file, progress)
        return nil
      }
      while let next = try await group.next() {
        if let next {
          group.cancelAll()
          return next
        }
      }
      throw CancellationError()
    }
    progress.finish("\(Figure.count(report.rowsRead)) \(Terminal.language("行", "rows"))")
    return report
  }

  /// Until the import is over. A question that fails costs a line of progress and nothing else.
  private func watch(_ file: FileUpload, _ progress: ProgressLine) async throws {
    let request = Registry.GetAreaImportRequest(importId: file.sha256)
    while true {
      do {
        try await Task.sleep(for: Self.interval)
      } catch {
        return
      }
      guard let state = try? await RegistryAreasClient(client: client).getAreaImport(request) else {
        continue
      }
      progress.update(
        state.rowsDone, of: state.rowsTotal,
        "\(Figure.count(state.rowsDone)) \(Terminal.language("行", "rows"))")
    }
  }
}
