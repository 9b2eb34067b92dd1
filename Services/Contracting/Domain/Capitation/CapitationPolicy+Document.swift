import Quantities

extension CapitationPolicy {
  /// Reads a policy document (YAML). Everything must be said and nothing may be said twice or be
  /// unknown; the problem names line, column and key.
  public init(document: String) throws(Problem) {
    var root = try DocumentSection(document: document)
    let id = try root.text("policy")
    let title = try root.text("title")
    let source = try root.text("source")
    let from = try root.value("valid_from", Self.month)
    let until = try root.valueIfPresent("valid_until", Self.month)
    if let until, until <= from {
      throw root.refusal(
        "valid_until", DocumentSection.unusable("应晚于 valid_from", "it is not after valid_from"))
    }
    var assumed: [String] = []
    let base = try Self.base(root.section("base"), &assumed)
    var weights = try root.section("weights")
    let ageSex = try Self.ageSex(weights.section("age_sex"), &assumed)
    let tiers = try Self.tiers(weights.section("tier"), &assumed)
    let groups = try Self.groups(weights.section("groups"), &assumed)
    let chronic = try Self.chronic(weights.section("chronic"), &assumed)
    try weights.finish()
    let budget = try Self.budget(root.section("budget"), &assumed)
    let insurance = try Self.insurance(root.section("eligibility"), &assumed)
    try root.finish()
    self.init(
      id: id, title: title, source: source, validFrom: from, validUntil: until, base: base,
      ageSex: ageSex, tiers: tiers, groups: groups, chronic: chronic, budget: budget,
      insurance: insurance, assumedKeys: assumed)
  }

  private static func month(_ text: String) throws(Problem) -> Month { try Month(parsing: text) }

  /// A section's own mark, and the end of its reading.
  private static func close(
    _ section: inout DocumentSection, _ assumed: inout [String]
  ) throws(Problem) {
    if try section.flag("assumed") { assumed.append(section.path) }
    try section.finish()
  }

  private static func base(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> CapitationBase {
    var section = given
    let period = try section.choice("period", of: CapitationBase.Period.self)
    let standard = try section.value("default", amount)
    var groups: [PopulationGroup: Money] = [:]
    if var listed = try section.sectionIfPresent("groups") {
      for key in listed.keys {
        groups[try group(key, in: listed)] = try listed.value(key, amount)
      }
    }
    try close(&section, &assumed)
    return CapitationBase(period: period, standard: standard, groups: groups)
  }

  private static func ageSex(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> [AgeBand] {
    var section = given
    var bands: [AgeBand] = []
    for item in try section.sections("bands") {
      var band = item
      let from = try band.integer("from", in: 0...150)
      let isNext = bands.last.map { from > $0.from } ?? (from == 0)
      guard isNext else {
        throw band.refusal(
          "from",
          DocumentSection.unusable(
            bands.isEmpty ? "第一个年龄段应从 0 岁开始" : "应大于上一年龄段的起始年龄",
            bands.isEmpty ? "the first band does not begin at 0" : "it is not above the band before"
          ))
      }
      bands.append(
        AgeBand(
          from: from, male: try band.value("male", weight), female: try band.value("female", weight)
        ))
      try band.finish()
    }
    guard !bands.isEmpty else {
      throw section.refusal("bands", DocumentSection.unusable("不能为空", "it is empty"))
    }
    try close(&section, &assumed)
    return bands
  }

  private static func tiers(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> [String: Decimal] {
    var section = given
    var listed = try section.section("values")
    var tiers: [String: Decimal] = [:]
    for key in listed.keys { tiers[key] = try listed.value(key, weight) }
    try close(&section, &assumed)
    return tiers
  }

  private static func groups(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> GroupWeights {
    var section = given
    let combination = try section.choice("combine", of: GroupWeights.Combination.self)
    var listed = try section.section("values")
    var weights: [PopulationGroup: Decimal] = [:]
    for key in listed.keys { weights[try group(key, in: listed)] = try listed.value(key, weight) }
    try close(&section, &assumed)
    return GroupWeights(combination: combination, weights: weights)
  }

  private static func chronic(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> ChronicWeights {
    var section = given
    let groups: [PopulationGroup] = try section.list("groups", keyGroup)
    let byCount = try section.list("by_count", weight)
    guard !byCount.isEmpty else {
      throw section.refusal("by_count", DocumentSection.unusable("不能为空", "it is empty"))
    }
    try close(&section, &assumed)
    return try ChronicWeights(groups: groups, byCount: byCount)
  }

  private static func budget(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> CapitationBudget {
    var section = given
    let budget: CapitationBudget
    switch try section.text("mode") {
    case "open": budget = .open
    case "neutral": budget = .neutral
    case "fixed": budget = .fixed(try section.value("month", amount))
    default:
      throw section.refusal(
        "mode",
        DocumentSection.unusable("应为 open、neutral 或 fixed", "it is none of: open, neutral, fixed"))
    }
    try close(&section, &assumed)
    return budget
  }

  private static func insurance(
    _ given: DocumentSection, _ assumed: inout [String]
  ) throws(Problem) -> [InsuranceType] {
    var section = given
    let types: [InsuranceType] = try section.list("insurance", DocumentSection.choice)
    try close(&section, &assumed)
    return types
  }

  private static func group(
    _ key: String, in section: DocumentSection
  ) throws(Problem) -> PopulationGroup {
    do throws(Problem) { return try keyGroup(key) } catch { throw section.refusal(key, error) }
  }

  private static func keyGroup(_ text: String) throws(Problem) -> PopulationGroup {
    let group: PopulationGroup = try DocumentSection.choice(text)
    guard group.isKeyGroup else {
      throw DocumentSection.unusable("一般人群的权重恒为 1", "the general population always weighs 1")
    }
    return group
  }

  private static func amount(_ text: String) throws(Problem) -> Money {
    let money = try Money(parsing: text)
    guard money >= .zero else { throw DocumentSection.unusable("不得为负数", "it is negative") }
    return money
  }

  /// 0 … `largestWeight` with at most `weightDecimals` decimals: together these bound the products.
  private static func weight(_ text: String) throws(Problem) -> Decimal {
    let weight = try Decimal(parsing: text)
    let largest = Decimal(integer: Int64(largestWeight))
    guard weight >= .zero, weight <= largest, weight.scale <= weightDecimals else {
      throw DocumentSection.unusable(
        "权重应为 0 至 \(largestWeight)、至多 \(weightDecimals) 位小数",
        "a weight is 0 to \(largestWeight) with at most \(weightDecimals) decimals")
    }
    return weight
  }
}
