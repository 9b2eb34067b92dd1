import Quantities
import Yams

extension MeasurementPolicy {
  /// `score`, `core_threshold`, `related_split_pct`, `cv_sigma`, `auxiliary.trigger`
  init(_ root: PolicySection) {
    self.init()
    if let section = root.section("score") { readScore(section) }
    if let section = root.section("core_threshold") {
      if let cases = section.integer("cases") { coreThreshold = .cases(cases) }
      if let share = section.decimal("coverage") { coreThreshold = .coverage(share) }
    }
    relatedSplitPercent = root.decimal("related_split_pct", default: relatedSplitPercent)
    cvSigma = root.decimal("cv_sigma")
    if let section = root.section("auxiliary")?.section("trigger") {
      auxiliaryTrigger.cases = section.integer("cases") ?? auxiliaryTrigger.cases
      auxiliaryTrigger.cvFallPercent = section.decimal(
        "cv_fall_pct", default: auxiliaryTrigger.cvFallPercent)
      auxiliaryTrigger.groupCases = section.integer("group_cases") ?? auxiliaryTrigger.groupCases
      auxiliaryTrigger.intensiveCare = section.section("icu").map { own in
        AuxiliaryTrigger.Limits(
          cases: own.integer("cases") ?? auxiliaryTrigger.cases,
          cvFallPercent: own.decimal("cv_fall_pct", default: auxiliaryTrigger.cvFallPercent))
      }
    }
  }

  private mutating func readScore(_ section: PolicySection) {
    method = section.choice("method", default: .average)
    base = section.decimal("base", default: base)
    benchmarkGroup = section.text("benchmark_group")
    quota = section.has("quota") ? section.money("quota") : nil
    yearWeights = section.yearWeights() ?? yearWeights
    weighting = section.choice("weighting", default: weighting)
    trimming = Trimming(section)
    minimumLevelCases = section.integer("minimum_level_cases") ?? minimumLevelCases
    keepsTotalScore = section.flag("keep_total", default: keepsTotalScore)
    if method == .benchmark, benchmarkGroup == nil {
      section.findings.missing(section.mark(of: "method"), section.join("benchmark_group"))
    } else if method != .benchmark, benchmarkGroup != nil {
      section.findings.contradiction(
        section.mark(of: "benchmark_group"), section.join("benchmark_group"),
        zh: "仅当 method 为 benchmark 时起作用", en: "has an effect with method: benchmark only")
    }
    if method != .quota, quota != nil {
      section.findings.contradiction(
        section.mark(of: "quota"), section.join("quota"),
        zh: "仅当 method 为 quota 时起作用", en: "has an effect with method: quota only")
    }
    if method == .quota, section.has("base") {
      section.findings.contradiction(
        section.mark(of: "base"), section.join("base"), zh: "method 为 quota 时不起作用",
        en: "has no effect with method: quota")
    }
  }
}

extension MeasurementPolicy.Trimming {
  /// `trimming: {percentile: {lower, upper}}` or `{sigma: 3}` of a section.
  init(_ section: PolicySection) {
    self = .none
    guard let rule = section.section("trimming") else { return }
    if let sigma = rule.decimal("sigma") { self = .sigma(sigma) }
    guard let percentile = rule.section("percentile") else { return }
    let lower = percentile.decimal("lower", default: .zero)
    let upper = percentile.decimal("upper", default: .zero)
    if lower >= upper {
      percentile.findings.contradiction(
        percentile.mark, percentile.path, zh: "lower 应小于 upper", en: "lower must be below upper")
    }
    self = .percentile(lower: lower, upper: upper)
  }
}

extension PolicySection {
  /// `year_weights: [1, 2, 7]`, the oldest first; one of them has to be above zero.
  func yearWeights() -> [Int]? {
    guard let weights = integers("year_weights") else { return nil }
    if !weights.contains(where: { $0 > 0 }) {
      findings.invalid(
        mark(of: "year_weights"), join("year_weights"), zh: "至少一年的权重大于零",
        en: "one weight has to be above zero")
    }
    return weights
  }
}
