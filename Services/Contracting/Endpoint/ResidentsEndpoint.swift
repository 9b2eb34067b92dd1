import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Store

/// Residents over the mesh.
struct ResidentsEndpoint: ContractingResidents {
  let region: Region

  func `import`(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    try await region.importRows(
      RowImport.residents(key: region.identityKey), requests, kind: "residents.imported")
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
    let day = try region.day(request.asOf, "as_of")
    let id = try Field.required(request.residentId, "resident_id")
    let resident = try await region.database.read { try ResidentTable.get(id, in: $0) }
    return Contracting.Resident(resident, on: day)
  }

  func search(
    _ request: Contracting.SearchResidentsRequest, context: ServerContext
  ) async throws -> Contracting.SearchResidentsResponse {
    let day = try region.day(request.asOf, "as_of")
    let limit = try Field.pageSize(request.pageSize)
    let identity =
      request.idNumber.isEmpty ? nil : try ResidentIdentityNumber(parsing: request.idNumber)
    let filter = ResidentTable.Filter(
      identityHash: identity.map { region.identityKey.hash($0) }, namePrefix: request.namePrefix,
      area: try Field.area(request.areaCode, "area_code"), grid: request.gridCode,
      group: try Field.code(request.group, "group"), asOf: day)
    let page = try await region.database.read {
      try ResidentTable.search(filter, after: request.pageToken, limit: limit, in: $0)
    }
    return Contracting.SearchResidentsResponse(
      residents: page.items.map { Contracting.Resident($0, on: day) },
      nextPageToken: page.next ?? "")
  }
}
