import Quantities

/// Findings about single stays and about stays that follow each other.
struct StayFindings {
  private let cases: SettledCases
  private let options: SupervisionOptions

  init(_ cases: SettledCases, _ options: SupervisionOptions) {
    self.cases = cases
    self.options = options
  }

  private var lists: CaseColumns { cases.lists }

  private func finding(
    _ rule: SupervisionFinding.Rule, _ settled: SettledCase, lists: [Int], _ text: Bilingual
  ) -> SupervisionFinding {
    let (code, name) = cases.institution(of: settled)
    return SupervisionFinding(
      rule: rule, institution: code, institutionName: name, group: groupCode(settled),
      lists: lists.map { self.lists.id($0) }, text: text)
  }

  private func groupCode(_ settled: SettledCase) -> String {
    settled.group.map { cases.catalogue.groups[$0].code } ?? ""
  }

  /// Re-admissions and split stays: each person's stays in order of admission.
  func consecutive() -> [SupervisionFinding] {
    var stays: [String: [Int]] = [:]
    for index in 0..<cases.count { stays[lists.person(index), default: []].append(index) }
    var findings: [SupervisionFinding] = []
    for (_, unordered) in stays where unordered.count > 1 {
      let ordered = unordered.sorted { a, b in
        let (x, y) = (lists.admissions[a].number, lists.admissions[b].number)
        return x != y ? x < y : lists.id(a) < lists.id(b)
      }
      for position in 1..<ordered.count {
        let settled = cases.standing(ordered[position])
        // A stay elsewhere is evidence for a stay of the region, and no finding of its own.
        guard settled.institution != nil else { continue }
        let earlier = ordered[..<position].reversed().map { cases.standing($0) }
        if let found = readmission(settled, after: earlier) { findings.append(found) }
        if let found = splitStay(settled, after: earlier) { findings.append(found) }
      }
    }
    return findings
  }

  /// Days from the discharge of the earlier stay; negative when the stays overlap.
  private func gap(_ earlier: SettledCase, _ later: SettledCase) -> Int {
    lists.admissions[later.index].day.days(since: lists.discharges[earlier.index].day)
  }

  private func readmission(
    _ settled: SettledCase, after earlier: [SettledCase]
  ) -> SupervisionFinding? {
    guard settled.standing == .grouped else { return nil }
    let before = earlier.first {
      $0.group == settled.group && (0...options.readmissionDays).contains(gap($0, settled))
    }
    guard let before else { return nil }
    let days = gap(before, settled)
    let isSame = before.institution == settled.institution
    return finding(
      .readmission, settled, lists: [before.index, settled.index],
      Bilingual(
        zh: "\(isSame ? "本机构" : "他机构")出院 \(days) 日后再次入院，入同一病种 \(groupCode(settled))",
        en:
          "admitted again \(days) days after discharge \(isSame ? "here" : "from another institution"), same group \(groupCode(settled))"
      ))
  }

  private func splitStay(
    _ settled: SettledCase, after earlier: [SettledCase]
  ) -> SupervisionFinding? {
    let before = earlier.first {
      guard $0.institution == settled.institution else { return false }
      let days = gap($0, settled)
      return days < 0 || ($0.group != settled.group && days <= options.splitDays)
    }
    guard let before else { return nil }
    let days = gap(before, settled)
    let groups = "\(groupCode(before)) → \(groupCode(settled))"
    return finding(
      .splitStay, settled, lists: [before.index, settled.index],
      days < 0
        ? Bilingual(
          zh: "与前次住院重叠 \(-days) 日，\(groups)",
          en: "overlaps the stay before by \(-days) days, \(groups)")
        : Bilingual(
          zh: "出院 \(days) 日后在本机构再次入院，\(groups)",
          en: "admitted here again \(days) days after discharge, \(groups)"))
  }

  /// Low-threshold admissions and over-long stays: each case against the region's mean of its group.
  func single() throws(Problem) -> [SupervisionFinding] {
    var means: [Int: CareSums] = [:]
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group else { continue }
      try means[group, default: CareSums()].add(lists, index)
    }
    var findings: [SupervisionFinding] = []
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group, let mean = means[group]
      else { continue }
      if let found = lowThreshold(settled, group, mean) { findings.append(found) }
      if let found = overlongStay(settled, mean) { findings.append(found) }
    }
    return findings
  }

  private func lowThreshold(
    _ settled: SettledCase, _ group: Int, _ mean: CareSums
  ) -> SupervisionFinding? {
    let index = settled.index
    let stay = lists.stayInDays(index)
    let cost = lists.costs[index].total
    guard cases.catalogue.groups[group].isConservative, mean.cases >= options.minimumCases,
      stay <= options.lowThresholdDays, lists.icuDays[index] == 0,
      [.onAdvice, .notStated].contains(lists.dischargeWays[index]),
      Int128(cost.fen) * Int128(mean.cases) * 100
        <= mean.cost * Int128(options.lowThresholdCostPercent)
    else { return nil }
    return finding(
      .lowThreshold, settled, lists: [index],
      Bilingual(
        zh: "住院 \(stay) 天，总费用 \(cost) 元，全区该病种均值 \(Self.mean(mean.cost, mean.cases)) 元",
        en:
          "\(stay) days, cost \(cost) yuan; the region's mean of the group is \(Self.mean(mean.cost, mean.cases)) yuan"
      ))
  }

  private func overlongStay(_ settled: SettledCase, _ mean: CareSums) -> SupervisionFinding? {
    let stay = lists.stayInDays(settled.index)
    let isAboveMean =
      mean.cases >= options.minimumCases
      && Int128(stay) * Int128(mean.cases) * 100 >= mean.stay * Int128(options.overlongPercent)
    guard stay >= options.overlongDays || isAboveMean else { return nil }
    let days = Self.mean(mean.stay * 100, mean.cases)
    return finding(
      .overlongStay, settled, lists: [settled.index],
      Bilingual(
        zh: "住院 \(stay) 天，全区该病种平均 \(days) 天",
        en: "\(stay) days; the region's mean of the group is \(days)"))
  }

  /// A mean of hundredths as text with two decimals.
  private static func mean(_ hundredths: Int128, _ cases: Int) -> String {
    let quotient = (2 * hundredths + Int128(cases)) / (2 * Int128(cases))
    return Money(fen: Int64(clamping: quotient)).description
  }
}
