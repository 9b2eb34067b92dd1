import Quantities

/// Forms a region's groups from the national ones and its history (地方病种库成组; DIP 3.0 draft, pp.
/// 44–46): core groups with too few cases leave, frequent combinations that no core group takes
/// become local ones, and what is in no group at all gets composite ones.
///
/// Groups that a list of the region names, TCM (中医优势病种) and primary care (基层病种), stay whatever
/// their number of cases.
struct CatalogueFormation {
  private(set) var grouping: HistoryGrouping
  private(set) var draft: CatalogueDraft
  private(set) var dropped: [DroppedGroup] = []
  /// Cases that a core group needs in the history.
  private(set) var threshold: CoreThreshold
  /// Groups of the base catalogue by year and list.
  let baseResults: [[GroupingResult]]
  let base: Catalogue
  /// Measured cases in the base catalogue, by group and year.
  let baseCases: [[Int64]]
  private let baseIndex: [String: Int]
  private let policy: MeasurementPolicy

  init(
    _ history: ScoreHistory, base: Catalogue, files: [CatalogueFile], policy: Policy, threads: Int
  ) throws(Problem) {
    self.base = base
    baseIndex = Dictionary(
      base.groups.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    self.policy = policy.measurement
    draft = try CatalogueDraft(base: base, files: files)
    grouping = try HistoryGrouping(history, catalogue: base, policy: policy, threads: threads)
    guard grouping.counts.contains(where: { $0.measured > 0 }) else { throw Self.nothingMeasured }
    baseResults = grouping.results
    baseCases = grouping.cases()
    threshold = Self.threshold(grouping, baseCases, policy.measurement)
    try mergeRelated()
    // Those with related procedures first: their cases may carry the group without them.
    try dropSmall { !$0.relatedProcedures.isEmpty }
    try dropSmall { _ in true }
    try propose(composites: policy.grouping.compositeBy == .procedureClass)
    try dropEmptyComposites()
    noteDestinations()
  }

  private static func threshold(
    _ grouping: HistoryGrouping, _ cases: [[Int64]], _ policy: MeasurementPolicy
  ) -> CoreThreshold {
    let years = grouping.years.count
    guard case .coverage = policy.coreThreshold else {
      return CoreThreshold(policy.coreThreshold, years: years, candidates: [], total: 0)
    }
    var candidates = ProposalSearch(grouping).members.values.map { Int64($0.count) }
    for (group, cases) in zip(grouping.catalogue.groups, cases) where group.kind != .composite {
      candidates.append(cases.reduce(0, +))
    }
    let total = grouping.counts.reduce(0) { $0 + Int64($1.measured) }
    return CoreThreshold(
      policy.coreThreshold, years: years, candidates: candidates, total: total)
  }

  /// Drops local groups whose related procedure adds too little. National groups are taken as the
  /// nation formed them (draft, p. 43).
  private mutating func mergeRelated() throws(Problem) {
    let local = grouping.catalogue.groups.indices.filter {
      let group = grouping.catalogue.groups[$0]
      return group.kind == .local && !group.relatedProcedures.isEmpty && !group.isListed
    }
    guard !local.isEmpty else { return }
    var without = draft
    without.removed.formUnion(local.map { grouping.catalogue.groups[$0].code })
    var merged = grouping
    try merged.take(fewer: without.catalogue())
    var sums = [CostSums](repeating: CostSums(), count: grouping.catalogue.groups.count)
    var parents: [Int32: [Int32: Int64]] = [:]
    let isLocal = Set(local.map(Int32.init))
    grouping.visit { year, list, result in
      guard result.isGrouped else { return }
      sums[Int(result.group)].add(grouping.cost(year, list))
      guard isLocal.contains(result.group) else { return }
      let parent = merged.results[year][list].group
      if parent >= 0 { parents[result.group, default: [:]][parent, default: 0] += 1 }
    }
    for index in local {
      // The group that most of the cases would be in; of equals the first of the catalogue.
      let parent = parents[Int32(index)]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      guard let parent else { continue }
      let code = merged.catalogue.groups[Int(parent)].code
      guard merged.catalogue.groups[Int(parent)].kind != .composite,
        let old = grouping.catalogue.index(of: code), let without = sums[old].mean,
        let with = sums[index].mean, without.numerator > 0,
        !ScoreMeasurement.isSeparateGroup(
          baseMean: without, withRelated: with, percent: policy.relatedSplitPercent)
      else { continue }
      let increase = ((with - without) * BigRatio(100, 1)).divided(by: without)
      drop(
        grouping.catalogue.groups[index],
        .relatedAddsLittle(to: code, percent: increase?.formatted(decimals: 2) ?? ""))
    }
    try takeFewer()
  }

  private mutating func dropSmall(where accept: (DiseaseGroup) -> Bool) throws(Problem) {
    let cases = grouping.cases()
    for (group, cases) in zip(grouping.catalogue.groups, cases)
    where group.kind != .composite && !group.isListed && accept(group) {
      if cases.reduce(0, +) < threshold.cases {
        drop(group, .belowThreshold(needed: threshold.cases))
      }
    }
    try takeFewer()
  }

  private mutating func drop(_ group: DiseaseGroup, _ reason: DroppedGroup.Reason) {
    draft.removed.insert(group.code)
    let cases = baseIndex[group.code].map { baseCases[$0] } ?? []
    dropped.append(
      DroppedGroup(
        code: group.code, name: group.name, kind: group.kind, cases: cases, reason: reason))
  }

  private mutating func takeFewer() throws(Problem) {
    guard grouping.catalogue.groups.contains(where: { draft.removed.contains($0.code) }) else {
      return
    }
    try grouping.take(fewer: draft.catalogue())
  }

  /// Adds local groups, then composite ones for what is left. A local group that in the end keeps
  /// too few cases (others took them) leaves again.
  private mutating func propose(composites: Bool) throws(Problem) {
    let search = ProposalSearch(grouping)
    draft.added = search.localGroups(threshold, relatedPercent: policy.relatedSplitPercent)
    if !draft.added.isEmpty {
      try grouping.take(draft.catalogue())
      while try dropSmallAdditions() {}
    }
    guard composites else { return }
    let composite = ProposalSearch(grouping).compositeGroups(threshold)
    guard !composite.isEmpty else { return }
    draft.added += composite
    try grouping.take(draft.catalogue())
  }

  /// Whether any addition left.
  private mutating func dropSmallAdditions() throws(Problem) -> Bool {
    let cases = zip(grouping.catalogue.groups, grouping.cases()).reduce(into: [String: Int64]()) {
      $0[$1.0.code] = $1.1.reduce(0, +)
    }
    let before = draft.added.count
    draft.added.removeAll { cases[$0.code, default: 0] < threshold.cases }
    guard draft.added.count < before else { return false }
    try grouping.take(fewer: draft.catalogue())
    return true
  }

  /// A composite group that no case ever entered and that has no score says nothing.
  private mutating func dropEmptyComposites() throws(Problem) {
    let cases = grouping.cases()
    for (group, cases) in zip(grouping.catalogue.groups, cases)
    where group.kind == .composite && group.score == nil && cases.allSatisfy({ $0 == 0 }) {
      drop(group, .noCasesNoScore)
    }
    try takeFewer()
  }

  private mutating func noteDestinations() {
    let positions = Dictionary(
      dropped.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    let droppedAt = base.groups.map { positions[$0.code] }
    var moved = [[Int32: Int64]](repeating: [:], count: dropped.count)
    grouping.visit { year, list, result in
      let old = baseResults[year][list].group
      guard old >= 0, let position = droppedAt[Int(old)] else { return }
      moved[position][result.group, default: 0] += 1
    }
    for position in dropped.indices {
      dropped[position].movedTo = moved[position].map { group, cases in
        DroppedGroup.Destination(
          code: group >= 0 ? grouping.catalogue.groups[Int(group)].code : "", cases: cases)
      }.sorted { ($1.cases, $0.code) < ($0.cases, $1.code) }
    }
  }

  static let nothingMeasured = Problem(
    .failedPrecondition, "DIP_MEASUREMENT_EMPTY", zh: "历史数据中没有可测算的病例",
    en: "the history has no cases to measure",
    remedyZh: "请导入历史年度的清单，并核对参保地与机构名单",
    remedyEn: "import the lists of the past years, and check insured area and institutions")
}

extension DiseaseGroup {
  /// Named by a list of the region, so that the number of cases does not decide about it.
  var isListed: Bool { isTCM || isPrimaryCare }
}
