import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Privacy
import Quantities
import Runtime
import Store

/// Residents over the mesh.
struct ResidentsEndpoint: ContractingResidents {
  let region: Region

  func `import`(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    try await region.importRows(
      RowImport.residents(vault: region.vault), requests, kind: "residents.imported")
  }

  func listImportIssues(
    _ request: Contracting.ListImportIssuesRequest, context: ServerContext
  ) async throws -> Contracting.ListImportIssuesResponse {
    let id = try Field.required(request.importId, "import_id")
    let limit = try Field.pageSize(request.pageSize)
    let after = try Field.numberToken(request.pageToken) ?? 0
    let page = try await region.database.read {
      try ImportIssueTable.list(id, after: after, limit: limit, in: $0)
    }
    return Contracting.ListImportIssuesResponse(
      issues: page.issues.map { Common.RowIssue($0) },
      nextPageToken: page.next.map { "\($0)" } ?? "")
  }

  func get(
    _ request: Contracting.GetResidentRequest, context: ServerContext
  ) async throws -> Contracting.Resident {
    let purpose = try context.purpose(request.purpose)
    let day = try region.day(request.asOf, "as_of")
    let id = try Field.required(request.residentId, "resident_id")
    let resident = try await region.database.read { try ResidentTable.get(id, in: $0) }
    try await region.record(purpose, asked: "resident_id", persons: [id], in: context)
    return Contracting.Resident(resident, on: day)
  }

  func search(
    _ request: Contracting.SearchResidentsRequest, context: ServerContext
  ) async throws -> Contracting.SearchResidentsResponse {
    let purpose = try context.purpose(request.purpose)
    let day = try region.day(request.asOf, "as_of")
    let limit = try Field.pageSize(request.pageSize)
    let identity =
      request.idNumber.isEmpty ? nil : try ResidentIdentityNumber(parsing: request.idNumber)
    let filter = ResidentTable.Filter(
      namePrefix: request.namePrefix, area: try Field.area(request.areaCode, "area_code"),
      grid: request.gridCode, group: try Field.code(request.group, "group"), asOf: day)
    let page = try await region.database.read { connection in
      var filter = filter
      if let identity {
        guard let owner = try region.vault.owner(of: identity, in: connection) else {
          return Page<Resident>.none
        }
        filter.residentID = owner
      }
      return try ResidentTable.search(
        filter, after: request.pageToken, limit: limit, in: connection)
    }
    try await region.record(
      purpose, asked: Self.conditions(request), persons: page.items.map(\.id), in: context)
    return Contracting.SearchResidentsResponse(
      residents: page.items.map { Contracting.Resident($0, on: day) },
      nextPageToken: page.next ?? "")
  }

  /// What was asked for, by name; of its values only those that mean many people.
  private static func conditions(_ request: Contracting.SearchResidentsRequest) -> String {
    [
      request.idNumber.isEmpty ? nil : "id_number",
      request.namePrefix.isEmpty ? nil : "name_prefix",
      request.areaCode.isEmpty ? nil : "area_code=\(request.areaCode)",
      request.gridCode.isEmpty ? nil : "grid_code=\(request.gridCode)",
      request.group.isEmpty ? nil : "group=\(request.group)",
    ].compactMap { $0 }.joined(separator: " ")
  }
}
