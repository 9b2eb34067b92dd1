import Quantities

extension RegistryRules {
  /// A finding at the strength that the text of the area gives the rule; nil when no text speaks.
  func finding(
    _ rule: RegistryRule, in area: AreaCode, subject: String, _ message: Bilingual,
    remedy: Bilingual
  ) -> RuleFinding? {
    provision(rule, in: area).map {
      RuleFinding($0, subject: subject, message: message, remedy: remedy)
    }
  }

  /// What texts provide about a rule for areas of their own inside another (nil is everywhere), and
  /// that exist on the day.
  func provisions(
    _ rule: RegistryRule, within area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [(provision: RuleProvision, area: Area)] {
    try provisions.filter { $0.rule == rule }.compactMap { provision in
      guard let code = provision.area, area?.contains(code) ?? true,
        let found = try knowledge.area(code, on: day)
      else { return nil }
      return (provision, found)
    }
  }

  /// Findings for the areas whose text asks for at least a number of entries and that have fewer.
  func shortfalls(
    _ rule: RegistryRule, within area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge,
    of what: Bilingual, count: (AreaCode) throws -> Int
  ) throws -> [RuleFinding] {
    try provisions(rule, within: area, on: day, knowledge).compactMap { provision, area in
      let found = try count(area.code)
      guard Int64(found) < provision.threshold else { return nil }
      return RuleFinding(
        provision, subject: "\(area.code)",
        message: Bilingual(
          zh: "\(area.name)要求\(what.zh) \(provision.threshold) 个以上，已登记 \(found) 个",
          en:
            "\(area.name) asks for \(provision.threshold) or more of: \(what.en); \(found) are recorded"
        ),
        remedy: Bilingual(zh: "请补充建设或登记", en: "set up or record the ones that are missing"))
    }
  }
}
