import Contract
import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Store

/// Teams and panels over the mesh.
struct TeamsEndpoint: ContractingTeams {
  let region: Region

  func `import`(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    var report = try await region.importRows(
      RowImport<TeamEntry>.teams, requests, kind: "teams.imported")
    if let registry = region.registry {
      let today = try region.clock.today()
      report.notices += try await region.database.read {
        try TeamComparison(with: registry, on: today, in: $0)?.notices ?? []
      }
    }
    return report
  }

  func get(
    _ request: Contracting.GetTeamRequest, context: ServerContext
  ) async throws -> Contracting.Team {
    let id = try Field.required(request.teamId, "team_id")
    return Contracting.Team(try await region.database.read { try TeamTable.get(id, in: $0) })
  }

  func list(
    _ request: Contracting.ListTeamsRequest, context: ServerContext
  ) async throws -> Contracting.ListTeamsResponse {
    let limit = try Field.pageSize(request.pageSize)
    let filter = TeamTable.Filter(
      institutionCode: request.institutionCode,
      area: try Field.area(request.areaCode, "area_code"), doctorID: request.doctorId)
    let page = try await region.database.read {
      try TeamTable.list(filter, after: request.pageToken, limit: limit, in: $0)
    }
    return Contracting.ListTeamsResponse(
      teams: page.items.map { Contracting.Team($0) }, nextPageToken: page.next ?? "")
  }

  func getPanel(
    _ request: Contracting.GetPanelRequest, context: ServerContext
  ) async throws -> Contracting.Panel {
    let day = try region.day(request.asOf, "as_of")
    let doctor = try Field.required(request.doctorId, "doctor_id")
    let used = try await region.database.read {
      try PanelCalendar.used(doctor, on: day, in: $0)
    }
    return Contracting.Panel(
      doctorId: doctor, asOf: day.description, used: UInt32(used),
      limit: UInt32(region.rules.panelLimit), limitAssumed: region.rules.panelLimitIsAssumed)
  }
}
