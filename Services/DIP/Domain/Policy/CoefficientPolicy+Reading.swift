import Quantities
import Yams

extension CoefficientPolicy {
  /// `coefficients: {level, grade, institution, specialty, disease, group_level, conservative, tcm}` and
  /// `primary_care: {coefficient}`
  init(_ root: PolicySection) {
    self.init(level: Array(repeating: .one, count: ScoringInstitution.levels))
    if let primary = root.section("primary_care") {
      primaryCare = primary.decimal("coefficient", default: .one)
    }
    guard let section = root.section("coefficients") else { return }
    if let own = section.section("level") {
      level = Self.levels(own)
      remarkInversion(own)
    }
    conservative = section.section("conservative").map { Self.levels($0) }
    institution = Self.table(section.section("institution"))
    grade = Self.table(section.section("grade"))
    disease = Self.table(section.section("disease"))
    if let table = section.section("group_level") {
      for code in table.keys { groupLevel[code] = table.section(code).map { Self.levels($0) } }
    }
    specialty = section.sections("specialty").map {
      Specialty(
        institutions: $0.texts("institutions"), groups: $0.texts("groups"),
        coefficient: $0.decimal("coefficient", default: .one))
    }
    if let tcm = section.section("tcm") {
      tcmInstitution = tcm.decimal("institution", default: .one)
      tcmGroup = tcm.decimal("group", default: .one)
    }
  }

  /// `{"3": …, "2": …, "1": …, "0": …}`: every level is stated.
  private static func levels(_ section: PolicySection) -> [Decimal] {
    (0..<ScoringInstitution.levels).map { section.decimal(String($0), default: .one) }
  }

  private static func table(_ section: PolicySection?) -> [String: Decimal] {
    guard let section else { return [:] }
    return Dictionary(
      section.keys.map { ($0, section.decimal($0, default: .one)) }, uniquingKeysWith: { a, _ in a }
    )
  }

  /// 系数倒挂: the specification asks that higher levels do not have lower coefficients.
  private func remarkInversion(_ section: PolicySection) {
    for upper in 1..<level.count where level[upper] < level[upper - 1] {
      section.findings.remark(
        section.mark(of: String(upper)), section.join(String(upper)), "DIP_POLICY_LEVELS_INVERTED",
        zh: "低于下一级别的系数", en: "is below the coefficient of the next lower level",
        remedyZh: "请核对是否系数倒挂", remedyEn: "check whether the levels are exchanged")
    }
  }
}

extension UngroupedRule {
  enum Rule: String, CaseIterable {
    case zero
    case fixedGroup = "fixed_group"
    case costFactor = "cost_factor"
    case meanScoreCoefficient = "mean_score_coefficient"
  }

  /// `ungrouped: {rule: zero | fixed_group | cost_factor | mean_score_coefficient, …}`
  init(_ root: PolicySection) {
    self = .zero
    guard let section = root.section("ungrouped"), let rule: Rule = section.choice("rule") else {
      return
    }
    switch rule {
    case .zero: break
    case .fixedGroup: self = .fixedGroup(code: section.text("group") ?? "")
    case .costFactor:
      self = .costFactor(
        base: section.decimal("base", default: .zero),
        factor: section.decimal("factor", default: .zero), meanCost: section.money("mean_cost"))
    case .meanScoreCoefficient:
      self = .meanScoreCoefficient(
        coefficient: section.decimal("coefficient", default: .zero),
        meanScore: section.decimal("mean_score", default: .zero))
    }
  }
}

extension PoolPolicy {
  enum Mode: String, CaseIterable { case merged, separate }

  /// `pools: {mode: merged | separate, types: ["310", "390"]}`
  init(_ root: PolicySection) {
    let section = root.section("pools")
    let mode: Mode? = section?.choice("mode")
    self.init(types: section?.texts("types") ?? [], merged: mode == .merged)
  }
}

extension CatalogueReference {
  /// `catalogue: {name: …, version: …}`
  init(_ root: PolicySection) {
    let section = root.section("catalogue")
    self.init(name: section?.text("name") ?? "", version: section?.text("version"))
  }
}

extension RoundingTable {
  /// The modes of `Rounding`, and `exact`.
  enum Mode: String, CaseIterable {
    case halfUp = "half_up"
    case halfEven = "half_even"
    case down, up, exact
  }

  /// `rounding: {case_score: {scale: 4, mode: half_up}, point_value: {mode: exact}}`
  init(_ root: PolicySection) {
    var rules: [Step: Rounding] = [:]
    if let section = root.section("rounding") {
      for step in Step.allCases {
        guard let rule = section.section(step.rawValue), let mode: Mode = rule.choice("mode"),
          let rounding = RoundingMode(rawValue: mode.rawValue)
        else { continue }
        rules[step] = .decimals(rule.integer("scale") ?? 0, rounding)
      }
    }
    self.init(rules)
  }
}
