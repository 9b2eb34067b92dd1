import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Areas over the mesh.
struct AreasEndpoint: RegistryAreas {
  let desk: RegistryDesk
  /// How far imports are.
  let board = ImportBoard()

  func getArea(
    _ request: Registry.GetAreaRequest, context: ServerContext
  ) async throws -> Registry.GetAreaResponse {
    let code = try AreaCode(parsing: request.code)
    let asOf = try desk.asOf(request.asOf)
    let found = try await desk.read { reader in
      var found = try [reader.area(code, asOf: asOf)].compactMap { $0 }
      if found.isEmpty, request.followSuccessors {
        found = try reader.areaOrSuccessors(code, asOf: asOf)
      }
      if found.isEmpty, request.followPredecessors {
        found = try reader.areaOrPredecessors(code, asOf: asOf)
      }
      return found
    }
    guard !found.isEmpty else {
      let successors = try await desk.read { try $0.successors(of: code, asOf: asOf) }
      throw Problem.unknownFact(
        "\(code)", on: asOf.day,
        details: successors.map { Problem.Detail("successor", "\($0)") })
    }
    return Registry.GetAreaResponse(areas: found.map { Registry.Area($0, on: asOf.day) })
  }

  func listAreas(
    _ request: Registry.ListAreasRequest, context: ServerContext
  ) async throws -> Registry.ListAreasResponse {
    var filter = RegistryReader.AreaFilter()
    filter.subtree = request.subtree.isEmpty ? nil : try AreaCode(parsing: request.subtree)
    filter.levels = try request.levels.map { try AreaCode.Level($0) }
    filter.kinds = try request.kinds.map { try AreaKind($0, "kinds") }
    filter.query = request.query
    filter.minimumResidents = request.minimumResidents
    let asOf = try desk.asOf(request.asOf)
    let page = Page(size: request.pageSize, token: request.pageToken)
    let found = try await desk.read { [filter] in
      try $0.areas(filter, asOf: asOf, page: page)
    }
    let (shown, next) = page.cut(found) { "\($0.fact.code)" }
    return Registry.ListAreasResponse(
      areas: shown.map { Registry.Area($0, on: asOf.day) }, nextPageToken: next)
  }

  func areaHistory(
    _ request: Registry.AreaHistoryRequest, context: ServerContext
  ) async throws -> Registry.AreaHistoryResponse {
    let code = try AreaCode(parsing: request.code)
    let versions = try await desk.read { try $0.history(ofArea: code) }
    return Registry.AreaHistoryResponse(versions: versions.map { Registry.Area($0) })
  }

  func listNeighbours(
    _ request: Registry.ListNeighboursRequest, context: ServerContext
  ) async throws -> Registry.ListNeighboursResponse {
    let code = try AreaCode(parsing: request.code)
    let asOf = try desk.asOf(request.asOf)
    let found = try await desk.read { try $0.neighbours(of: code, asOf: asOf) }
    return Registry.ListNeighboursResponse(
      areas: found.map { Registry.Area($0, on: asOf.day) })
  }

  func listAreaEvents(
    _ request: Registry.ListAreaEventsRequest, context: ServerContext
  ) async throws -> Registry.ListAreaEventsResponse {
    var filter = RegistryReader.AreaEventFilter()
    filter.under = request.under.isEmpty ? nil : try AreaCode(parsing: request.under)
    filter.kinds = try request.kinds.map { try AreaEventKind($0, "kinds") }
    if !request.fromDay.isEmpty || !request.toDay.isEmpty {
      let from = try Day(parsing: request.fromDay.isEmpty ? "0001-01-01" : request.fromDay)
      let to = try Day(parsing: request.toDay.isEmpty ? "9999-12-31" : request.toDay)
      guard from <= to else { throw Problem.invalidField("to_day", request.toDay) }
      filter.days = from...to
    }
    let code = request.code.isEmpty ? nil : try AreaCode(parsing: request.code)
    let limit = Page(size: request.pageSize, token: "").limit
    let after =
      try request.pageToken.isEmpty
      ? nil : RecordedAreaEvent.Position(token: request.pageToken)
    let found = try await desk.read { [filter] reader in
      var filter = filter
      if let code { filter.codes = try reader.lineage(of: code) }
      return try reader.areaEvents(filter, limit: limit, after: after)
    }
    let shown = found.count == limit ? Array(found.dropLast()) : found
    return Registry.ListAreaEventsResponse(
      events: shown.map { Registry.AreaEvent($0) },
      nextPageToken: found.count == limit ? shown.last?.position.token ?? "" : "")
  }

  func checkAreas(
    _ request: Registry.CheckAreasRequest, context: ServerContext
  ) async throws -> Registry.CheckAreasResponse {
    let subtree = request.subtree.isEmpty ? nil : try AreaCode(parsing: request.subtree)
    let asOf = try desk.asOf(request.asOf)
    let findings = try await desk.read {
      try $0.clinicsInConvertedStreets(in: subtree, asOf: asOf, rules: desk.rules)
    }
    return Registry.CheckAreasResponse(findings: findings.map(\.findingMessage))
  }
}
