import Quantities

/// Looks for groups that the history shows and the catalogue lacks (地方病种聚类): frequent
/// combinations of main diagnosis and main procedure among the cases that no core group takes.
struct ProposalSearch {
  /// Four characters of the main diagnosis and the main procedure; no procedure is 0.
  struct Combination: Hashable, Comparable {
    var diagnosis: UInt64
    var main: UInt64

    static func < (a: Combination, b: Combination) -> Bool {
      (a.diagnosis, a.main) < (b.diagnosis, b.main)
    }
  }

  struct Member {
    var year: Int
    var list: Int
  }

  private let grouping: HistoryGrouping
  private(set) var members: [Combination: [Member]] = [:]

  init(_ grouping: HistoryGrouping) {
    self.grouping = grouping
    let kinds = grouping.catalogue.groups.map(\.kind)
    var found: [Combination: [Member]] = [:]
    var mains = MainProcedures(grouping.grouper)
    grouping.visit { year, list, result in
      if result.isGrouped {
        guard kinds[Int(result.group)] == .composite else { return }
      } else if !result.flags.isDisjoint(with: [.diagnosisExcluded, .diagnosisUnknown]) {
        return
      }
      let lists = grouping.years[year].lists
      let (diagnosis, main) = mains.codes(lists, list)
      found[
        Combination(diagnosis: Self.subcategory(diagnosis).bits, main: main?.bits ?? 0),
        default: []
      ].append(Member(year: year, list: list))
    }
    members = found
  }

  /// Local core groups that have enough cases, in order of their codes (draft, p. 39: main diagnosis
  /// of four characters × main procedure, with the related procedure where that adds enough).
  func localGroups(_ threshold: CoreThreshold, relatedPercent: Decimal) -> [ProposedGroup] {
    let known = Set(grouping.catalogue.groups.map(\.code))
    var groups: [ProposedGroup] = []
    for (key, members) in members.sorted(by: { $0.key < $1.key })
    where members.count >= threshold.cases {
      let main = key.main == 0 ? nil : CodeKey(bits: key.main)
      let diagnosis = CodeKey(bits: key.diagnosis)
      groups.append(ProposedGroup(diagnosis: diagnosis, main: main, related: nil))
      guard let main else { continue }
      for related in relatedProcedures(of: members, main, threshold, relatedPercent) {
        groups.append(ProposedGroup(diagnosis: diagnosis, main: main, related: related))
      }
    }
    return groups.filter { !known.contains($0.code) }
  }

  /// Related procedures that make groups of their own (draft, table 3-3): each time the one that
  /// adds most to the mean of the cases without it; its cases leave before the next is looked for.
  private func relatedProcedures(
    of members: [Member], _ main: CodeKey, _ threshold: CoreThreshold, _ percent: Decimal
  ) -> [CodeKey] {
    guard members.count >= 2 * threshold.cases else { return [] }
    var rest = members.map { member in
      let lists = grouping.years[member.year].lists
      return (
        cost: grouping.cost(member.year, member.list),
        codes: grouping.grouper.withCodes(of: lists, member.list) { input in
          Set(input.procedures.filter { $0 != main })
        }
      )
    }
    var chosen: [CodeKey] = []
    while true {
      var all = CostSums()
      var with: [CodeKey: CostSums] = [:]
      for item in rest {
        all.add(item.cost)
        for code in item.codes { with[code, default: CostSums()].add(item.cost) }
      }
      var best: (code: CodeKey, ratio: BigRatio)?
      for (code, sums) in with.sorted(by: { $0.key.bits < $1.key.bits })
      where sums.cases >= threshold.cases && all.cases - sums.cases >= threshold.cases {
        guard let base = (all - sums).mean, let mean = sums.mean,
          let ratio = mean.divided(by: base),
          ScoreMeasurement.isSeparateGroup(baseMean: base, withRelated: mean, percent: percent)
        else { continue }
        if let known = best, ratio <= known.ratio { continue }
        best = (code, ratio)
      }
      guard let best else { return chosen }
      chosen.append(best.code)
      rest.removeAll { $0.codes.contains(best.code) }
    }
  }

  /// Composite groups for what is still in no group: category × class of the main procedure, where
  /// there are enough cases (draft, p. 45; smaller ones may be left out).
  func compositeGroups(_ threshold: CoreThreshold) -> [ProposedGroup] {
    let known = Set(grouping.catalogue.groups.map(\.code))
    let classes = grouping.grouper.index.procedures
    var found: [Combination: Int64] = [:]
    for (key, members) in members {
      let ungrouped = members.filter { !grouping.results[$0.year][$0.list].isGrouped }
      guard !ungrouped.isEmpty else { continue }
      let kind: ProcedureClass? =
        key.main == 0 ? .medical : classes.entry(of: CodeKey(bits: key.main)).procedureClass
      // Without a class of its procedure a case has no composite group.
      guard let kind else { continue }
      let category = CodeKey(bits: key.diagnosis).prefix(3)
      found[Combination(diagnosis: category.bits, main: UInt64(kind.rawValue)), default: 0] +=
        Int64(ungrouped.count)
    }
    return found.filter { $0.value >= threshold.cases }.keys.sorted().compactMap { key in
      ProcedureClass(rawValue: UInt8(key.main)).map {
        ProposedGroup(category: CodeKey(bits: key.diagnosis), procedureClass: $0)
      }
    }.filter { !known.contains($0.code) }
  }

  /// The first four characters, or three where the fourth stands for nothing (`I10.x00`).
  private static func subcategory(_ key: CodeKey) -> CodeKey {
    let four = key.prefix(4)
    let text = DiagnosisCode(key: four).description
    return DiagnosisPattern(text) == .prefix(four) ? four : key.prefix(3)
  }
}

/// Finds the main procedure of lists, as grouping chooses it.
private struct MainProcedures {
  private let grouper: Grouper
  private var matcher: CaseMatcher?

  init(_ grouper: Grouper) { self.grouper = grouper }

  mutating func codes(_ lists: CaseColumns, _ list: Int) -> (diagnosis: CodeKey, main: CodeKey?) {
    grouper.withCodes(of: lists, list) { input in
      var observer = NoObserver()
      if matcher == nil { matcher = CaseMatcher(grouper.index, input) }
      matcher?.begin(input, &observer)
      return (input.diagnoses[0], matcher?.main.map { input.procedures[$0] })
    }
  }
}

extension Grouper {
  /// Calls the body with a list's codes in the version that grouping looks at.
  fileprivate func withCodes<R>(
    of lists: CaseColumns, _ list: Int, _ body: (GroupingInput) -> R
  ) -> R {
    lists.withGroupingInput(list) { input in
      translation?.withTranslated(input, body) ?? body(input)
    }
  }
}
