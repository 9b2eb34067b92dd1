import Quantities

/// Findings about an institution's share of high-score groups (高分值病种占比) within a category of main
/// diagnoses, against the other institutions of its level and against its own previous year.
struct ShiftFindings {
  /// Lists named as evidence.
  private static let evidence = 20

  private struct Share {
    var high = 0
    var cases = 0
  }

  private struct Place: Hashable {
    var category: Int
    var institution: Int
  }

  private let cases: SettledCases
  private let options: SupervisionOptions
  /// Mean score of the region's cases of a category.
  private var means: [Int: Ratio] = [:]
  private var shares: [Place: Share] = [:]
  private var previous: [Place: Share] = [:]

  init(
    _ cases: SettledCases, previous lists: GroupedLists?, _ options: SupervisionOptions
  ) throws(Problem) {
    self.cases = cases
    self.options = options
    var sums: [Int: (score: Ratio, cases: Int64)] = [:]
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group else { continue }
      let category = Self.category(cases.lists, index)
      var sum = sums[category] ?? (.zero, 0)
      sum.score = try sum.score + score(group)
      sum.cases += 1
      sums[category] = sum
    }
    for (category, sum) in sums { means[category] = try sum.score / Ratio(sum.cases) }
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group,
        let institution = settled.institution
      else { continue }
      add(Self.category(cases.lists, index), institution, group, to: &shares)
    }
    guard let lists else { return }
    let places = cases.computation.places(of: lists.lists)
    for index in 0..<lists.count where lists.results[index].isGrouped {
      guard let institution = places[Int(lists.lists.institutions[index])] else { continue }
      add(
        Self.category(lists.lists, index), institution, Int(lists.results[index].group),
        to: &previous)
    }
  }

  private static func category(_ lists: CaseColumns, _ index: Int) -> Int {
    DiagnosisCode(key: lists.mainDiagnosis(index)).category
  }

  private func score(_ group: Int) -> Ratio { cases.tables.groups[group].score.ratio }

  private func isHigh(_ group: Int, _ category: Int) -> Bool {
    guard let mean = means[category] else { return false }
    return score(group) > mean
  }

  private func add(
    _ category: Int, _ institution: Int, _ group: Int, to shares: inout [Place: Share]
  ) {
    let place = Place(category: category, institution: institution)
    shares[place, default: Share()].cases += 1
    if isHigh(group, category) { shares[place, default: Share()].high += 1 }
  }

  /// `a − b` is at least so many percentage points, by cross products.
  private static func exceeds(_ a: Share, _ b: Share, points: Int) -> Bool {
    let (m, n) = (Int128(a.cases), Int128(b.cases))
    return 100 * (Int128(a.high) * n - Int128(b.high) * m) >= Int128(points) * m * n
  }

  func all() throws(Problem) -> [SupervisionFinding] {
    var found: [Place: (own: Share, peers: Share, previous: Share?)] = [:]
    var levels: [Place: Share] = [:]
    for (place, share) in shares {
      let level = cases.tables.institutions[place.institution].level
      levels[Place(category: place.category, institution: level), default: Share()].cases +=
        share.cases
      levels[Place(category: place.category, institution: level), default: Share()].high +=
        share.high
    }
    for (place, own) in shares where own.cases >= options.minimumCases {
      let level = cases.tables.institutions[place.institution].level
      let all = levels[Place(category: place.category, institution: level)] ?? own
      let peers = Share(high: all.high - own.high, cases: all.cases - own.cases)
      guard peers.cases >= options.minimumCases,
        Self.exceeds(own, peers, points: options.shiftPeerPoints)
      else { continue }
      let before = previous[place].flatMap { $0.cases >= options.minimumCases ? $0 : nil }
      if let before, !Self.exceeds(own, before, points: options.shiftYearPoints) { continue }
      found[place] = (own, peers, before)
    }
    let evidence = evidence(of: Set(found.keys))
    var findings: [SupervisionFinding] = []
    for (place, share) in found {
      let institution = cases.tables.institutions[place.institution]
      findings.append(
        SupervisionFinding(
          rule: .upcodingShift, institution: institution.code,
          institutionName: institution.name, group: Self.name(place.category),
          lists: evidence[place] ?? [],
          text: try text(share.own, share.peers, share.previous)))
    }
    return findings
  }

  /// The first lists in high-score groups.
  private func evidence(of places: Set<Place>) -> [Place: [String]] {
    guard !places.isEmpty else { return [:] }
    var evidence: [Place: [String]] = [:]
    for index in cases.grouped.orderedByID() {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let group = settled.group,
        let institution = settled.institution
      else { continue }
      let category = Self.category(cases.lists, index)
      let place = Place(category: category, institution: institution)
      guard places.contains(place), isHigh(group, category),
        evidence[place, default: []].count < Self.evidence
      else { continue }
      evidence[place, default: []].append(cases.lists.id(index))
    }
    return evidence
  }

  private func text(
    _ own: Share, _ peers: Share, _ previous: Share?
  ) throws(Problem) -> Bilingual {
    func percent(_ share: Share) throws(Problem) -> String {
      try Ratio(Int128(share.high) * 100, Int128(share.cases)).rounded(scale: 1, .halfUp)
        .formatted(decimals: 1)
    }
    let (here, there) = (try percent(own), try percent(peers))
    var text = Bilingual(
      zh: "高分值病种 \(own.high)/\(own.cases) 例，占 \(here)%，同级其他机构 \(there)%",
      en:
        "high-score groups: \(own.high) of \(own.cases) cases, \(here) %; other institutions of the level \(there) %"
    )
    if let previous {
      let before = try percent(previous)
      text.zh += "，上年 \(before)%"
      text.en += ", previous year \(before) %"
    }
    return text
  }

  /// `I63` of a category number.
  private static func name(_ category: Int) -> String {
    let letter = Character(Unicode.Scalar(UInt8(0x41 + category / 100)))
    let number = category % 100
    return "\(letter)\(number < 10 ? "0" : "")\(number)"
  }
}
