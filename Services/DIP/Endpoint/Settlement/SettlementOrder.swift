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
  /// Cases that are settled apart.
  var specialCases: [SpecialOutcome] = []
  /// Accepted ones that are about an earlier version of their list.
  var lapsedSpecialCases: [LapsedSpecialCase] = []
  /// Months whose advances are taken.
  var months: [MonthReference] = []
  /// Of a month under packages: codes of the consortia that advance.
  var consortia: [String] = []

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
      institutionsStale: institutionsAreStale, specialCases: specialCases, months: months,
      lapsedSpecialCases: lapsedSpecialCases, consortia: consortia)
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
    specialCases = inputs.specialCases
    lapsedSpecialCases = inputs.lapsedSpecialCases
    months = inputs.months
    consortia = inputs.consortia
  }

  /// What a settlement is asked for.
  struct Wish {
    var region: AreaCode
    var period: SettlementPeriod
    /// Empty takes the newest policy of region and year.
    var policy: String
    /// 0 takes the newest of the name.
    var policyVersion: Int
  }

  /// The order that a wish comes to as things stand. Throws the `Problem` of what is missing, and
  /// `DIP_ADVANCES_TWICE` when the year's sheet and its months both state advances.
  init(
    _ wish: Wish, institutions: InstitutionCopy, isStale: Bool, shelf: DocumentShelf,
    in connection: Connection
  ) throws {
    let funds = try FundTable.find(
      region: wish.region.description, period: wish.period.description, version: 0,
      in: connection)
    guard let funds else {
      throw Problem.fundsMissing(wish.region.description, wish.period.description)
    }
    try self.init(
      wish, funds: funds, institutions: institutions, isStale: isStale, shelf: shelf,
      in: connection)
    (specialCases, lapsedSpecialCases) = try SpecialCaseTable.accepted(
      region: region.description, from: period.firstDay, through: period.lastDay,
      in: connection)
    guard case .year(let year) = period else { return }
    months = try Self.months(
      funds,
      MonthTable.references(
        region: region.description, year: Int(year.number), in: connection))
  }

  /// The order of a month's advances, which needs no fund sheet and settles nothing apart; the debts
  /// of the latest month before it are carried in. Throws `DIP_PACKAGES_UNSTATED` too.
  init(
    month: Month, _ wish: Wish, institutions: InstitutionCopy, isStale: Bool,
    shelf: DocumentShelf, in connection: Connection
  ) throws {
    let sheet = try FundTable.find(
      region: wish.region.description, period: month.description, version: 0, in: connection)
    try self.init(
      wish,
      funds: sheet
        ?? FundSheet(
          region: wish.region.description, period: month.description, pools: [],
          institutions: [], storedAt: Timestamp(milliseconds: 0)),
      institutions: institutions, isStale: isStale, shelf: shelf, in: connection)
    let before = try MonthTable.references(
      region: region.description, year: Int(month.year.number), in: connection
    ).last { $0.month < month.description }
    months = before.map { [$0] } ?? []
    consortia = try advancing(month, sheet, shelf, in: connection)
  }

  private init(
    _ wish: Wish, funds: FundSheet, institutions: InstitutionCopy, isStale: Bool,
    shelf: DocumentShelf, in connection: Connection
  ) throws {
    region = wish.region
    period = wish.period
    policy = try DocumentShelf.stored(
      name: wish.policy, version: wish.policyVersion, region: region, year: period.year,
      in: connection)
    guard policy.region == region.description, policy.year == Int(period.year.number) else {
      throw Problem(
        .failedPrecondition, "DIP_POLICY_OF_OTHER_REGION",
        zh: "政策 \(policy.name) 属于 \(policy.region) \(policy.year) 年。",
        en: "Policy \(policy.name) is for \(policy.region), \(policy.year).",
        remedyZh: "请选择本地区本年度的政策。", remedyEn: "Choose the policy of this region and year.")
    }
    catalogue = try DocumentShelf.stored(shelf.policy(policy).catalogue, in: connection)
    self.funds = funds
    self.institutions = institutions
    institutionsAreStale = isStale
    listRevision = try SettlementListTable.currentRevision(in: connection)
  }

  /// The months that the year's advances come from, by what the sheet says.
  private static func months(
    _ sheet: FundSheet, _ known: [MonthReference]
  ) throws(Problem) -> [MonthReference] {
    switch sheet.advances {
    case .sheet: return []
    case .months:
      guard !known.isEmpty else { throw monthsMissing(sheet) }
      return known
    case .unstated:
      guard !known.isEmpty else { return [] }
      guard sheet.institutions.allSatisfy({ $0.prepaid == .zero }) else {
        throw advancesTwice(sheet, known)
      }
      return known
    }
  }

  private static func advancesTwice(_ sheet: FundSheet, _ known: [MonthReference]) -> Problem {
    Problem(
      .failedPrecondition, "DIP_ADVANCES_TWICE",
      zh: "基金表填有预拨，又有 \(known.count) 个月的月预结算，预拨会重复计算。",
      en:
        "The fund sheet states advances and there are statements of \(known.count) months: they would count twice.",
      remedyZh: "请在基金表中写明 advances：取基金表（SHEET）或取月预结算（MONTHS，并清空预拨）。",
      remedyEn:
        "State advances on the fund sheet: SHEET, or MONTHS with the sheet's own figures removed.",
      details: [Problem.Detail("fund_sheet", "\(sheet.region) \(sheet.period)")]
        + known.map { Problem.Detail("month", $0.month) })
  }

  private static func monthsMissing(_ sheet: FundSheet) -> Problem {
    Problem(
      .failedPrecondition, "DIP_MONTHS_MISSING",
      zh: "基金表的预拨取自月预结算，但 \(sheet.period) 年没有月预结算。",
      en:
        "The fund sheet takes advances from the months, and no month of \(sheet.period) was settled.",
      remedyZh: "请先做月预结算（healthmesh dip month），或改用基金表的预拨。",
      remedyEn:
        "Settle the months first (healthmesh dip month), or state the advances on the sheet.")
  }

  private static func inputLost(_ run: StoredRun) -> Problem {
    Problem(
      .dataLoss, "DIP_RUN_INPUT_LOST", zh: "结算 \(run.runID) 的输入已不完整。",
      en: "An input of run \(run.runID) is gone.", remedyZh: "请从备份恢复数据库。",
      remedyEn: "Restore the database from a backup.")
  }
}
