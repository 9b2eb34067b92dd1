import DIPDomain
import Foundation
import Quantities

/// A random valid policy document over every key that touches grouping, scoring and money.
///
/// The same seed gives the same text. What the keys refer to (groups, institutions, diagnoses) comes
/// from the caller, so that the document fits its catalogue.
struct RandomPolicy {
  /// What a document may refer to.
  struct World {
    var catalogue = "test"
    var region = "990100"
    var year = 2025
    var pools = ["310", "390"]
    var institutions = ["H99010000001", "H99010000002", "H99010000003"]
    var groups = ["G1", "G2", "G3"]
    var diagnosisPrefixes = ["A", "I2", "J18", "C34", "Z51"]
    /// Names of code versions; empty states none.
    var codeVersions: [String] = []
    /// Tables of procedure classes; empty states none.
    var procedureTables: [String] = []
  }

  /// The document.
  let yaml: String
  let seed: UInt64

  init(seed: UInt64, world: World = World()) {
    self.seed = seed
    var writer = Writer(random: SeededRandom(seed: seed), world: world)
    yaml = writer.document(named: "random-\(seed)")
  }

  func policy() throws -> Policy { try Policy.read(yaml: yaml).policy }
}

/// Writes the lines of one document.
private struct Writer {
  var random: SeededRandom
  let world: RandomPolicy.World
  private var lines: [String] = []

  init(random: SeededRandom, world: RandomPolicy.World) {
    self.random = random
    self.world = world
  }

  mutating func document(named name: String) -> String {
    lines = [
      "name: \(name)", "region: \"\(world.region)\"", "year: \(world.year)",
      "catalogue: {name: \(world.catalogue)}",
    ]
    let pools = world.pools.map { "\"\($0)\"" }.joined(separator: ", ")
    let isPackage = chance(8)
    lines.append(
      "pools: {mode: \(isPackage || chance(2) ? "merged" : "separate"), types: [\(pools)]}")
    grouping()
    scoring()
    auxiliary()
    let method = pointValue(isPackage: isPackage)
    deviation(method)
    money(isPackage: isPackage)
    rounding()
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Dice

  private mutating func chance(_ n: Int64) -> Bool { random.integer(in: 1...n) == 1 }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.integer(in: 0...Int64(elements.count - 1)))]
  }

  private mutating func some<Element>(_ elements: [Element], atLeast least: Int = 0) -> [Element] {
    let count = Int(random.integer(in: Int64(least)...Int64(elements.count)))
    return Array(elements.shuffled(using: &random).prefix(count))
  }

  /// A decimal of two places between two of hundredths.
  private mutating func decimal(_ range: ClosedRange<Int64>, places: Int = 2) -> String {
    var unit: Int64 = 1
    for _ in 0..<places { unit *= 10 }
    let value = random.integer(in: range)
    let rest = String(value % unit)
    return "\(value / unit)." + String(repeating: "0", count: places - rest.count) + rest
  }

  private mutating func maybe(_ key: String, _ words: [String]) {
    if chance(2) { lines.append("\(key): \(pick(words))") }
  }

  // MARK: Grouping

  private mutating func grouping() {
    maybe("exclusion_match", ["exact", "prefix"])
    maybe("p07_position", ["main", "any"])
    maybe("procedure_match", ["extensions", "exact", "prefix"])
    maybe("listed_procedures", ["any", "all"])
    maybe("composite_first", ["never", "unmatched_related_surgery"])
    maybe("composite_by", ["procedure_class", "surgery_level"])
    let ties = [
      "higher_score", "nearest_mean_cost", "type_priority", "main_procedure_in_code",
      "exact_procedure",
    ]
    lines.append("tie: [\(some(ties).joined(separator: ", "))]")
    lines.append(
      "composite_fallback: [\(some(["prefix", "range", "letter"]).joined(separator: ", "))]")
    if chance(2) { stages() }
    if chance(2) {
      lines.append(
        "age_rule: {at: \(pick(["admission", "discharge"])), "
          + "years: \(pick(["birthday", "calendar"]))}")
    }
    if chance(3) {
      lines.append("scope:")
      for reason in some(["bed_day", "psychiatric", "rehabilitation", "day_surgery"], atLeast: 1) {
        let condition =
          chance(2)
          ? "diagnosis_prefixes: [\(pick(world.diagnosisPrefixes))]"
          : "minimum_days: \(random.integer(in: 30...90))"
        lines.append("  - {reason: \(reason), \(condition)}")
      }
    }
    var codes = ["unknown: \(pick(["ungrouped", "medical"]))"]
    if !world.codeVersions.isEmpty, chance(2) {
      codes.append("diagnosis: \(pick(world.codeVersions))")
      codes.append("procedure: \(pick(world.codeVersions))")
    }
    if chance(2) { lines.append("code_version: {\(codes.joined(separator: ", "))}") }
    if !world.procedureTables.isEmpty, chance(2) {
      lines.append(
        "procedure_classes: [\(some(world.procedureTables, atLeast: 1).joined(separator: ", "))]")
    }
  }

  private mutating func stages() {
    var order = ["advance", "merged", "subdivided", "basic", "local"].shuffled(using: &random)
    if chance(2) { order.append("primary_care") }
    order.insert("composite", at: chance(4) ? 0 : order.count)
    var ranks: [String] = []
    while !order.isEmpty {
      let count = min(order.count, Int(random.integer(in: 1...3)))
      let rank = order.prefix(count).joined(separator: ", ")
      ranks.append(count == 1 ? rank : "[\(rank)]")
      order.removeFirst(count)
    }
    lines.append("stages: [\(ranks.joined(separator: ", "))]")
  }

  // MARK: Scoring

  private mutating func levels() -> String {
    let values = (0...3).map { _ in decimal(50...130) }.sorted()
    return zip(0...3, values).map { "\"\($0)\": \($1)" }.joined(separator: ", ")
  }

  private mutating func scoring() {
    switch random.integer(in: 0...3) {
    case 0: lines.append("ungrouped: {rule: zero}")
    case 1: lines.append("ungrouped: {rule: fixed_group, group: \(pick(world.groups))}")
    case 2:
      lines.append(
        "ungrouped: {rule: cost_factor, base: 1000, factor: \(decimal(10...100)), "
          + "mean_cost: \(decimal(500_000...1_500_000))}")
    default:
      lines.append(
        "ungrouped: {rule: mean_score_coefficient, mean_score: \(random.integer(in: 100...900)), "
          + "coefficient: \(decimal(10...100))}")
    }
    lines.append("coefficients:")
    lines.append("  level: {\(levels())}")
    if chance(2) {
      lines.append("  grade: {\"3A\": \(decimal(90...130)), \"2B\": \(decimal(70...110))}")
    }
    if chance(3) {
      lines.append("  institution: {\(pick(world.institutions)): \(decimal(60...140))}")
    }
    if chance(3) {
      let codes = some(world.institutions, atLeast: 1).joined(separator: ", ")
      let groups = chance(2) ? "groups: [\(pick(world.groups))], " : ""
      lines.append("  specialty:")
      lines.append(
        "    - {institutions: [\(codes)], \(groups)coefficient: \(decimal(90...120))}")
    }
    if chance(3) { lines.append("  disease: {\(pick(world.groups)): \(decimal(80...120))}") }
    if chance(3) { lines.append("  group_level: {\(pick(world.groups)): {\(levels())}}") }
    if chance(3) { lines.append("  conservative: {\(levels())}") }
    if chance(3) {
      lines.append(
        "  tcm: {institution: \(decimal(100...110)), group: \(decimal(100...110))}")
    }
    if chance(2) { lines.append("primary_care: {coefficient: \(decimal(80...110))}") }
  }

  private mutating func auxiliary() {
    guard chance(2) else { return }
    let tests = [
      "age: {below_days: 29}", "age: {from_days: 29, below_years: 7}", "age: {from_years: 65}",
      "severity: {death: true}", "severity: {complication: mcc, stay_over: 3}",
      "severity: {complication: cc, stay_over: 3, stay_inclusive: true}",
      "diagnosis: {prefixes: [C, D0], position: any}",
      "diagnosis: {prefixes: [C], position: other_category, stay_over: 3}",
      "cost: {times: \(decimal(50...300)), kind: \(pick(["drugs", "treatment"])), share: 0.3}",
      "icu: {from: 2, through: 7}",
      "icu: {from: 8}", "comorbidity: {from: 2, through: 4}", "comorbidity: {from: 5}",
    ]
    let hasSuffix = chance(3)
    let exempt = some(["tcm", "composite", "primary_care", "conservative", "advance"])
    lines.append("auxiliary:")
    lines.append("  exempt: [\(exempt.joined(separator: ", "))]")
    if hasSuffix { lines.append("  append_suffix: true") }
    lines.append("  types:")
    for (number, test) in some(tests, atLeast: 1).enumerated() {
      let suffix = hasSuffix ? "suffix: \"_\(number)\", " : ""
      let own = chance(4) ? "" : "coefficient: \(decimal(80...300)), "
      let among = pick(["", "", "", ", among: [C]", ", except: [C, D0]"])
      lines.append("    - {code: T\(number), \(suffix)\(own)\(test)\(among)}")
    }
  }

  // MARK: Deviation

  private mutating func deviation(_ method: String) {
    lines.append("deviation:")
    let preset = pick(["dip10", "dip20", "jining", "taian"])
    switch random.integer(in: 0...3) {
    case 0:
      lines.append("  preset: \(preset)")
      lines.append("  missing_reference: \(pick(["normal", "refuse"]))")
    case 1:
      lines.append("  preset: dip30")
      reference(method)
    default:
      let isMean = chance(2)
      lines.append("  reference: \(isMean ? "mean" : "standard")")
      if isMean { lines.append("  missing_reference: normal") } else { reference(method) }
      bands()
    }
    if chance(3) {
      lines.append("review: {special_case_above: 2, expert_above: \(decimal(300...600))}")
    }
  }

  private mutating func reference(_ method: String) {
    let values = method == "settlement" && chance(2) ? ["settlement"] : ["year_start"]
    lines.append("  point_value: \(pick(values))")
  }

  /// Bands that cover [0, ∞) once, with `k` never below zero.
  private mutating func bands() {
    var ends: Set<Int64> = []
    let count = Int(random.integer(in: 1...3))
    while ends.count < count { ends.insert(random.integer(in: 20...600)) }
    lines.append("  bands:")
    var lower = "0"
    var isIn = true
    for end in ends.sorted() + [0] {
      let upper = end == 0 ? nil : "\(end / 100).\(end % 100 / 10)\(end % 10)"
      let upperIn = chance(2)
      var parts = ["lower: \(lower)", "lower_inclusive: \(isIn)"]
      if let upper { parts += ["upper: \(upper)", "upper_inclusive: \(upperIn)"] }
      parts.append("k: {\(k())}")
      if chance(4) { parts.append("apply_institution: false") }
      if chance(4) { parts.append("apply_auxiliary: false") }
      lines.append("    - {\(parts.joined(separator: ", "))}")
      (lower, isIn) = (upper ?? "", !upperIn)
    }
  }

  private mutating func k() -> String {
    switch random.integer(in: 0...3) {
    case 0: "a: 1"
    case 1: "b: \(decimal(50...150))"
    case 2: "a: \(decimal(10...100)), b: \(decimal(0...100))"
    default: "b: \(decimal(0...50)), c: \(decimal(10...100))"
    }
  }

  // MARK: Money

  /// The method that was written.
  private mutating func pointValue(isPackage: Bool) -> String {
    let method =
      isPackage ? "settlement" : pick(["settlement", "settlement", "year_start", "elastic"])
    lines.append("point_value:")
    lines.append("  method: \(method)")
    lines.append("  year_start: \(decimal(60_000...120_000, places: 4))")
    if method == "elastic" {
      let base = random.integer(in: 6...9)
      let cap = chance(2) ? ", cap: \(decimal(100...200))" : ""
      let form = pick([
        "base: 0.\(base), increment: 0.\(10 - base)",
        "severe: {groups: [\(world.groups[0])], score_from: \(decimal(50_000...150_000))}",
        "rigid: {share: \(decimal(20...60)), groups: {\(world.groups[0]): 0.7}}",
      ])
      lines.append("  elastic: {\(form)\(cap)}")
    }
    let isMinusPatient = chance(3)
    if !isMinusPatient { lines.append("  pay_ratio_scope: \(pick(["region", "institution"]))") }
    lines.append("payable: \(isMinusPatient ? "score_rate_minus_patient" : "score_rate")")
    return method
  }

  private mutating func money(isPackage: Bool) {
    lines.append("residual: \(pick(["report", "largest_remainder", "regulation_fund"]))")
    if chance(2) {
      lines.append(
        "month: {advance: \(decimal(80...100)), deposit: \(decimal(0...5)), "
          + "negative: \(pick(["carry", "give_back"]))}")
    }
    if chance(2) { lines.append("assessment: {default: 1, minimum: 0.80, maximum: 1.20}") }
    if chance(2) { surplus() }
    if chance(2) {
      lines.append(
        "special_case: {per_mille: \(random.integer(in: 0...5)), "
          + "payment: \(pick(["by_item", "adjusted_score"])), "
          + "basis: \(pick(["paid", "grouped"])), eligible: {cost_ratio: 2, critical: true}}")
    }
    guard isPackage else { return }
    let budget =
      chance(2)
      ? "{rule: merged_pools}" : "{rule: capitation, per_person: \(decimal(1_000...90_000))}"
    let deficit =
      chance(2)
      ? "{rule: not_covered}"
      : "{rule: shared, steps: [{up_to: 0.05, fund_share: \(decimal(0...100))}, "
        + "{up_to: 0.1, fund_share: \(decimal(0...100))}]}"
    lines.append(
      "consortium: {name: c, lead: \(world.institutions[0]), budget: \(budget), "
        + "deficit: \(deficit), surplus: \(pick(["by_score", "lead"]))}")
  }

  private mutating func surplus() {
    if chance(2) {
      lines.append("bands:")
      lines.append("  - {lower: 0, upper: 0.85, booked: 1}")
      lines.append("  - {lower: 0.85, upper: 1, upper_inclusive: true, due: 1}")
      lines.append("  - {lower: 1, lower_inclusive: false, fund_share: \(decimal(0...100))}")
      return
    }
    let base = pick(["due", "booked"])
    let (below, above) = base == "due" ? ("keep", "fund_share") : ("fund_share", "keep")
    lines.append("bands:")
    lines.append("  base: \(base)")
    lines.append("  mode: \(pick(["whole", "marginal"]))")
    lines.append("  intervals:")
    lines.append("    - {lower: 0, upper: 0.9, \(below): \(decimal(0...100))}")
    lines.append("    - {lower: 0.9, upper: 1, \(below): \(decimal(0...100))}")
    lines.append("    - {lower: 1, upper: 1.1, \(above): \(decimal(0...100))}")
    lines.append("    - {lower: 1.1, \(above): \(decimal(0...100))}")
  }

  private mutating func rounding() {
    let steps = [
      "institution_coefficient", "auxiliary_coefficient", "deviation_k", "case_score",
      "point_value", "pay_ratio", "case_standard", "case_fund", "institution_due", "band_result",
    ]
    let chosen = some(steps)
    guard !chosen.isEmpty else { return }
    lines.append("rounding:")
    for step in chosen {
      // Amounts are yuan and end in fen; scores and factors keep more.
      let scale =
        ["case_standard", "case_fund", "institution_due", "band_result"].contains(step) ? 2 : 4
      let mode = pick(["half_up", "half_even", "down", "up", "exact"])
      lines.append(
        mode == "exact"
          ? "  \(step): {mode: exact}" : "  \(step): {mode: \(mode), scale: \(scale)}")
    }
  }
}
