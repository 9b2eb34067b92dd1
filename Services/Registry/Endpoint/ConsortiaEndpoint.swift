import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Consortia and their members over the mesh.
struct ConsortiaEndpoint: RegistryConsortia {
  let desk: RegistryDesk

  func getConsortium(
    _ request: Registry.GetConsortiumRequest, context: ServerContext
  ) async throws -> Registry.GetConsortiumResponse {
    let code = try RegistryCode(parsing: request.code)
    let asOf = try desk.asOf(request.asOf)
    return try await desk.read { reader in
      guard let found = try reader.consortium(code, asOf: asOf) else {
        throw Problem.unknownFact(code.text, on: asOf.day)
      }
      return Registry.GetConsortiumResponse(
        consortium: Registry.Consortium(found),
        members: try reader.members(of: code, asOf: asOf).map { Registry.Membership($0) })
    }
  }

  func listConsortia(
    _ request: Registry.ListConsortiaRequest, context: ServerContext
  ) async throws -> Registry.ListConsortiaResponse {
    var filter = RegistryReader.ConsortiumFilter()
    filter.area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    filter.kinds = try request.kinds.map { try ConsortiumKind($0, "kinds") }
    filter.query = request.query
    let asOf = try desk.asOf(request.asOf)
    let page = Page(size: request.pageSize, token: request.pageToken)
    let found = try await desk.read { [filter] in
      try $0.consortia(filter, asOf: asOf, page: page)
    }
    let (shown, next) = page.cut(found) { $0.fact.code.text }
    return Registry.ListConsortiaResponse(
      consortia: shown.map { Registry.Consortium($0) }, nextPageToken: next)
  }

  func putConsortium(
    _ request: Registry.PutConsortiumRequest, context: ServerContext
  ) async throws -> Registry.ConsortiumRecorded {
    guard let message = request.consortium else {
      throw Problem.invalidField("consortium", "")
    }
    let consortium = try Consortium(message)
    let from = try Day(parsing: message.validity?.validFrom ?? "")
    let overrides = try overrides(request.overrides, context)
    return try await desk.write(request, context) { writer in
      let isKnown = try !writer.reader.history(ofConsortium: consortium.code).isEmpty
      return Registry.ConsortiumRecorded(
        isKnown && request.lead.isEmpty
          ? try writer.editConsortium(
            consortium, from: from, expected: Int64(clamping: request.expectedRecorded))
          : try writer.openConsortium(
            consortium, lead: RegistryCode(parsing: request.lead), from: from,
            overrides: overrides))
    }
  }

  func closeConsortium(
    _ request: Registry.CloseConsortiumRequest, context: ServerContext
  ) async throws -> Registry.ConsortiumRecorded {
    let code = try RegistryCode(parsing: request.code)
    let day = try Day(parsing: request.validTo)
    return try await desk.write(request, context) { writer in
      Registry.ConsortiumRecorded(
        try writer.closeConsortium(
          code, at: day, expected: Int64(clamping: request.expectedRecorded)))
    }
  }

  func addMember(
    _ request: Registry.AddMemberRequest, context: ServerContext
  ) async throws -> Registry.ConsortiumRecorded {
    let key = try Self.key(request.consortium, request.institution)
    let role = try MemberRole(request.role, "role", absent: .member)
    let from = try Day(parsing: request.validFrom)
    let overrides = try overrides(request.overrides, context)
    return try await desk.write(request, context) { writer in
      Registry.ConsortiumRecorded(
        try writer.addMember(key, role: role, from: from, overrides: overrides))
    }
  }

  func closeMember(
    _ request: Registry.CloseMemberRequest, context: ServerContext
  ) async throws -> Registry.ConsortiumRecorded {
    let key = try Self.key(request.consortium, request.institution)
    let day = try Day(parsing: request.validTo)
    return try await desk.write(request, context) { writer in
      Registry.ConsortiumRecorded(try writer.closeMember(key, at: day))
    }
  }

  func checkConsortium(
    _ request: Registry.CheckConsortiumRequest, context: ServerContext
  ) async throws -> Registry.CheckConsortiumResponse {
    let code = try RegistryCode(parsing: request.code)
    let asOf = try desk.asOf(request.asOf)
    let rules = desk.rules
    let check = try await desk.read { try $0.check(code, asOf: asOf, rules: rules) }
    let missing = check.missingVillageClinics
    return Registry.CheckConsortiumResponse(
      findings: check.findings.map(\.findingMessage),
      publicVillageClinics: UInt32(clamping: check.publicVillageClinics),
      publicVillageClinicsInside: UInt32(clamping: check.publicVillageClinics - missing.count),
      missingVillageClinics: missing.prefix(100).map(\.text))
  }

  func checkCounties(
    _ request: Registry.CheckCountiesRequest, context: ServerContext
  ) async throws -> Registry.CheckCountiesResponse {
    let area = try AreaCode(parsing: request.area)
    let day = try desk.asOf(request.asOf).day
    let rules = desk.rules
    let counties = try await desk.read {
      try $0.checkCounties(in: area, on: day, rules: rules)
    }
    return Registry.CheckCountiesResponse(counties)
  }

  func importConsortia(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let file = try await UploadedTable(
      requests, as: ConsortiumTable.self, staging: desk.uploads)
    return file.report(
      try await desk.write(context) {
        try $0.importConsortia(file.rows, outcome: file.outcome)
      })
  }

  func exportConsortia(
    _ request: Registry.ExportConsortiaRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let area = request.area.isEmpty ? nil : try AreaCode(parsing: request.area)
    let today = try desk.today
    let content = try await desk.read { reader in
      var table = TableWriter(ConsortiumTable.self)
      try reader.exportConsortia(area: area, on: today) { table.write($0) }
      return table.takeBytes()
    }
    try await DownloadedTable(fileName: "consortia.csv", content: content).write(to: responses)
  }

  private static func key(
    _ consortium: String, _ institution: String
  ) throws(Problem) -> Membership.Key {
    Membership.Key(
      consortium: try RegistryCode(parsing: consortium),
      institution: try RegistryCode(parsing: institution))
  }

  private func overrides(
    _ messages: [Registry.RuleOverride], _ context: ServerContext
  ) throws(Problem) -> [RuleOverride] {
    var decisions: [RuleOverride] = []
    for message in messages {
      decisions.append(try RuleOverride(message, decidedBy: context.peer.identity))
    }
    return decisions
  }
}

extension Registry.ConsortiumRecorded {
  init(_ change: ConsortiumChange) {
    self.init(
      consortium: Registry.Consortium(change.consortium),
      members: change.members.map { Registry.Membership($0) },
      findings: change.findings.map(\.findingMessage),
      recorded: UInt64(clamping: change.recorded))
  }
}
