import DIPDomain
import Foundation

/// The documents that the project ships, and five that between them state every key.
enum PolicySamples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Deploy/policies")

  /// File names in `Deploy/policies`.
  static let files = [
    "bozhou-package", "dip10", "dip20", "dip30", "jingmen", "jingzhou", "jining", "taian",
    "xiaogan", "xingan-package", "yichang",
  ].map { "\($0).yaml" }

  static func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// Every key of a document stands in one of these.
  static let whole = [first, second, third, fourth, fifth]

  private static let first = """
    name: first
    region: "990100"
    year: 2025
    pools: {mode: merged, types: ["310", "390"]}
    catalogue: {name: c, version: "1"}
    code_version: {diagnosis: D2, procedure: P3, unknown: medical}
    procedure_classes: [own, national]
    scope:
      - reason: bed_day
        diagnosis_prefixes: [F20]
        procedure_prefixes: ["94.2"]
        minimum_days: 30
        maximum_days: 400
    exclusion_match: prefix
    p07_position: any
    stages: [[advance, merged], subdivided, basic, local, primary_care, composite]
    procedure_match: prefix
    listed_procedures: all
    composite_first: unmatched_related_surgery
    composite_by: surgery_level
    composite_fallback: [prefix]
    tie: [exact_procedure]
    age_rule: {at: discharge, years: calendar}
    ungrouped: {rule: cost_factor, base: 900, factor: 0.7, mean_cost: 8000}
    coefficients:
      level: {"3": 1.2, "2": 1.1, "1": 1, "0": 0.9}
      grade: {"3A": 1.3}
      institution: {H99010000001: 1.4}
      specialty: [{institutions: [H99010000002], groups: [XQ], coefficient: 1.1}]
      disease: {JC-1: 1.05}
      group_level: {JC-7: {"3": 1.3, "2": 1.2, "1": 1.1, "0": 1}}
      conservative: {"3": 1, "2": 0.95, "1": 0.9, "0": 0.85}
      tcm: {institution: 1.02, group: 1.03}
    primary_care: {coefficient: 0.9}
    auxiliary:
      exempt: [tcm]
      append_suffix: true
      trigger:
        {cases: 20, cv_fall_pct: 25, group_cases: 40, icu: {cases: 10, cv_fall_pct: 15}}
      types:
        - {code: A, suffix: a, coefficient: 1.2, age: {from_days: 1, below_days: 29}}
        - {code: B, suffix: b, age: {from_years: 65, below_years: 80}}
        - code: C
          suffix: c
          severity: {complication: mcc, death: true, stay_over: 3, stay_inclusive: true}
        - code: D
          suffix: d
          diagnosis: {prefixes: [C], position: any, stay_over: 3, stay_inclusive: true}
          among: [C, D0]
          except: [C97]
        - {code: G, suffix: g, cost: {times: 3, kind: treatment, share: 0.5}}
        - {code: E, suffix: e, icu: {from: 2, through: 7}}
        - {code: F, suffix: f, comorbidity: {from: 3, through: 5}}
    deviation:
      reference: mean
      missing_reference: normal
      bands:
        - lower: 0
          lower_inclusive: true
          upper: 0.5
          upper_inclusive: false
          k: {a: 1, b: 0.1, c: 0.2}
          apply_institution: false
          apply_auxiliary: false
        - {lower: 0.5, k: {b: 1}}
    review: {special_case_above: 2, expert_above: 5}
    point_value:
      method: elastic
      year_start: 8.5
      elastic: {base: 0.8, increment: 0.2, cap: 1.5}
      pay_ratio_scope: institution
      year_weights: [1, 2, 7]
      weighting: mean_of_means
      trimming: {percentile: {lower: 2, upper: 98}}
    payable: score_rate
    month: {advance: 0.9, deposit: 0.04, negative: give_back}
    assessment: {default: 0.99, minimum: 0.9, maximum: 1.1}
    bands:
      base: due
      mode: whole
      intervals:
        - {lower: 0, upper: 0.8, upper_inclusive: true, booked: 1, due: 0.1}
        - {lower: 0.8, lower_inclusive: false, upper: 1, keep: 0.9}
        - {lower: 1, upper: 1.1, fund_share: 0.6}
        - {lower: 1.1, cap: 1.06}
    residual: report
    special_case:
      per_mille: 4
      eligible:
        cost_ratio: 2
        long_stay: 60
        new_technology: true
        critical: true
        multidisciplinary: true
      payment: adjusted_score
      basis: grouped
    consortium:
      name: 县域医共体
      lead: H99010000003
      budget: {rule: capitation, per_person: 800.5}
      deficit: {rule: shared, steps: [{up_to: 0.05, fund_share: 0.5}]}
      level_one_drug_exemption: true
      surplus: lead
    rounding:
      \(rounding)
    score:
      method: benchmark
      base: 500
      benchmark_group: JC-2
      year_weights: [1, 3, 6]
      weighting: case_weighted
      trimming: {sigma: 3}
      minimum_level_cases: 10
      keep_total: false
    core_threshold: {coverage: 0.8}
    related_split_pct: 12
    cv_sigma: 2
    """

  private static let rounding = [
    "yearly_mean", "rw", "institution_coefficient", "auxiliary_coefficient", "deviation_k",
    "case_score", "point_value", "pay_ratio", "case_standard", "case_fund", "institution_due",
    "band_result",
  ].map { "\($0): {scale: 3, mode: half_even}" }.joined(separator: "\n  ")

  private static let second = """
    name: second
    region: "990100"
    year: 2025
    pools: {mode: separate, types: ["310"]}
    catalogue: {name: c}
    ungrouped: {rule: mean_score_coefficient, mean_score: 600, coefficient: 0.5}
    coefficients: {level: {"3": 1, "2": 1, "1": 1, "0": 1}}
    deviation: {preset: dip30, point_value: settlement}
    point_value: {method: settlement, year_start: 8, trimming: {sigma: 2}}
    payable: score_rate
    bands:
      - {lower: 0, upper: 0.5, upper_inclusive: true, booked: 1}
      - {lower: 0.5, lower_inclusive: false, upper: 0.8, keep: 0.9}
      - {lower: 0.8, upper: 1, due: 1}
      - {lower: 1, upper: 1.2, fund_share: 0.5}
      - {lower: 1.2, cap: 1.1}
    residual: report
    score: {method: quota, quota: 9820, trimming: {percentile: {lower: 1, upper: 99}}}
    core_threshold: {cases: 30}
    """

  private static let third = """
    name: third
    region: "990100"
    year: 2025
    pools: {mode: merged, types: ["310"]}
    catalogue: {name: c}
    ungrouped: {rule: fixed_group, group: JC-1}
    coefficients: {level: {"3": 1, "2": 1, "1": 1, "0": 1}}
    deviation:
      reference: mean
      bands:
        - {lower: 0, upper: 2, k: {b: 1}}
        - {lower: 2, k: {b: 1}, review: expert}
    point_value:
      method: elastic
      year_start: 9
      elastic: {rigid: {share: 0.4, groups: {JC-1: 0.6}}}
    payable: score_rate_minus_patient
    bands: {base: due, intervals: [{lower: 0, due: 1}]}
    residual: largest_remainder
    rounding: {case_score: {mode: exact}}
    consortium:
      name: c
      lead: H99010000003
      budget: {rule: merged_pools}
      deficit: {rule: not_covered}
    """

  private static let fourth = """
    name: fourth
    region: "990100"
    year: 2025
    pools: {mode: separate, types: ["390"]}
    catalogue: {name: c}
    ungrouped: {rule: zero}
    coefficients: {level: {"3": 1, "2": 1, "1": 1, "0": 1}}
    deviation: {preset: dip10}
    point_value: {method: settlement, year_start: 9}
    payable: score_rate
    bands: {mode: whole, intervals: [{lower: 0, upper: 1, keep: 0.8}, {lower: 1, fund_share: 0.5}]}
    residual: regulation_fund
    score: {method: average}
    """

  private static let fifth = """
    name: fifth
    region: "990100"
    year: 2025
    pools: {mode: separate, types: ["310", "390"]}
    catalogue: {name: c}
    ungrouped: {rule: cost_factor, base: 900, factor: 0.7, mean_cost: 8000}
    coefficients:
      level: {"3": 1.2, "2": 1.1, "1": 1, "0": 0.9}
      conservative: {"3": 1, "2": 0.95, "1": 0.9, "0": 0.85}
    deviation: {preset: dip10}
    point_value:
      method: elastic
      year_start: 9
      elastic: {severe: {groups: [BX], score_from: 2000}}
    payable: score_rate
    residual: report
    special_case: {per_mille: 5, eligible: {cost_ratio: 2, critical: true}}
    """
}
