import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

extension ServiceUnderTest {
  var specialCases: DipSpecialCasesClient { DipSpecialCasesClient(client: client) }
  var months: DipMonthsClient { DipMonthsClient(client: client) }
  var closing: DipClosingClient { DipClosingClient(client: client) }
  var packages: DipPackagesClient { DipPackagesClient(client: client) }

  /// The sample policy with special cases paid by item and with monthly advances.
  static func bookPolicy() throws -> [UInt8] {
    let text = String(decoding: try file("policies/dip10.yaml"), as: UTF8.self)
      .replacing(
        "  per_mille: 5\n",
        with: """
            per_mille: 5
            eligible: {cost_ratio: 2, multidisciplinary: true}
            payment: by_item

          """
      )
      .replacing("  method: settlement\n", with: "  method: settlement\n  year_start: 10\n")
    return Array((text + "\nmonth: {advance: 0.9, deposit: 0.05}\n").utf8)
  }

  /// The sample region with the policy of `bookPolicy` and some lists.
  static func books(
    _ count: Int, seed: UInt64, caller: Peer = Peer(identity: "bureau", roles: ["bureau"])
  ) async throws -> ServiceUnderTest {
    let service = try ServiceUnderTest(caller: caller)
    try await service.prepare()
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: bookPolicy()))
    _ = try await service.upload(lists(count, seed: seed, defectsPerMille: 0))
    return service
  }

  /// The same database as somebody else sees it.
  func seen(by identity: String, _ roles: Set<String>) throws -> ServiceUnderTest {
    try ServiceUnderTest(
      caller: Peer(identity: identity, roles: roles), temporary: temporary)
  }

  /// Lists of the region that DIP pays, in order of their identifiers.
  func inpatientLists(_ count: Int) async throws -> [Case] {
    try await temporary.database.read { connection in
      let lists = try SettlementListTable.load(
        SettlementListTable.Selection(
          region: AreaCode(parsing: Self.region), from: nil, through: nil, revision: .max),
        in: connection
      ).lists
      let members = Set(try Self.sampleInstitutions().map(\.code))
      return (0..<lists.count).map { lists[$0] }
        .filter { members.contains($0.institution) && $0.stayInDays > 1 }
        .sorted { $0.id < $1.id }.prefix(count).map { $0 }
    }
  }

  func apply(_ list: Case, reason: String = "疑难重症") async throws -> Dip.SpecialCase {
    try await specialCases.apply(
      Dip.ApplySpecialCaseRequest(
        setlId: list.id, grounds: [.multidisciplinary], reason: reason,
        evidence: "会诊记录 2025-17"))
  }

  func accept(_ list: Case, fund: Int64 = 0) async throws -> Dip.SpecialCase {
    try await specialCases.decide(
      Dip.DecideSpecialCaseRequest(
        setlId: list.id, accept: true, reason: "专家评审同意", fundFen: fund))
  }

  /// Submits a correction of a list: a higher version that cost more.
  func correct(_ list: Case, by fen: Int64) async throws {
    var corrected = list
    corrected.version += 1
    corrected.cost = try CaseCost(
      total: list.cost.total + Money(fen: fen), fund: list.cost.fund + Money(fen: fen),
      patient: list.cost.patient)
    var columns = Dip.SettlementListColumns()
    columns.append(corrected)
    _ = try await cases.submitCases(Dip.SubmitCasesRequest(columns: columns))
  }

  func statement(_ runID: String) async throws -> Dip.Statement {
    try await settlement.getStatement(Dip.GetStatementRequest(runId: runID))
  }
}
