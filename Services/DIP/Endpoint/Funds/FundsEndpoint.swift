import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store

/// Funds and institutions over the mesh.
struct FundsEndpoint: DipFunds {
  let database: Database
  let directory: InstitutionDirectory
  let clock: @Sendable () -> Timestamp

  func putFunds(
    _ request: Dip.PutFundsRequest, context: ServerContext
  ) async throws -> Dip.PutFundsResponse {
    try CallerScope(context).requireBureau()
    let sheet = try FundSheet(request.sheet ?? Dip.FundSheet(), storedAt: clock())
    return try await database.write { transaction in
      try transaction.once(context, request, at: sheet.storedAt) {
        let (version, unchanged) = try FundTable.insert(sheet, in: transaction)
        if !unchanged {
          var stored = sheet
          stored.version = version
          try database.outbox.append(
            kind: "dip.funds.stored", subject: "\(sheet.region) \(sheet.period)",
            Dip.FundSheet(stored), at: sheet.storedAt, in: transaction)
        }
        return Dip.PutFundsResponse(version: UInt32(version), unchanged: unchanged)
      }
    }
  }

  func getFunds(
    _ request: Dip.GetFundsRequest, context: ServerContext
  ) async throws -> Dip.FundSheet {
    let region = try AreaCode(parsing: request.region).description
    let period = try SettlementPeriod(parsing: request.period).description
    let found = try await database.read {
      try FundTable.find(
        region: region, period: period, version: Int(request.version), in: $0)
    }
    guard let found else { throw Problem.fundsMissing(region, period) }
    var sheet = Dip.FundSheet(found)
    let scope = CallerScope(context)
    sheet.institutions.removeAll { !scope.sees($0.institutionCode) }
    return sheet
  }

  func putInstitutions(
    _ request: Dip.PutInstitutionsRequest, context: ServerContext
  ) async throws -> Dip.PutInstitutionsResponse {
    try CallerScope(context).requireBureau()
    let day = try Day(parsing: request.asOf)
    let institutions = try request.institutions.map { try StoredInstitution($0) }
    try Self.refuseRepeated(institutions)
    let consortia = try request.consortia.map { try Consortium($0) }
    let digest = StoredInstitution.digest(of: institutions, consortia).description
    let now = clock()
    return try await database.write { transaction in
      try transaction.once(context, request, at: now) {
        let known = try Self.known(asOf: day, in: transaction)
        let changed = Set(institutions).subtracting(known).count
        let newest = try InstitutionTable.newest(asOf: day, in: transaction)
        if newest?.digest != digest {
          _ = try InstitutionTable.insert(
            institutions, consortia: consortia, asOf: day, source: .put, registryRecorded: 0,
            at: now, in: transaction)
        }
        return Dip.PutInstitutionsResponse(
          institutions: UInt32(institutions.count), changed: UInt32(changed))
      }
    }
  }

  func syncInstitutions(
    _ request: Dip.SyncInstitutionsRequest, context: ServerContext
  ) async throws -> Dip.SyncInstitutionsResponse {
    try CallerScope(context).requireBureau()
    let day = try Day(parsing: request.asOf)
    let region = try request.region.isEmpty ? nil : AreaCode(parsing: request.region)
    let known = try await database.read { try Self.known(asOf: day, in: $0) }
    let copy = try await directory.synchronise(region: region, on: day)
    let present = try await database.read {
      try InstitutionTable.institutions(digest: copy.digest, in: $0)
    }
    return Dip.SyncInstitutionsResponse(
      copy: Dip.InstitutionCopy(copy, isStale: false),
      changed: UInt32(Set(present).subtracting(known).count))
  }

  func listInstitutions(
    _ request: Dip.ListInstitutionsRequest, context: ServerContext
  ) async throws -> Dip.ListInstitutionsResponse {
    let day = try request.asOf.isEmpty ? nil : Day(parsing: request.asOf)
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let found = try await database.read {
      connection -> (
        copy: InstitutionCopy, rows: [StoredInstitution], consortia: [Consortium]
      )? in
      let copy =
        try day.map { try InstitutionTable.newest(asOf: $0, in: connection) }
        ?? InstitutionTable.newest(in: connection)
      guard let copy else { return nil }
      let rows = try InstitutionTable.institutions(
        digest: copy.digest, after: page.token, limit: page.limit, in: connection)
      let consortia =
        page.token.isEmpty
        ? try InstitutionTable.consortia(digest: copy.digest, in: connection) : []
      return (copy, rows, consortia)
    }
    guard let found else { return Dip.ListInstitutionsResponse() }
    let (rows, next) = page.cut(found.rows) { $0.code }
    return Dip.ListInstitutionsResponse(
      institutions: rows.map { Dip.DipInstitution($0) },
      copy: Dip.InstitutionCopy(found.copy, isStale: false), nextPageToken: next,
      consortia: found.consortia.map { Dip.DipConsortium($0) })
  }

  private static func known(
    asOf day: Day, in connection: Connection
  ) throws -> Set<StoredInstitution> {
    guard let copy = try InstitutionTable.newest(asOf: day, in: connection) else { return [] }
    return Set(try InstitutionTable.institutions(digest: copy.digest, in: connection))
  }

  private static func refuseRepeated(_ institutions: [StoredInstitution]) throws(Problem) {
    var codes: Set<String> = []
    for institution in institutions where !codes.insert(institution.code).inserted {
      throw Problem(
        .invalidInput, "DIP_INSTITUTION_TWICE", zh: "机构 \(institution.code) 出现两次。",
        en: "Institution \(institution.code) is there twice.", remedyZh: "请删除重复行。",
        remedyEn: "Remove one of them.")
    }
  }
}

extension Problem {
  static func fundsMissing(_ region: String, _ period: String) -> Problem {
    Problem(
      .notFound, "DIP_FUNDS_MISSING", zh: "没有 \(region) \(period) 的基金表。",
      en: "There is no fund sheet of \(region) \(period).",
      remedyZh: "请核对统筹区与结算期，或先用 healthmesh funds set 填报基金表。",
      remedyEn: "Check region and period, or state it first with `healthmesh funds set`.")
  }
}
