import Quantities

/// A period's lists grouped, placed and clustered, ready to be settled (装载的年度): as often as one
/// likes, and under other policies.
public struct LoadedYear: Sendable {
  public let inputs: SettlementComputation.Inputs
  public let grouper: Grouper
  public let classifier: AuxiliaryClassifier
  public let tables: ScoringTables
  public let roster: ConsortiumRoster?
  public var counts: SettlementComputation.Counts { placed.counts }
  let placed: PlacedCases
  /// By package; one in all without several consortia.
  let cases: [ClusteredCases]
  private let places: InstitutionPlaces
  private let groups: [GroupingResult]

  /// What a loaded year can lend to another policy.
  public enum Reuse: String, Sendable, Hashable, CaseIterable {
    /// Everything: only coefficients, bands or money differ.
    case cases
    /// The groups; auxiliary types, pools or packages differ.
    case groups
    /// Nothing: the policy groups otherwise.
    case nothing
  }

  /// Groups and places the lists.
  ///
  /// - Parameter stage: hears `grouping` and `scoring` as they begin.
  public init(
    _ inputs: SettlementComputation.Inputs, threads: Int, stage: (String) -> Void = { _ in }
  ) throws(Problem) {
    try self.init(inputs, lentBy: nil, threads: threads, stage: stage)
  }

  /// The same lists under another policy for the same region, pools and catalogue.
  public func under(_ policy: Policy, threads: Int) throws(Problem) -> LoadedYear {
    var inputs = inputs
    inputs.policy = policy
    return try LoadedYear(inputs, lentBy: self, threads: threads) { _ in }
  }

  /// What of this year serves another policy.
  public func reuse(by other: LoadedYear) -> Reuse {
    guard other.isGroupedLike(self) else { return .nothing }
    return other.isPlacedLike(self) ? .cases : .groups
  }

  private init(
    _ inputs: SettlementComputation.Inputs, lentBy lender: LoadedYear?, threads: Int,
    stage: (String) -> Void
  ) throws(Problem) {
    let policy = inputs.policy
    self.inputs = inputs
    if let lender {
      places = lender.places
    } else {
      places = try InstitutionPlaces(
        codes: inputs.lists.institutionCodes, institutions: inputs.institutions,
        funded: inputs.funds.institutions.map(\.code), region: inputs.region)
    }
    stage("grouping")
    if let lender, lender.isGrouped(by: policy) {
      (grouper, groups) = (lender.grouper, lender.groups)
    } else {
      let grouper = try Grouper(catalogue: inputs.catalogue, policy: policy)
      groups = SettlementComputation.group(inputs.lists, by: grouper, threads: threads)
      self.grouper = grouper
    }
    stage("scoring")
    let tables = try ScoringTables(
      policy: policy, groups: inputs.catalogue.scoringGroups, institutions: places.members)
    self.tables = tables
    if let lender, lender.isGrouped(by: policy), lender.isPlaced(by: policy, tables) {
      (classifier, roster) = (lender.classifier, lender.roster)
      (placed, cases) = (lender.placed, lender.cases)
      return
    }
    classifier = try AuxiliaryClassifier(policy: policy, catalogue: inputs.catalogue)
    roster = try ConsortiumRoster(of: inputs)
    let placed = try PlacedCases(inputs, groups, places, tables, classifier, roster)
    self.placed = placed
    cases = try placed.columns.map { columns throws(Problem) in
      try ClusteredCases(columns, for: tables)
    }
  }

  private func isGrouped(by policy: Policy) -> Bool {
    GroupingRules(inputs.policy) == GroupingRules(policy)
  }

  private func isPlaced(by policy: Policy, _ other: ScoringTables) -> Bool {
    let own = inputs.policy
    return tables.layout == other.layout && own.auxiliary == policy.auxiliary
      && own.pools == policy.pools && own.consortium == policy.consortium
  }

  private func isGroupedLike(_ other: LoadedYear) -> Bool { other.isGrouped(by: inputs.policy) }

  private func isPlacedLike(_ other: LoadedYear) -> Bool {
    other.isPlaced(by: inputs.policy, tables)
  }

  /// What is paid. What the lists show of the insured's stays elsewhere is charged to a package beside
  /// what the fund sheet states.
  public func settled(threads: Int) throws(Problem) -> SettlementResult {
    var funds = inputs.funds
    if let roster, roster.consortia.count > 1 {
      return try Settlement.settle(
        packages: roster.consortia.indices.map {
          Settlement.PackageCases(
            consortium: roster.consortia[$0], cases: cases[$0],
            referredOut: placed.referredOut[$0])
        }, tables: tables, funds: funds, threads: threads)
    }
    funds = try funds.ofOnlyPackage(roster?.consortia.first, inputs.policy)
    if inputs.policy.consortium != nil {
      funds.package.referredOut = try funds.package.referredOut + placed.referredOut[0]
    }
    return try Settlement.settle(
      cases: cases[0], tables: tables, funds: funds, threads: threads,
      block: ScoringPass.standardBlock, consortium: roster?.consortia[0])
  }
}
