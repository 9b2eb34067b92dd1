import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store

/// A settlement that was asked for, with every input found and fixed (结算任务).
struct SettlementOrder: Sendable {
  var region: AreaCode
  var period: SettlementPeriod
  var policy: StoredPolicy
  var catalogue: StoredCatalogue
  var funds: FundSheet
  var institutions: InstitutionCopy
  var institutionsAreStale: Bool
  var listRevision: Int64

  /// The lists of the order.
  var selection: SettlementListTable.Selection {
    get throws(Problem) {
      try SettlementListTable.Selection(
        region: region, from: period.firstDay, through: period.lastDay, revision: listRevision)
    }
  }

  /// The lists of a stored run.
  static func selection(of run: StoredRun) throws(Problem) -> SettlementListTable.Selection {
    let period = try SettlementPeriod(parsing: run.inputs.period)
    return try SettlementListTable.Selection(
      region: AreaCode(parsing: run.inputs.region), from: period.firstDay,
      through: period.lastDay, revision: run.inputs.listRevision)
  }

  /// The inputs of the run once its lists were read.
  func inputs(listDigest: SHA256Digest) -> StoredRun.Inputs {
    StoredRun.Inputs(
      region: region.description, period: period.description, policyName: policy.name,
      policyVersion: policy.version, policyHash: policy.hash, catalogueHash: catalogue.hash,
      engineVersion: Settlement.engineVersion, listRevision: listRevision,
      inputDigest: listDigest.description, fundSheetVersion: funds.version,
      fundSheetDigest: funds.digest.description, institutions: institutions,
      institutionsStale: institutionsAreStale)
  }

  /// The order of a run that was stored, to compute it again.
  init(_ run: StoredRun, in connection: Connection) throws {
    let inputs = run.inputs
    let policy = try PolicyTable.find(
      name: inputs.policyName, version: inputs.policyVersion, in: connection)
    let catalogue = try CatalogueTable.find(hash: inputs.catalogueHash, in: connection)
    let funds = try FundTable.find(
      region: inputs.region, period: inputs.period, version: inputs.fundSheetVersion,
      in: connection)
    guard let policy, let catalogue, let funds else { throw Self.inputLost(run) }
    self.policy = policy
    self.catalogue = catalogue
    self.funds = funds
    region = try AreaCode(parsing: inputs.region)
    period = try SettlementPeriod(parsing: inputs.period)
    institutions = inputs.institutions
    institutionsAreStale = inputs.institutionsStale
    listRevision = inputs.listRevision
  }

  /// The order that a request asks for. Throws the `Problem` of what is missing.
  init(
    _ request: Dip.SettleRequest, institutions: InstitutionCopy, isStale: Bool,
    shelf: DocumentShelf, in connection: Connection
  ) throws {
    region = try AreaCode(parsing: request.region)
    period = try SettlementPeriod(parsing: request.period)
    policy = try DocumentShelf.stored(
      name: request.policy, version: Int(request.policyVersion), region: region,
      year: period.year, in: connection)
    guard policy.region == region.description, policy.year == Int(period.year.number) else {
      throw Problem(
        .failedPrecondition, "DIP_POLICY_OF_OTHER_REGION",
        zh: "政策 \(policy.name) 属于 \(policy.region) \(policy.year) 年。",
        en: "Policy \(policy.name) is for \(policy.region), \(policy.year).",
        remedyZh: "请选择本地区本年度的政策。", remedyEn: "Choose the policy of this region and year.")
    }
    catalogue = try DocumentShelf.stored(
      shelf.policy(policy).catalogue, in: connection)
    let funds = try FundTable.find(
      region: region.description, period: period.description, version: 0, in: connection)
    guard let funds else {
      throw Problem.fundsMissing(region.description, period.description)
    }
    self.funds = funds
    self.institutions = institutions
    institutionsAreStale = isStale
    listRevision = try SettlementListTable.currentRevision(in: connection)
  }

  private static func inputLost(_ run: StoredRun) -> Problem {
    Problem(
      .dataLoss, "DIP_RUN_INPUT_LOST", zh: "结算 \(run.runID) 的输入已不完整。",
      en: "An input of run \(run.runID) is gone.", remedyZh: "请从备份恢复数据库。",
      remedyEn: "Restore the database from a backup.")
  }
}
