import Quantities

// Mergers and splits conserve residents: what the areas had before the day, those after it have.

extension AreaChangePlan {
  mutating func merge(
    _ codes: [AreaCode], _ merger: AreaChange.Merger, seen: [AreaCode: Int64]
  ) throws {
    guard Set(codes).count == codes.count, codes.count > 1 else {
      throw Problem(
        .invalidInput, "REGISTRY_MERGER_INVALID", zh: "合并需要两个以上不同的区划",
        en: "a merger takes two different areas or more", remedyZh: "请核对代码",
        remedyEn: "check the codes")
    }
    let versions = try codes.map { try standing($0, seen) }
    for version in versions { try Self.requireOpen(version) }
    let target = merger.target
    let merged = try mergedArea(versions.map(\.fact), merger)
    try requireParent(of: merged)
    for version in versions where version.fact.code != target {
      try end(version.fact, followedBy: [target], seen: seen)
    }
    let timeline = try knowledge.timeline(target)
    areas.append(
      codes.contains(target)
        ? try timeline.editing(merged, from: day, expected: seen[target] ?? 0)
        : try timeline.opening(merged, from: day))
    try moveEverything(from: codes, to: target)
    tell(.merged, codes.sorted(), [target])
  }

  private func mergedArea(_ areas: [Area], _ merger: AreaChange.Merger) throws -> Area {
    let model = areas.first { $0.code == merger.target }
    let kinds = Set(areas.map(\.kind))
    let parents = Set(areas.map(\.parent))
    guard let name = merger.name ?? model?.name,
      let kind = merger.kind ?? model?.kind ?? (kinds.count == 1 ? kinds.first : nil),
      let parent = model.map(\.parent) ?? (parents.count == 1 ? parents.first : nil)
    else {
      throw Problem(
        .invalidInput, "REGISTRY_MERGER_UNCLEAR", zh: "无法确定合并后区划的名称、类型或上级",
        en: "name, kind or parent of the merged area are not clear",
        remedyZh: "请填写名称和类型；上级不同的区划请先划归同一上级",
        remedyEn: "give name and kind; transfer the areas to one parent first")
    }
    return try Area(
      code: merger.target, name: name, kind: kind, parent: parent,
      populations: try Self.sum(areas, stated: merger.residents),
      coordinates: model?.coordinates ?? areas.lazy.compactMap(\.coordinates).first)
  }

  /// The sum of the newest counts, which must be of one year.
  /// Throws `REGISTRY_POPULATION_YEARS` when they are not, and `REGISTRY_POPULATION_SUM` when the
  /// stated number is another one.
  static func sum(_ areas: [Area], stated: Int64?) throws(Problem) -> [Area.Population] {
    let newest = areas.map(\.population)
    let years = Set(newest.map { $0?.year })
    guard years.count == 1, let year = years.first else {
      throw Problem(
        .failedPrecondition, "REGISTRY_POPULATION_YEARS", zh: "各区划最新人口不是同一年份，无法合计",
        en: "the newest counts are not of one year and cannot be added up",
        remedyZh: "请先登记同一年份的常住人口", remedyEn: "record counts of one year first",
        details: areas.map {
          Problem.Detail("\($0.code)", $0.population.map { "\($0.year)" } ?? "-")
        })
    }
    guard let year else { return [] }
    var sum: Int64 = 0
    for population in newest {
      // Both are counts of people that passed `CellReader`'s or the contract's bounds.
      let (next, overflow) = sum.addingReportingOverflow(population?.residents ?? 0)
      guard !overflow else { throw populationSum(Int64.max, stated ?? 0) }
      sum = next
    }
    if let stated, stated != sum { throw populationSum(sum, stated) }
    return [try Area.Population(residents: sum, year: year)]
  }

  mutating func split(
    _ code: AreaCode, _ parts: [AreaChange.Part], seen: [AreaCode: Int64]
  ) throws {
    let standing = try self.standing(code, seen)
    try Self.requireOpen(standing)
    let whole = standing.fact
    guard Set(parts.map(\.code)).count == parts.count, parts.count > 1 else {
      throw Problem(
        .invalidInput, "REGISTRY_SPLIT_INVALID", zh: "拆分需要两个以上代码不同的部分",
        en: "a split takes two parts or more with different codes", remedyZh: "请核对代码",
        remedyEn: "check the codes")
    }
    try Self.checkResidents(of: parts, against: whole)
    let remains = parts.contains { $0.code == code }
    if !remains { try end(whole, followedBy: parts.map(\.code), seen: seen) }
    for part in parts {
      let area = try Self.area(part, of: whole)
      let timeline = try knowledge.timeline(part.code)
      areas.append(
        part.code == code
          ? try timeline.editing(area, from: day, expected: seen[code] ?? 0)
          : try timeline.opening(area, from: day))
    }
    try distribute(whole.code, among: parts, remains: remains)
    if !remains {
      for version in try knowledge.adjacencies(code, day) {
        try endAdjacency(version)
        neighboursEnded.append(version.fact.key.neighbour(of: code))
      }
      neighboursEnded = Set(neighboursEnded).sorted()
    }
    tell(.split, [code], parts.map(\.code))
  }

  private static func area(_ part: AreaChange.Part, of whole: Area) throws(Problem) -> Area {
    let isOld = part.code == whole.code
    let populations = try whole.population.map { newest throws(Problem) in
      [try Area.Population(residents: part.residents, year: newest.year)]
    }
    return try Area(
      code: part.code, name: part.name ?? (isOld ? whole.name : ""),
      kind: part.kind ?? whole.kind, parent: whole.parent, populations: populations ?? [],
      coordinates: part.coordinates ?? (isOld ? whole.coordinates : nil))
  }

  /// The parts have as many residents as the whole by its newest count.
  private static func checkResidents(
    of parts: [AreaChange.Part], against whole: Area
  ) throws(Problem) {
    var sum: Int64 = 0
    for part in parts {
      let (next, overflow) = sum.addingReportingOverflow(part.residents)
      guard part.residents >= 0, !overflow else {
        throw populationSum(whole.population?.residents ?? 0, part.residents)
      }
      sum = next
    }
    guard sum == whole.population?.residents ?? 0 else {
      throw populationSum(whole.population?.residents ?? 0, sum)
    }
  }

  /// Every area, institution and consortium goes where a part takes it; with the part that keeps
  /// the old code what nobody takes stays.
  private mutating func distribute(
    _ code: AreaCode, among parts: [AreaChange.Part], remains: Bool
  ) throws {
    var takers: [String: AreaCode] = [:]
    for part in parts {
      for taken in part.takes where takers.updateValue(part.code, forKey: taken) != nil {
        throw Problem(
          .invalidInput, "REGISTRY_SPLIT_TWICE", zh: "\(taken.prefix(64)) 被划入两个部分",
          en: "\(taken.prefix(64)) is taken by two parts", remedyZh: "请只写在一个部分",
          remedyEn: "let one part take it")
      }
    }
    var left: [String] = []
    for child in try knowledge.children(code, day) {
      let taker = takers["\(child.fact.code)"]
      if let taker, taker != code { try move(child, to: taker) }
      if taker == nil { left.append("\(child.fact.code)") }
    }
    for tenant in try knowledge.tenants(code, day) {
      let taker = takers[tenant]
      if let taker, taker != code { moves.append(Move(tenant: tenant, from: code, to: taker)) }
      if taker == nil { left.append(tenant) }
    }
    guard remains || left.isEmpty else { throw Self.stillUsed(code, left) }
    let known = Set(
      try knowledge.children(code, day).map { "\($0.fact.code)" } + knowledge.tenants(code, day))
    if let stranger = takers.keys.sorted().first(where: { !known.contains($0) }) {
      throw Problem.unknownFact(String(stranger.prefix(64)), on: day)
    }
  }

  private static func populationSum(_ expected: Int64, _ found: Int64) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_POPULATION_SUM",
      zh: "人口不守恒：变更前 \(expected) 人，变更后 \(found) 人",
      en: "residents are not conserved: \(expected) before, \(found) after",
      remedyZh: "请核对各部分人口，合计应等于变更前最新人口",
      remedyEn: "check the numbers; they add up to the newest count before the change",
      details: [
        Problem.Detail("before", "\(expected)"), Problem.Detail("after", "\(found)"),
      ])
  }
}
