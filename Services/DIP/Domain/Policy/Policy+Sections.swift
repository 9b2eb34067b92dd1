import Quantities
import Yams

extension PoolPolicy {
  /// `pools: {mode: merged | separate, types: ["310", "390"]}`
  init(_ root: PolicySection) {
    enum Mode: String, CaseIterable { case merged, separate }
    guard let section = root.section("pools") else {
      self.init(types: [], merged: false)
      return
    }
    let mode: Mode? = section.choice("mode")
    var types: [String] = []
    for (text, mark) in section.texts("types") {
      let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      if isCode, !types.contains(text), types.count < 8 {
        types.append(text)
      } else {
        section.findings.invalid(
          mark, section.join("types"), zh: "应为不重复的三位险种代码，至多 8 个",
          en: "expected three-digit insurance codes, none twice, at most 8")
      }
    }
    if types.isEmpty, section.has("types") {
      section.findings.invalid(
        section.mark(of: "types"), section.join("types"), zh: "至少一个险种",
        en: "expected at least one code")
    }
    section.finish()
    self.init(types: types, merged: mode == .merged)
  }
}

extension CatalogueReference {
  /// `catalogue: {name: …, version: …}`
  init(_ root: PolicySection) {
    guard let section = root.section("catalogue") else {
      self.init(name: "")
      return
    }
    self.init(
      name: section.text("name") ?? "", version: section.text("version", required: false))
    section.finish()
  }
}

extension GroupingPolicy {
  /// `scope, exclusion_match, p07_position, tie, composite_fallback`
  init(_ root: PolicySection) {
    let scope = root.sections("scope", required: false).map { rule -> ScopeRule in
      let reason: ScopeRule.Reason? = rule.choice("reason")
      let made = ScopeRule(
        reason: reason ?? .bedDay,
        diagnosisPrefixes: rule.texts("diagnosis_prefixes", required: false).map(\.text),
        minimumDays: rule.has("minimum_days") ? rule.integer("minimum_days", in: 0...36_500) : nil,
        maximumDays: rule.has("maximum_days") ? rule.integer("maximum_days", in: 0...36_500) : nil)
      if made.diagnosisPrefixes.isEmpty, made.minimumDays == nil, made.maximumDays == nil {
        rule.findings.invalid(rule.mark, rule.path, zh: "规则没有条件", en: "a rule needs a condition")
      }
      rule.finish()
      return made
    }
    self.init(
      scope: scope, exclusionMatch: root.choice("exclusion_match", default: .exact) ?? .exact,
      p07Position: root.choice("p07_position", default: .main) ?? .main,
      tie: root.choices("tie"), compositeFallback: root.choices("composite_fallback"))
  }
}

extension UngroupedRule {
  private enum Rule: String, CaseIterable {
    case zero
    case fixedGroup = "fixed_group"
    case costFactor = "cost_factor"
    case meanScoreCoefficient = "mean_score_coefficient"
  }

  /// `ungrouped: {rule: zero | fixed_group | cost_factor | mean_score_coefficient, …}`
  init(_ root: PolicySection) {
    self = .zero
    guard let section = root.section("ungrouped") else { return }
    let rule: Rule? = section.choice("rule")
    switch rule {
    case .zero, nil: break
    case .fixedGroup: self = .fixedGroup(code: section.text("group") ?? "")
    case .costFactor:
      self = .costFactor(
        base: section.decimal("base"), factor: section.decimal("factor"),
        meanCost: section.money("mean_cost"))
    case .meanScoreCoefficient:
      self = .meanScoreCoefficient(
        coefficient: section.decimal("coefficient"), meanScore: section.decimal("mean_score"))
    }
    // Without a rule it is unknown which keys belong here; the missing rule is reported already.
    if rule != nil { section.finish() }
  }
}

extension CoefficientPolicy {
  /// `coefficients: {level, institution, conservative, tcm}` and `primary_care: {coefficient}`
  init(_ root: PolicySection) {
    let section = root.section("coefficients")
    var made = CoefficientPolicy(level: [.one, .one, .one, .one])
    if let section {
      made.level = Self.levels(section.section("level")) ?? made.level
      made.conservative = Self.levels(section.section("conservative", required: false))
      if let own = section.section("institution", required: false) {
        for code in own.keys {
          if (try? InstitutionCode(parsing: code)) == nil {
            own.findings.invalid(
              own.mark(of: code), own.join(code), zh: "不是医疗机构编码", en: "not an institution code")
          }
          made.institution[code] = own.decimal(code)
        }
        own.finish()
      }
      if let tcm = section.section("tcm", required: false) {
        made.tcmInstitution = tcm.decimal("institution", default: .one)
        made.tcmGroup = tcm.decimal("group", default: .one)
        tcm.finish()
      }
      section.finish()
    }
    if let primary = root.section("primary_care", required: false) {
      made.primaryCare = primary.decimal("coefficient")
      primary.finish()
    }
    self = made
  }

  /// `{"3": …, "2": …, "1": …, "0": …}`: every level is stated.
  private static func levels(_ section: PolicySection?) -> [Decimal]? {
    guard let section else { return nil }
    let levels = (0..<ScoringInstitution.levels).map { section.decimal(String($0)) }
    section.finish()
    return levels
  }
}

extension SpecialCaseRule {
  /// `special_case: {per_mille: 5}`
  init?(_ root: PolicySection) {
    guard let section = root.section("special_case", required: false) else { return nil }
    self.init(perMille: section.integer("per_mille", in: 0...1000))
    if perMille > 5 {
      section.findings.report(
        error: false, at: section.mark(of: "per_mille"), section.join("per_mille"),
        "DIP_POLICY_SPECIAL_CASES_HIGH", zh: "特例单议比例超过 5‰", en: "more than 5 ‰ of special cases",
        remedyZh: "请核对国家规程的上限", remedyEn: "compare with the limit of the national rules")
    }
    section.finish()
  }
}

extension RoundingTable {
  private enum Mode: String, CaseIterable {
    case halfUp = "half_up"
    case halfEven = "half_even"
    case down, up, exact
  }

  /// `rounding: {case_score: {scale: 4, mode: half_up}, point_value: {mode: exact}}`
  init(_ root: PolicySection) {
    var rules: [Step: Rounding] = [:]
    if let section = root.section("rounding", required: false) {
      for step in Step.allCases {
        guard let rule = section.section(step.rawValue, required: false) else { continue }
        let mode: Mode? = rule.choice("mode")
        if let mode, let rounding = RoundingMode(rawValue: mode.rawValue) {
          rules[step] = .decimals(rule.integer("scale", in: 0...12), rounding)
        }
        rule.finish()
      }
      section.finish()
    }
    self.init(rules)
  }
}
