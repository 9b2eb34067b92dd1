import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Institutions over the mesh.
struct InstitutionsEndpoint: RegistryInstitutions {
  let desk: RegistryDesk

  func getInstitution(
    _ request: Registry.GetInstitutionRequest, context: ServerContext
  ) async throws -> Registry.GetInstitutionResponse {
    let asOf = try desk.asOf(request.asOf)
    return try await desk.read { reader in
      guard let found = try reader.institution(named: request.code, asOf: asOf) else {
        throw Problem.unknownFact(String(request.code.prefix(64)), on: asOf.day)
      }
      return Registry.GetInstitutionResponse(
        institution: Registry.Institution(found),
        consortia: try reader.consortia(of: found.fact.code, asOf: asOf).map(\.text))
    }
  }

  func listInstitutions(
    _ request: Registry.ListInstitutionsRequest, context: ServerContext
  ) async throws -> Registry.ListInstitutionsResponse {
    var filter = RegistryReader.InstitutionFilter()
    filter.area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    filter.kinds = try request.kinds.map { try InstitutionKind($0, "kinds") }
    filter.levels = try request.levels.map { try InstitutionLevel($0, "levels") }
    filter.consortium =
      request.consortium.isEmpty ? nil : try RegistryCode(parsing: request.consortium)
    filter.query = request.query
    let asOf = try desk.asOf(request.asOf)
    let page = Page(size: request.pageSize, token: request.pageToken)
    let found = try await desk.read { [filter] in
      try $0.institutions(filter, asOf: asOf, page: page)
    }
    let (shown, next) = page.cut(found) { $0.fact.code.text }
    return Registry.ListInstitutionsResponse(
      institutions: shown.map { Registry.Institution($0) }, nextPageToken: next)
  }

  func institutionHistory(
    _ request: Registry.InstitutionHistoryRequest, context: ServerContext
  ) async throws -> Registry.InstitutionHistoryResponse {
    let code = try RegistryCode(parsing: request.code)
    let versions = try await desk.read { try $0.history(ofInstitution: code) }
    return Registry.InstitutionHistoryResponse(
      versions: versions.map { Registry.Institution($0) })
  }

  func institutionsAsOf(
    _ request: Registry.InstitutionsAsOfRequest, context: ServerContext
  ) async throws -> Registry.InstitutionsAsOfResponse {
    let days = try DaySpan(from: request.fromDay, to: request.toDay).days
    let area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    let recorded = request.recorded == 0 ? nil : Int64(clamping: request.recorded)
    return try await desk.read { reader in
      Registry.InstitutionsAsOfResponse(
        try reader.span(days, area: area, recorded: recorded))
    }
  }

  func openInstitution(
    _ request: Registry.OpenInstitutionRequest, context: ServerContext
  ) async throws -> Registry.InstitutionRecorded {
    let message = try Self.given(request.institution, "institution")
    let institution = try Institution(message)
    let from = try Day(parsing: message.validity?.validFrom ?? "")
    return try await desk.write(request, context) { writer in
      var answer = Self.recorded(try writer.openInstitution(institution, from: from))
      answer.findings = try writer.findings(opening: institution, from: from)
        .map(\.findingMessage)
      return answer
    }
  }

  func editInstitution(
    _ request: Registry.EditInstitutionRequest, context: ServerContext
  ) async throws -> Registry.InstitutionRecorded {
    let message = try Self.given(request.institution, "institution")
    let institution = try Institution(message)
    let from = try Day(parsing: message.validity?.validFrom ?? "")
    let expected = Int64(clamping: request.expectedRecorded)
    return try await desk.write(request, context) { writer in
      Self.recorded(
        try writer.editInstitution(institution, from: from, expected: expected))
    }
  }

  func closeInstitution(
    _ request: Registry.CloseInstitutionRequest, context: ServerContext
  ) async throws -> Registry.InstitutionRecorded {
    let code = try RegistryCode(parsing: request.code)
    let day = try Day(parsing: request.validTo)
    let expected = Int64(clamping: request.expectedRecorded)
    return try await desk.write(request, context) { writer in
      Self.recorded(try writer.closeInstitution(code, at: day, expected: expected))
    }
  }

  func importInstitutions(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await UploadedTable(
      requests, as: InstitutionTable.self, staging: desk.uploads)
    return file.report(
      try await desk.write(context) {
        try $0.importInstitutions(file.rows, outcome: file.outcome)
      })
  }

  func exportInstitutions(
    _ request: Registry.ExportInstitutionsRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    let today = try desk.today
    let content = try await desk.read { reader in
      var table = TableWriter(InstitutionTable.self)
      try reader.exportInstitutions(area: area, on: today) { table.write($0) }
      return table.takeBytes()
    }
    try await DownloadedTable(fileName: "institutions.csv", content: content)
      .write(to: responses)
  }

  private static func given<T>(_ message: T?, _ field: String) throws(Problem) -> T {
    guard let message else { throw .invalidField(field, "") }
    return message
  }

  private static func recorded(
    _ version: Version<Institution>
  ) -> Registry.InstitutionRecorded {
    Registry.InstitutionRecorded(
      institution: Registry.Institution(version), recorded: UInt64(clamping: version.recorded))
  }
}
