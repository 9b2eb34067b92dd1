import Quantities
import Yams

extension GroupingPolicy {
  /// `scope, exclusion_match, p07_position, stages, procedure_match, listed_procedures,
  /// composite_first, composite_by, composite_fallback, tie`
  init(_ root: PolicySection) {
    self.init(
      scope: root.sections("scope").map { ScopeRule($0) },
      exclusionMatch: root.choice("exclusion_match", default: .exact),
      p07Position: root.choice("p07_position", default: .main), tie: root.choices("tie"),
      compositeFallback: root.choices("composite_fallback"), stages: Self.stages(root),
      procedureMatch: root.choice("procedure_match", default: .extensions),
      listedProcedures: root.choice("listed_procedures", default: .any),
      compositeFirst: root.choice("composite_first", default: .never),
      compositeBy: root.choice("composite_by", default: .procedureClass))
  }

  private static func stages(_ root: PolicySection) -> [[Stage]] {
    guard let node = root.node("stages") else { return nationalStages }
    var stages: [[Stage]] = []
    var seen: Set<Stage> = []
    for entry in node.sequence ?? [] {
      let words = entry.scalar.map { [$0] } ?? (entry.sequence ?? []).compactMap(\.scalar)
      let rank = words.compactMap { Stage(rawValue: $0.string) }
      for stage in rank where !seen.insert(stage).inserted {
        root.findings.invalid(
          entry.mark, "stages", zh: "“\(stage.rawValue)”重复",
          en: "“\(stage.rawValue)” stands twice")
      }
      stages.append(rank)
    }
    for stage in nationalStages.joined() where !seen.contains(stage) {
      root.findings.remark(
        node.mark, "stages", "DIP_POLICY_STAGE_UNUSED",
        zh: "未列出“\(stage.label.zh)”，该类病种不会入组",
        en: "\(stage.label.en) is not listed: no case is grouped there",
        remedyZh: "如为本意，无需处理", remedyEn: "nothing to do if this is meant")
    }
    return stages
  }
}

extension GroupingPolicy.ScopeRule {
  init(_ rule: PolicySection) {
    self.init(
      reason: rule.choice("reason", default: .bedDay),
      diagnosisPrefixes: rule.texts("diagnosis_prefixes"),
      procedurePrefixes: rule.texts("procedure_prefixes"),
      minimumDays: rule.integer("minimum_days"), maximumDays: rule.integer("maximum_days"))
    if let minimumDays, let maximumDays, minimumDays > maximumDays {
      rule.findings.contradiction(
        rule.mark(of: "maximum_days"), rule.join("maximum_days"), zh: "小于 minimum_days",
        en: "is below minimum_days")
    }
  }
}

extension CodeVersionPolicy {
  /// `code_version: {diagnosis, procedure, unknown}`
  init(_ root: PolicySection) {
    self.init()
    guard let section = root.section("code_version") else { return }
    diagnosis = section.text("diagnosis")
    procedure = section.text("procedure")
    unknown = section.choice("unknown", default: .ungrouped)
  }
}

extension AgeRule {
  /// `age_rule: {at: admission, years: birthday}`
  init(_ root: PolicySection) {
    self.init()
    guard let section = root.section("age_rule") else { return }
    moment = section.choice("at", default: .admission)
    years = section.choice("years", default: .birthday)
  }
}
