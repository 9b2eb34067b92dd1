import Quantities

extension CellReader {
  /// Decisions against rules in three columns that stand side by side: rules, reasons and who
  /// decided, each several separated by "|".
  mutating func overrides(_ first: Int) -> [RuleOverride] {
    let rules = list(first) { text throws(Problem) in try RegistryRule.read(text) }
    let reasons = list(first + 1) { $0 }
    let deciders = list(first + 2) { $0 }
    return build(first + 1) { () throws(Problem) in
      try Self.overrides(rules, reasons, deciders)
    } ?? []
  }

  private static func overrides(
    _ rules: [RegistryRule], _ reasons: [String], _ deciders: [String]
  ) throws(Problem) -> [RuleOverride] {
    guard rules.count == reasons.count, rules.count == deciders.count,
      Set(rules).count == rules.count
    else {
      throw Problem(
        .invalidInput, "REGISTRY_OVERRIDE_INCOMPLETE", zh: "每条例外规则须有一条理由和一个决定人",
        en: "each overridden rule has one reason and one name", remedyZh: "多条之间用“|”分隔",
        remedyEn: "separate several with \"|\"")
    }
    var overrides: [RuleOverride] = []
    for (index, rule) in rules.enumerated() {
      overrides.append(
        try RuleOverride(rule: rule, reason: reasons[index], decidedBy: deciders[index]))
    }
    return overrides
  }
}

extension [RuleOverride] {
  /// The three columns.
  var cells: [String] {
    [\.rule.rawValue, \.reason, \.decidedBy].map { (part: KeyPath<RuleOverride, String>) in
      map { $0[keyPath: part] }.joined(separator: "|")
    }
  }
}
