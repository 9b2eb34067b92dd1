import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Areas over the mesh.
struct AreasEndpoint: RegistryAreas {
  let desk: RegistryDesk

  func getArea(
    _ request: Registry.GetAreaRequest, context: ServerContext
  ) async throws -> Registry.GetAreaResponse {
    let code = try AreaCode(parsing: request.code)
    let asOf = try desk.asOf(request.asOf)
    let found = try await desk.read { reader in
      request.followSuccessors
        ? try reader.areaOrSuccessors(code, asOf: asOf)
        : try [reader.area(code, asOf: asOf)].compactMap { $0 }
    }
    guard !found.isEmpty else {
      let successors = try await desk.read { try $0.successors(of: code, asOf: asOf) }
      throw Problem.unknownFact(
        "\(code)", on: asOf.day,
        details: successors.map { Problem.Detail("successor", "\($0)") })
    }
    return Registry.GetAreaResponse(areas: found.map { Registry.Area($0) })
  }

  func listAreas(
    _ request: Registry.ListAreasRequest, context: ServerContext
  ) async throws -> Registry.ListAreasResponse {
    var filter = RegistryReader.AreaFilter()
    filter.subtree = request.subtree.isEmpty ? nil : try AreaCode(parsing: request.subtree)
    filter.levels = try request.levels.map { try AreaCode.Level($0) }
    filter.kinds = try request.kinds.map { try AreaKind($0, "kinds") }
    filter.query = request.query
    let asOf = try desk.asOf(request.asOf)
    let page = Page(size: request.pageSize, token: request.pageToken)
    let found = try await desk.read { [filter] in
      try $0.areas(filter, asOf: asOf, page: page)
    }
    let (shown, next) = page.cut(found) { "\($0.fact.code)" }
    return Registry.ListAreasResponse(
      areas: shown.map { Registry.Area($0) }, nextPageToken: next)
  }

  func areaHistory(
    _ request: Registry.AreaHistoryRequest, context: ServerContext
  ) async throws -> Registry.AreaHistoryResponse {
    let code = try AreaCode(parsing: request.code)
    let versions = try await desk.read { try $0.history(ofArea: code) }
    return Registry.AreaHistoryResponse(versions: versions.map { Registry.Area($0) })
  }

  func importAreas(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await UploadedTable(
      requests, as: AreaTable.self, staging: desk.uploads)
    return file.report(
      try await desk.write(context) { try $0.importAreas(file.rows, outcome: file.outcome) })
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
}
