import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime

extension AreasEndpoint {
  func importAreas(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let staged = try await desk.uploads.receive(requests)
    defer { desk.uploads.discard(staged) }
    var state = ImportBoard.State()
    board.note(staged.sha256, state)
    do {
      let file = try UploadedTable(staged, as: AreaTable.self)
      var plan = AreaImport(file.rows, outcome: file.outcome)
      state.stage = .recording
      state.rowsTotal = plan.rowsTotal
      repeat {
        board.note(staged.sha256, state)
        plan = try await desk.write(context) { [plan] in try $0.importAreas(batchOf: plan) }
        state.rowsDone = plan.rowsDone
      } while !plan.isDone
      state.stage = .done
      board.note(staged.sha256, state)
      return file.report(plan.outcome.sorted)
    } catch {
      state.stage = .broken
      board.note(staged.sha256, state)
      throw error
    }
  }

  func getAreaImport(
    _ request: Registry.GetAreaImportRequest, context: ServerContext
  ) async throws -> Registry.AreaImportState {
    guard let state = board.state(of: request.importId) else {
      throw Problem(
        .notFound, "REGISTRY_IMPORT_UNKNOWN", zh: "没有正在进行或刚结束的该文件导入",
        en: "no import of that file is under way or has just ended",
        remedyZh: "请使用文件的 SHA-256 查询", remedyEn: "ask by the SHA-256 of the file",
        details: [Problem.Detail("import_id", String(request.importId.prefix(64)))])
    }
    return Registry.AreaImportState(
      stage: state.stage.message, rowsDone: UInt64(state.rowsDone),
      rowsTotal: UInt64(state.rowsTotal))
  }

  func importAdjacency(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await UploadedTable(
      requests, as: AdjacencyTable.self, staging: desk.uploads)
    return file.report(
      try await desk.write(context) { try $0.importAdjacency(file.rows, outcome: file.outcome) })
  }

  func exportAreas(
    _ request: Registry.ExportAreasRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let subtree = request.subtree.isEmpty ? nil : try AreaCode(parsing: request.subtree)
    let today = try desk.today
    let content = try await desk.read { reader in
      var table = TableWriter(AreaTable.self)
      try reader.exportAreas(subtree: subtree, on: today) { table.write($0) }
      return table.takeBytes()
    }
    try await DownloadedTable(fileName: "areas.csv", content: content).write(to: responses)
  }

  func exportAdjacency(
    _ request: Registry.ExportAdjacencyRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let content = try await desk.read { reader in
      var table = TableWriter(AdjacencyTable.self)
      try reader.exportAdjacency { table.write($0) }
      return table.takeBytes()
    }
    try await DownloadedTable(fileName: "adjacency.csv", content: content).write(to: responses)
  }
}

extension ImportBoard.Stage {
  fileprivate var message: Registry.AreaImportStage {
    switch self {
    case .reading: .reading
    case .recording: .recording
    case .done: .done
    case .broken: .broken
    }
  }
}
