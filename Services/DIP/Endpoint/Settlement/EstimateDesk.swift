import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store
import Tabular

/// Answers what one case would get, from policy, catalogue and institutions kept in memory.
final class EstimateDesk: Sendable {
  /// What estimates under one policy need, compiled.
  private struct Tables: Sendable {
    var policy: StoredPolicy
    var catalogueHash: String
    var codes: CodeTable?
    var grouper: Grouper
    var classifier: AuxiliaryClassifier
    var scoring: ScoringTables
    /// Packages of the newest run, or of the policy before there is one.
    var roster: ConsortiumRoster?
    var settled: SettledRates
  }

  /// Point values and pay ratios of the newest run.
  private struct SettledRates: Sendable {
    private var accounts: [AccountKey: PaymentRate] = [:]
    private var pools: [SettlementBooks.PoolKey: PaymentRate] = [:]
    /// Pools of several packages are told apart by their code.
    private(set) var hasPackages = false

    init() {}

    init(_ run: StoredRun, _ lines: [StatementLine], _ rule: ElasticRule?) {
      func code(_ text: String) -> String? { text.isEmpty ? nil : text }
      func rate(
        _ pointValue: String, _ payRatio: String, _ elastic: PaymentRate.Elastic?
      ) -> PaymentRate? {
        BigRatio(stored: pointValue).map {
          PaymentRate(
            pointValue: $0, payRatio: BigRatio(stored: payRatio), elastic: elastic)
        }
      }
      hasPackages = run.packages.count > 1
      var elastic: [SettlementBooks.PoolKey: PaymentRate.Elastic] = [:]
      for pool in run.pools {
        let insurance = pool.insuranceType == 0 ? nil : String(pool.insuranceType)
        let key = SettlementBooks.PoolKey(
          insurance: insurance, consortium: code(pool.consortium))
        elastic[key] = Self.values(of: pool, rule)
        pools[key] = rate(pool.pointValue, pool.payRatio, elastic[key])
      }
      for line in lines {
        let key = AccountKey(
          institution: line.institutionCode, insurance: code(line.insuranceCode),
          consortium: code(line.consortium))
        let pool = SettlementBooks.PoolKey(insurance: key.insurance, consortium: key.consortium)
        accounts[key] = rate(line.pointValue, line.payRatio, elastic[pool])
      }
    }

    /// The two values of a pool, where the policy fixes shares of groups.
    private static func values(
      of pool: StoredRun.Pool, _ rule: ElasticRule?
    ) -> PaymentRate.Elastic? {
      switch rule?.form {
      case nil, .volume: return nil
      case .severity, .rigidCost:
        guard let base = BigRatio(stored: pool.baseValue),
          let increment = BigRatio(stored: pool.incrementValue)
        else { return nil }
        return PaymentRate.Elastic(fixed: base, floating: increment)
      }
    }

    /// Of the institution, which may have a pay ratio or elastic value of its own, else of the pool.
    func rate(institution: String, insurance: String?, consortium: String?) -> PaymentRate? {
      let consortium = hasPackages ? consortium : nil
      return accounts[
        AccountKey(institution: institution, insurance: insurance, consortium: consortium)]
        ?? pools[.init(insurance: insurance, consortium: consortium)]
    }
  }

  /// What the answers depend on: any change in the database's documents makes another key.
  private struct Key: Hashable, Sendable {
    var policyHash: String
    var catalogueHash: String
    var institutionCopy: Int64
    var newestRun: String
  }

  private static let capacity = 4
  private let database: Database
  private let shelf: DocumentShelf
  private let tables = Guarded<[Key: Tables]>([:])

  init(database: Database, shelf: DocumentShelf) {
    self.database = database
    self.shelf = shelf
  }

  /// - Throws: the problem of what is missing, and `DIP_ESTIMATE_LIST_INVALID` with every rule that
  ///   the list breaks.
  func estimate(_ request: Dip.EstimateRequest) async throws -> Dip.EstimateResponse {
    let list = try Self.list(request.list ?? Dip.SettlementList())
    let tables = try await database.read { try self.tables(request, list, in: $0) }
    if let codes = tables.codes {
      // Which table holds is known only once the list was read.
      _ = try Self.list(
        request.list ?? Dip.SettlementList(), codes: CodeTables(everywhere: codes))
    }
    let stated = try request.pointValue.isEmpty ? nil : Decimal(parsing: request.pointValue)
    var source = "none"
    let account = try Self.account(of: list, tables) { institution, insurance, consortium in
      let settled = tables.settled.rate(
        institution: institution, insurance: insurance, consortium: consortium)
      let rate = Self.rate(tables, settled: settled, stated: stated)
      source = rate.source
      return rate.rate
    }
    return Self.answer(account, tables, pointValueFrom: source)
  }

  /// A stored list scored by the newest policy of its region and year of discharge, without a point
  /// value: for the review of special cases.
  func account(
    of list: Case
  ) async throws -> (policy: Policy, catalogue: Catalogue, account: CaseAccount) {
    let tables = try await database.read { try self.tables(Dip.EstimateRequest(), list, in: $0) }
    let account = try Self.account(of: list, tables) { _, _, _ in nil }
    return (tables.scoring.policy, tables.grouper.catalogue, account)
  }

  /// - Parameter rate: by institution, insurance (nil when pools are merged) and code of the package.
  private static func account(
    of list: Case, _ tables: Tables,
    rate: (_ institution: String, _ insurance: String?, _ consortium: String?) -> PaymentRate?
  ) throws -> CaseAccount {
    var consortium: String?
    switch tables.roster?.place(
      institution: list.institution, area: list.area, day: list.discharge.day)
    {
    case nil: break
    case .inside(let place): consortium = tables.roster?.consortia[place].code
    case let place?:
      return try CaseAccount(
        list, grouper: tables.grouper, classifier: tables.classifier,
        elsewhere: place.reason ?? "")
    }
    let policy = tables.scoring.policy
    return try CaseAccount(
      list, grouper: tables.grouper, classifier: tables.classifier, tables: tables.scoring,
      elsewhere: .refused
    ) { institution, pool in
      rate(
        tables.scoring.institutions[institution].code,
        policy.pools.merged ? nil : policy.pools.types[pool], consortium)
    }
  }

  /// The list as the parser reads it.
  private static func list(
    _ message: Dip.SettlementList, codes: CodeTables = .none
  ) throws -> Case {
    var columns = CaseColumns()
    var details: [Problem.Detail] = []
    try ListRows(message).readEach(codes: codes) { record, parser in
      details += parser.parse(record, into: &columns).map {
        Problem.Detail($0.column, "\($0.code): \($0.message.zh) / \($0.message.en)")
      }
    }
    guard details.isEmpty, columns.count == 1 else {
      throw Problem(
        .invalidInput, "DIP_ESTIMATE_LIST_INVALID", zh: "清单有 \(details.count) 处不符合填写规则。",
        en: "The list breaks \(details.count) rules.", remedyZh: "请按明细逐项修正。",
        remedyEn: "Correct what the details name.", details: details)
    }
    return columns[0]
  }

  private func tables(
    _ request: Dip.EstimateRequest, _ list: Case, in connection: Connection
  ) throws -> Tables {
    let stored = try Self.policy(request, list, in: connection)
    let policy = try shelf.policy(stored)
    let catalogue = try DocumentShelf.stored(policy.catalogue, in: connection)
    let year = policy.year
    guard let copy = try InstitutionTable.nearest(to: year.lastDay, in: connection) else {
      throw Problem(
        .failedPrecondition, "DIP_INSTITUTIONS_MISSING", zh: "没有机构名单。",
        en: "There are no institutions.", remedyZh: "请先同步或提交机构名单。",
        remedyEn: "Synchronise or put the institutions first.")
    }
    let run = try RunTable.newest(
      region: stored.region, period: year.description, in: connection)
    let key = Key(
      policyHash: stored.hash, catalogueHash: catalogue.hash, institutionCopy: copy.number,
      newestRun: run?.runID ?? "")
    if let known = tables.withLock({ $0[key] }) { return known }
    let loaded = try shelf.catalogue(hash: catalogue.hash, in: connection)
    let institutions = try InstitutionTable.institutions(digest: copy.digest, in: connection)
    let compiled = Tables(
      policy: stored, catalogueHash: catalogue.hash, codes: loaded.acceptedCodes(policy.codes),
      grouper: try Grouper(catalogue: loaded, policy: policy),
      classifier: try AuxiliaryClassifier(policy: policy, catalogue: loaded),
      scoring: try ScoringTables(
        policy: policy, groups: loaded.scoringGroups,
        institutions: try institutions.map { try RegionInstitution($0).scoring }),
      roster: try Self.roster(policy, copy, run, in: connection),
      settled: try run.map { run in
        let lines = try RunTable.lines(runID: run.runID, institutionCode: "", in: connection)
        return SettledRates(run, lines, policy.payment.elastic)
      } ?? SettledRates())
    tables.withLock { tables in
      if tables.count >= Self.capacity { tables.removeAll() }
      tables[key] = compiled
    }
    return compiled
  }

  /// The policy that is named, or the newest one of an area that contains the insured's.
  private static func policy(
    _ request: Dip.EstimateRequest, _ list: Case, in connection: Connection
  ) throws -> StoredPolicy {
    let year = list.discharge.day.year
    let area = try AreaCode(parsing: String(list.area))
    guard request.policy.isEmpty else {
      return try DocumentShelf.stored(
        name: request.policy, version: Int(request.policyVersion), region: area, year: year,
        in: connection)
    }
    for level in [AreaCode.Level.county, .prefecture, .province] {
      guard let region = area.ancestor(at: level) else { continue }
      let found = try PolicyTable.newest(
        region: region.description, year: Int(year.number), in: connection)
      if let found { return found }
    }
    return try DocumentShelf.stored(name: "", version: 0, region: area, year: year, in: connection)
  }

  /// The consortia whose packages the newest run settled; before there is one, the one that the policy's
  /// general hospital leads.
  private static func roster(
    _ policy: Policy, _ copy: InstitutionCopy, _ run: StoredRun?, in connection: Connection
  ) throws -> ConsortiumRoster? {
    guard let rule = policy.consortium else { return nil }
    let settled = Set(run?.packages.map(\.code).filter { !$0.isEmpty } ?? [])
    let known = try InstitutionTable.consortia(digest: copy.digest, in: connection).filter {
      settled.isEmpty ? $0.lead == rule.lead : settled.contains($0.code)
    }
    return known.isEmpty ? nil : try ConsortiumRoster(known)
  }

  /// The point value to estimate with: the caller's, else the newest run's, else the year's start.
  private static func rate(
    _ tables: Tables, settled: PaymentRate?, stated: Decimal?
  ) -> (rate: PaymentRate?, source: String) {
    if let stated {
      return (PaymentRate(pointValue: BigRatio(stated), payRatio: nil), "POINT_VALUE_STATED")
    }
    if let settled { return (settled, "POINT_VALUE_OF_NEWEST_RUN") }
    guard let start = tables.scoring.policy.payment.yearStartPointValue else {
      return (nil, "POINT_VALUE_MISSING")
    }
    return (PaymentRate(pointValue: BigRatio(start), payRatio: nil), "POINT_VALUE_OF_YEAR_START")
  }

  private static func answer(
    _ account: CaseAccount, _ tables: Tables, pointValueFrom source: String
  ) -> Dip.EstimateResponse {
    let scoring = account.scoring
    let reasons = account.reasons + (scoring == nil ? [] : [source])
    return Dip.EstimateResponse(
      groupCode: account.groupCode(tables.scoring.policy.auxiliary),
      groupName: account.group?.name ?? "",
      stage: account.stage, baseScore: scoring?.baseScore ?? "",
      caseScore: scoring?.caseScore ?? "",
      costBand: scoring.map { $0.review == .none ? $0.costBand.rawValue : "review" } ?? "",
      pointValue: scoring?.factors.first { $0.name == "point_value" }?.value ?? "",
      paymentFen: scoring?.payment?.fen ?? 0, totalCostFen: account.list.cost.total.fen,
      factors: scoring?.factors.map { Dip.Factor($0) } ?? [],
      reasons: reasons, policyHash: tables.policy.hash, catalogueHash: tables.catalogueHash,
      reasonWords: reasons.map { Common.Bilingual(ReasonWords.of($0)) })
  }
}
