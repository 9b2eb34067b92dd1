import Quantities
import Tabular

/// The cases of a settlement one by one (逐例结果): where each stands, what it scored and what the fund
/// pays for it, by the rules that settled them. Reports and downloads read it; it changes nothing.
public struct SettledCases: Sendable {
  public let computation: SettlementComputation
  public let grouped: GroupedLists
  /// By the number that the lists give an institution: its place in the tables, nil elsewhere.
  private let places: [Int?]
  private let pools: [InsuranceType: Int]
  private let decisions: [String: SpecialOutcome.Decision]
  private let technologies: NewTechnologyScores
  /// By package × institution × pool: what a score point is worth; nil where nothing was distributed.
  private let rates: [PaymentRate?]

  /// - Parameters:
  ///   - lists: those that the settlement was computed from, in any order.
  ///   - threads: how many group the lists again; no result depends on it.
  /// - Throws: the problems of the policy's code versions, which the settlement itself had none of.
  public init(
    _ computation: SettlementComputation, lists: CaseColumns, threads: Int
  ) throws(Problem) {
    self.computation = computation
    grouped = GroupedLists(lists, grouper: computation.grouper, threads: threads)
    let tables = computation.tables
    places = computation.places(of: lists)
    let types = tables.policy.pools.types
    pools = InsuranceType.allCases.reduce(into: [:]) { pools, type in
      pools[type] = types.firstIndex(of: type.code)
    }
    decisions = computation.special.reduce(into: [:]) { $0[$1.settlementID] = $1.decision }
    technologies = try NewTechnologyScores(computation.grouper.catalogue, tables.policy)
    rates = (0..<(computation.roster?.consortia.count ?? 1)).flatMap { package in
      tables.institutions.indices.flatMap { institution in
        types.indices.map {
          computation.rate(institution: institution, pool: $0, consortium: package)
        }
      }
    }
  }

  public var count: Int { grouped.count }
  public var lists: CaseColumns { grouped.lists }
  var tables: ScoringTables { computation.tables }
  var catalogue: Catalogue { computation.grouper.catalogue }

  /// Where a list stands in the settlement; nothing is computed for it.
  public func standing(_ index: Int) -> SettledCase {
    let result = grouped.results[index]
    var settled = SettledCase(
      index: index, standing: .elsewhere, institution: places[Int(lists.institutions[index])],
      pool: pools[lists.insurances[index]], group: result.isGrouped ? Int(result.group) : nil,
      flags: result.flags)
    guard settled.institution != nil, let package = package(of: index) else { return settled }
    settled.package = package
    if settled.pool == nil || result.group == GroupingResult.outOfScope {
      settled.standing = .outOfScope
    } else {
      settled.standing = result.isGrouped ? .grouped : .ungrouped
    }
    return settled
  }

  /// What a review made of the case; nil for ordinary ones.
  func decision(_ settled: SettledCase) -> SpecialOutcome.Decision? {
    guard !decisions.isEmpty, settled.isScored else { return nil }
    return decisions[lists.id(settled.index)]
  }

  /// The exact score by the rule for ordinary cases and the place among the deviation bands; nil when
  /// the case is not scored by it.
  func exactScore(_ settled: SettledCase) throws(Problem) -> CaseScore? {
    guard settled.isScored, let institution = settled.institution, let pool = settled.pool,
      decision(settled) == nil
    else { return nil }
    return try computation.tables(pool: pool, consortium: settled.package).exactScore(
      institution: institution, cell: cell(of: settled), pool: pool,
      cost: lists.costs[settled.index].total.fen)
  }

  /// Score on top of the case's own for new technologies; nil without any.
  func addOn(_ settled: SettledCase) throws(Problem) -> Ratio? {
    guard !technologies.isEmpty, settled.isScored, decision(settled) == nil,
      let score = try technologies.score(of: lists, settled.index)
    else { return nil }
    return try score.rounded(by: tables.policy.rounding[.caseScore]).ratio
  }

  /// What the case earns (病例分值): its score as the policy rounds it, with what new technologies add;
  /// zero for a case paid by item; nil when it is not scored. The sum over an account's cases is the
  /// account's total.
  public func score(_ settled: SettledCase) throws(Problem) -> Ratio? {
    switch decision(settled) {
    case .paidByItem: return .zero
    case .adjustedScore(let score):
      return try score.rounded(by: tables.policy.rounding[.caseScore]).ratio
    case nil: break
    }
    guard let exact = try exactScore(settled) else { return nil }
    let own = try tables.roundedScore(exact)
    guard let addOn = try addOn(settled) else { return own }
    return try own + addOn
  }

  /// What the fund pays for a case, to the fen; nil when it is not scored or nothing was distributed.
  public func payment(_ settled: SettledCase) throws(Problem) -> Money? {
    if case .paidByItem(let fund) = decision(settled) { return fund }
    guard let institution = settled.institution, let pool = settled.pool,
      let rate = rate(institution: institution, pool: pool, package: settled.package),
      let score = try score(settled)
    else { return nil }
    let cost = lists.costs[settled.index]
    return try tables.payment(
      score: score, cost: cost.total, booked: cost.fund, patient: cost.patient,
      rate: tables.rate(rate, ofGroup: settled.group ?? -1)
    ).fund.fen(.halfUp)
  }

  /// What the case is scored by: its group, with the auxiliary type that counts.
  func cell(of settled: SettledCase) -> Int {
    guard let group = settled.group else { return Int(ScoringColumns.ungrouped) }
    return Int(computation.cell(of: lists, settled.index, group: Int32(group)))
  }

  /// The auxiliary type that counts in the case's score.
  func auxiliaryType(of settled: SettledCase) -> AuxiliaryType? {
    let cell = cell(of: settled)
    guard cell >= 0, decision(settled) == nil, let pair = tables.cells.pair(of: cell) else {
      return nil
    }
    return tables.policy.auxiliary.types[Int(pair.type)]
  }

  func rate(institution: Int, pool: Int, package: Int) -> PaymentRate? {
    let place = package * tables.institutions.count + institution
    return rates[place * tables.policy.pools.types.count + pool]
  }

  /// Where the region's packages put a list; nil without any.
  func place(of index: Int) -> PackagePlace? {
    computation.package(
      institution: lists.institutionCodes[lists.institutions[index]], area: lists.areas[index],
      day: lists.discharges[index].day)
  }

  /// The package that pays for a list, 0 without several; nil for stays outside of it.
  private func package(of index: Int) -> Int? {
    switch place(of: index) {
    case nil: return 0
    case .inside(let package): return package
    case .referredOut, .outside: return nil
    }
  }

  /// The institution of a case by code and name; an institution elsewhere has no name here.
  func institution(of settled: SettledCase) -> (code: String, name: String) {
    guard let institution = settled.institution else {
      return (lists.institutionCodes[lists.institutions[settled.index]], "")
    }
    return (tables.institutions[institution].code, tables.institutions[institution].name)
  }
}

/// Where one list stands in a settlement.
public struct SettledCase: Sendable, Hashable {
  public enum Standing: String, Sendable, Hashable, CaseIterable {
    case grouped, ungrouped
    /// Left by the policy's scope, or of a pool that the policy does not settle.
    case outOfScope = "out_of_scope"
    /// At an institution outside the region, or outside the consortium of the insured.
    case elsewhere
  }

  /// Place among the lists.
  public var index: Int
  public var standing: Standing
  /// Place among the institutions of the tables; nil elsewhere.
  public var institution: Int?
  /// Place among the policy's pools; nil when the policy does not settle the case's insurance.
  public var pool: Int?
  /// Place among the packages of the region; 0 without several.
  public var package = 0
  /// Place among the catalogue's groups.
  public var group: Int?
  public var flags: GroupingFlags

  public var isScored: Bool { standing == .grouped || standing == .ungrouped }
}

extension SettlementComputation {
  /// By the number that lists give an institution: its place in the tables; nil elsewhere.
  func places(of lists: CaseColumns) -> [Int?] {
    var known: [String: Int] = [:]
    for (place, institution) in tables.institutions.enumerated() {
      known[institution.code] = place
    }
    return (0..<Int32(lists.institutionCodes.count)).map { known[lists.institutionCodes[$0]] }
  }
}
