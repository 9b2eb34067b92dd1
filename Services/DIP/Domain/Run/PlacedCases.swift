import Quantities
import Tabular

/// The lists of a settlement as columns for scoring: each at its institution, in its pool and cell, or
/// counted where it went instead.
struct PlacedCases {
  /// By package; one in all without several consortia.
  private(set) var columns: [ScoringColumns]
  /// By package: booked to the fund for its insured elsewhere (外转费用).
  private(set) var referredOut: [Money]
  private(set) var counts: SettlementComputation.Counts

  private let lists: CaseColumns
  private let places: InstitutionPlaces
  private let tables: ScoringTables
  private let classifier: AuxiliaryClassifier
  private let technologies: NewTechnologyScores
  private let employee: UInt8?
  private let resident: UInt8?
  private let roster: ConsortiumRoster?
  /// Memberships by the number that the lists give an institution.
  private let spans: [[ConsortiumRoster.Span]]

  /// - Parameter roster: the consortia of the region; nil takes every institution of it as a member.
  init(
    _ inputs: SettlementComputation.Inputs, _ groups: [GroupingResult],
    _ places: InstitutionPlaces, _ tables: ScoringTables, _ classifier: AuxiliaryClassifier,
    _ roster: ConsortiumRoster?
  ) throws(Problem) {
    self.roster = roster
    let codes = inputs.lists.institutionCodes
    spans = (0..<Int32(codes.count)).map { roster?.spans(of: codes[$0]) ?? [] }
    let packages = roster?.consortia.count ?? 1
    columns = Array(repeating: ScoringColumns(), count: packages)
    referredOut = Array(repeating: .zero, count: packages)
    lists = inputs.lists
    self.places = places
    self.tables = tables
    self.classifier = classifier
    technologies = try NewTechnologyScores(inputs.catalogue, inputs.policy)
    let pools = inputs.policy.pools.types
    employee = pools.firstIndex(of: InsuranceType.employee.code).map { UInt8($0) }
    resident = pools.firstIndex(of: InsuranceType.resident.code).map { UInt8($0) }
    counts = SettlementComputation.Counts(lists: lists.count)
    var decisions = try SpecialDecisions(inputs.special)
    if packages == 1 { columns[0].reserveCapacity(lists.count) }
    for index in 0..<lists.count { try place(index, groups[index], &decisions) }
    try decisions.checkTaken()
  }

  private mutating func place(
    _ index: Int, _ grouping: GroupingResult, _ decisions: inout SpecialDecisions
  ) throws(Problem) {
    let number = Int(lists.institutions[index])
    let member = places.ofList[number]
    let cost = lists.costs[index]
    let package: Int
    switch packagePlace(index, number) {
    case .inside(let place) where member != InstitutionPlaces.elsewhere: package = place
    case .inside(let place), .referredOut(let place):
      counts.elsewhere += 1
      counts.elsewhereFund = try counts.elsewhereFund + cost.fund
      referredOut[place] = try referredOut[place] + cost.fund
      return
    case .outside:
      counts.withoutPackage += 1
      return
    }
    guard let pool = lists.insurances[index] == .employee ? employee : resident else {
      counts.outOfScope += 1
      return
    }
    if grouping.group == GroupingResult.outOfScope {
      counts.outOfScope += 1
    } else {
      if grouping.group == GroupingResult.ungrouped { counts.ungrouped += 1 }
      if grouping.flags.contains(.tieBrokenBySequence) { counts.tiesBySequence += 1 }
      if !decisions.isEmpty, let decision = decisions.take(lists.id(index)) {
        counts.special += 1
        if case .adjustedScore = decision { counts.scored += 1 }
        add(decision, package, member, pool, cost, group: max(grouping.group, -1))
        return
      }
      counts.scored += 1
    }
    let types = classifier.types(of: lists, index, group: grouping.group)
    let cell = tables.cell(group: grouping.group, types: types)
    if types != 0, cell != grouping.group { counts.auxiliary += 1 }
    try columns[package].append(
      institution: member, cell: cell, pool: pool, totalCost: cost.total, bookedFund: cost.fund,
      patientShare: cost.patient)
    guard !technologies.isEmpty, grouping.group != GroupingResult.outOfScope,
      let score = try technologies.score(of: lists, index)
    else { return }
    counts.newTechnology += 1
    columns[package].supplements.addOns.append(
      .init(institution: member, pool: pool, score: score, group: max(grouping.group, -1)))
  }

  /// Without consortia all of the region is one.
  private func packagePlace(_ index: Int, _ number: Int) -> PackagePlace {
    guard let roster else { return .inside(0) }
    return roster.place(
      spans[number], area: lists.areas[index], day: lists.discharges[index].day)
  }

  private mutating func add(
    _ decision: SpecialOutcome.Decision, _ package: Int, _ member: Int32, _ pool: UInt8,
    _ cost: CaseCost, group: Int32
  ) {
    switch decision {
    case .paidByItem(let fund):
      columns[package].supplements.byItem.append(
        .init(
          institution: member, pool: pool, fund: fund, totalCost: cost.total,
          bookedFund: cost.fund, patientShare: cost.patient))
    case .adjustedScore(let score):
      columns[package].supplements.adjusted.append(
        .init(
          institution: member, pool: pool, score: score, totalCost: cost.total,
          bookedFund: cost.fund, patientShare: cost.patient, group: group))
    }
  }
}

/// Scores on top of cases for the new technologies that a catalogue lists (新技术加成).
struct NewTechnologyScores {
  private let scores: [CodeKey: Decimal]
  private let translation: CodeTranslation?

  init(_ catalogue: Catalogue, _ policy: Policy) throws(Problem) {
    scores = catalogue.newTechnology
    translation = scores.isEmpty ? nil : try CodeTranslation(catalogue, policy.codes)
  }

  var isEmpty: Bool { scores.isEmpty }

  /// Σ over the different technologies of a list; nil without any.
  func score(of lists: CaseColumns, _ index: Int) throws(Problem) -> Decimal? {
    try sum(lists.withGroupingInput(index, found))
  }

  func score(of list: Case) throws(Problem) -> Decimal? {
    isEmpty ? nil : try sum(list.withGroupingInput(found))
  }

  private func found(_ input: GroupingInput) -> [Decimal] {
    translation.map { $0.withTranslated(input, listed) } ?? listed(input)
  }

  private func sum(_ found: [Decimal]) throws(Problem) -> Decimal? {
    guard var sum = found.first else { return nil }
    for score in found.dropFirst() {
      let scale = max(sum.scale, score.scale)
      sum = try Decimal(
        coefficient: checkedSum(try sum.scaled(to: scale), try score.scaled(to: scale)),
        scale: scale)
    }
    return sum
  }

  private func listed(_ input: GroupingInput) -> [Decimal] {
    var seen: Set<CodeKey> = []
    return input.procedures.compactMap { key in
      scores[key].flatMap { seen.insert(key).inserted ? $0 : nil }
    }
  }
}
