import DIPDomain
import Quantities

/// Policies by lot (随机政策), over all keys that decide about groups, scores and the year's
/// distribution; every one is accepted by the reader.
public enum ReferencePolicies {
  /// The YAML of a policy; the same seed gives the same text.
  public static func yaml(seed: UInt64) -> String {
    var lot = Lot(SeededRandom(seed: seed))
    var lines = [
      "name: lot-\(seed)", "region: \"990100\"", "year: 2025",
      "pools: {mode: \(lot.one("merged", "separate")), types: [\"310\", \"390\"]}",
      "catalogue: {name: healthmesh-sample}",
    ]
    lines += grouping(&lot)
    lines.append("ungrouped: \(ungrouped(&lot))")
    lines += coefficients(&lot)
    lines += auxiliary(&lot)
    lines += deviation(&lot)
    lines += money(&lot)
    lines.append("rounding: {assumed: true\(roundings(&lot))}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func grouping(_ lot: inout Lot) -> [String] {
    var lines = [
      "exclusion_match: \(lot.one("exact", "prefix"))", "p07_position: \(lot.one("main", "any"))",
      "procedure_match: \(lot.one("extensions", "exact", "prefix"))",
      "listed_procedures: \(lot.one("any", "any", "all"))",
      "composite_first: \(lot.one("never", "unmatched_related_surgery"))",
      "composite_by: \(lot.one("procedure_class", "surgery_level"))",
      "composite_fallback: [\(lot.some("prefix", "range", "letter"))]",
      "code_version: {unknown: \(lot.one("ungrouped", "medical"))\(lot.one("", ", diagnosis: \"2.0\"", ", diagnosis: \"2.0\", procedure: \"2.0\""))}",
      "age_rule: {at: \(lot.one("admission", "discharge")), years: \(lot.one("birthday", "calendar"))}",
    ]
    let ties = lot.some(
      "higher_score", "nearest_mean_cost", "type_priority", "main_procedure_in_code",
      "exact_procedure")
    lines.append("tie: [\(ties)]")
    switch lot.below(4) {
    case 0:
      lines.append(
        "stages: [[advance, merged, subdivided, basic, local], primary_care, composite]")
    case 1: lines.append("stages: [advance, primary_care, [merged, subdivided], basic, composite]")
    default: break
    }
    if lot.below(2) == 0 {
      lines.append(
        "scope: [{reason: bed_day, minimum_days: \(lot.below(60) + 30)}, {reason: psychiatric, diagnosis_prefixes: [F2]}, {reason: day_surgery, maximum_days: 1, procedure_prefixes: [\"51.2\", \"13.4\"]}]"
      )
    }
    return lines
  }

  private static func ungrouped(_ lot: inout Lot) -> String {
    switch lot.below(4) {
    case 0: "{rule: zero}"
    case 1: "{assumed: true, rule: fixed_group, group: JC-1858}"
    case 2: "{assumed: true, rule: cost_factor, base: 1000, factor: 0.7, mean_cost: 9000.00}"
    default:
      "{assumed: true, rule: mean_score_coefficient, mean_score: 600, coefficient: \(lot.decimal(1, 99, 2))}"
    }
  }

  private static func coefficients(_ lot: inout Lot) -> [String] {
    var parts = [
      "level: {assumed: true, \"3\": \(lot.decimal(100, 120, 2)), \"2\": \(lot.decimal(85, 99, 2)), \"1\": \(lot.decimal(700, 849, 3)), \"0\": \(lot.decimal(600, 699, 3))}"
    ]
    if lot.below(2) == 0 {
      parts.append(
        "grade: {assumed: true, 3A: \(lot.decimal(105, 115, 2)), 2A: \(lot.decimal(95, 99, 2))}")
    }
    if lot.below(2) == 0 {
      parts.append(
        "specialty: [{institutions: [H99010000001, H99010000003], groups: [BX, JC-2], coefficient: \(lot.decimal(101, 110, 2))}]"
      )
    }
    if lot.below(2) == 0 { parts.append("disease: {JC-1858: \(lot.decimal(90, 110, 2))}") }
    if lot.below(2) == 0 {
      parts.append(
        "group_level: {JC-2534: {assumed: true, \"3\": 1.2, \"2\": 1, \"1\": \(lot.decimal(80, 95, 2)), \"0\": 0.8}}"
      )
    }
    if lot.below(2) == 0 {
      parts.append(
        "conservative: {assumed: true, \"3\": 0.9, \"2\": 0.95, \"1\": 1, \"0\": \(lot.decimal(100, 105, 2))}"
      )
    }
    if lot.below(2) == 0 {
      parts.append("tcm: {assumed: true, institution: \(lot.decimal(101, 109, 2)), group: 1.03}")
    }
    return [
      "coefficients: {\(parts.joined(separator: ", "))}",
      "primary_care: {coefficient: \(lot.one("1", "0.95"))}",
    ]
  }

  private static func auxiliary(_ lot: inout Lot) -> [String] {
    guard lot.below(3) > 0 else { return [] }
    let all = [
      "{code: NEWBORN, age: {below_days: 29}, coefficient: \(lot.decimal(105, 140, 2))}",
      "{code: OLD, age: {from_years: \(65 + lot.below(20))}, coefficient: \(lot.decimal(100, 130, 2))}",
      "{code: SEV-4, severity: {death: true, stay_over: 3}}",
      "{code: SEV-3, severity: {complication: mcc, stay_over: 3, stay_inclusive: true}}",
      "{code: SEV-2, severity: {complication: cc}, coefficient: 1.04}",
      "{code: TUMOUR, diagnosis: {prefixes: [C], position: any}, coefficient: \(lot.decimal(100, 125, 2))}",
      "{code: SPREAD, diagnosis: {prefixes: [C], position: other_category, stay_over: 3, stay_inclusive: true}, coefficient: 1.3}",
      "{code: HIGH, cost: {times: 1.5, kind: drugs, share: 0.4}, coefficient: 1.25, except: [\(lot.one("Z", "C"))]}",
      "{code: MAL, severity: {complication: cc}, among: [C, D0], coefficient: \(lot.decimal(110, 130, 2))}",
      "{code: ICU-2, icu: {from: 2, through: 7}, coefficient: 1.2}",
      "{code: ICU-8, icu: {from: 8}, coefficient: 1.5}",
      "{code: CCI-2, comorbidity: {from: 2}, coefficient: 1.06}",
    ]
    let exempt = lot.some("tcm", "composite", "primary_care", "conservative", "advance")
    return [
      "auxiliary:", "  exempt: [\(exempt)]", "  types:",
    ] + all.shuffled(using: &lot.random).prefix(2 + lot.below(7)).map { "    - \($0)" }
  }

  private static func deviation(_ lot: inout Lot) -> [String] {
    let preset = lot.one("dip10", "dip20", "dip30", "jining", "taian", "own")
    let body =
      switch preset {
      case "dip30": "preset: dip30"
      case "own":
        """
        reference: mean, missing_reference: normal, bands: [
            {lower: 0, upper: 0.4, k: {a: 1}, apply_auxiliary: \(lot.one("true", "false"))},
            {lower: 0.4, upper: 0.75, upper_inclusive: true, k: {a: 0.5, b: 0.25}},
            {lower: 0.75, lower_inclusive: false, upper: 2, k: {b: 1}},
            {lower: 2, k: {a: 0.3, b: 0.1, c: \(lot.one("0.2", "0.3"))}, apply_institution: \(lot.one("true", "false")), apply_auxiliary: false}]
        """
      default: "preset: \(preset), missing_reference: normal"
      }
    return ["deviation: {\(body)}"]
  }

  private static func money(_ lot: inout Lot) -> [String] {
    let payable = lot.one("score_rate", "score_rate", "score_rate_minus_patient")
    let scope = payable == "score_rate" ? lot.one("region", "institution") : "region"
    let method = lot.one("settlement", "settlement", "settlement", "year_start", "elastic")
    var lines = [
      "point_value:", "  assumed: true", "  method: \(method)",
      "  year_start: \(lot.decimal(70, 120, 1))", "  pay_ratio_scope: \(scope)",
    ]
    if method == "elastic" { lines.append("  elastic: {\(elastic(&lot))}") }
    lines += [
      "payable: \(payable)",
      "assessment: {default: \(lot.one("1", "0.98")), minimum: 0.9, maximum: 1.05}",
      "residual: \(lot.one("report", "largest_remainder", "regulation_fund"))",
    ]
    return lines + bands(&lot)
  }

  private static func elastic(_ lot: inout Lot) -> String {
    let form = lot.one(
      "base: 0.7, increment: 0.3",
      "severe: {groups: [XQ, BX-1], score_from: \(lot.below(4000) + 1)}",
      "rigid: {share: \(lot.decimal(20, 60, 2)), groups: {JC-1858: 0.75, BD-1: 0}}")
    return form + lot.one("", ", cap: \(lot.decimal(90, 150, 2))")
  }

  private static func bands(_ lot: inout Lot) -> [String] {
    switch lot.below(4) {
    case 0:
      [
        "bands: {base: due, mode: \(lot.one("whole", "marginal")), intervals: [{lower: 0, upper: 0.8, keep: 0}, {lower: 0.8, upper: 1, keep: \(lot.decimal(50, 100, 2))}, {lower: 1, upper: 1.1, fund_share: \(lot.decimal(0, 80, 2))}, {lower: 1.1, fund_share: 0.1}]}"
      ]
    case 1:
      [
        "bands: {base: booked, mode: \(lot.one("whole", "marginal")), intervals: [{lower: 0, upper: 1, fund_share: \(lot.decimal(0, 80, 2))}, {lower: 1, upper: 1.2, keep: \(lot.decimal(50, 100, 2))}, {lower: 1.2, keep: 0.2}]}"
      ]
    case 2:
      [
        "bands: [{lower: 0, upper: 0.85, booked: 1}, {lower: 0.85, upper: 1, upper_inclusive: true, due: 1}, {lower: 1, lower_inclusive: false, upper: 1.1, upper_inclusive: true, booked: 0.6, due: 0.4}, {lower: 1.1, lower_inclusive: false, due: 1.06}]"
      ]
    default: []
    }
  }

  private static func roundings(_ lot: inout Lot) -> String {
    let steps = [
      "institution_coefficient", "auxiliary_coefficient", "deviation_k", "case_score",
      "point_value", "pay_ratio", "case_standard", "case_fund", "institution_due", "band_result",
    ]
    return steps.map { step in
      guard lot.below(2) == 0 else { return "" }
      let mode = lot.one("half_up", "half_even", "down", "up")
      return ", \(step): {scale: \(2 + lot.below(4)), mode: \(mode)}"
    }.joined()
  }
}

/// Draws from a seeded source.
struct Lot {
  var random: SeededRandom

  init(_ random: SeededRandom) { self.random = random }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  mutating func one<T>(_ values: T...) -> T { values[below(values.count)] }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  /// Some of the values in any order, perhaps none.
  mutating func some(_ values: String...) -> String {
    values.shuffled(using: &random).prefix(below(values.count + 1)).joined(separator: ", ")
  }

  /// A decimal such as 1.05 from 105 and two decimals.
  mutating func decimal(_ low: Int, _ high: Int, _ scale: Int) -> String {
    let digits = String(Int.random(in: low...high, using: &random))
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return "\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }
}
