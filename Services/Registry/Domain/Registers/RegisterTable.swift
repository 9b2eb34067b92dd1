import Quantities
import Tabular

/// `<register>.csv`: one row per entry and span of days.
public enum RegisterTable<Fact: RegisterEntry>: RegistryTable {
  public typealias Entry = DatedFact<Fact>

  public static var columns: [CSVColumn] { Fact.register.columns }

  public static func read(_ cells: inout CellReader) -> Entry? {
    let register = Fact.register
    var texts: [String] = []
    var identity: ResidentIdentityNumber?
    for (index, field) in register.fields.enumerated() {
      let text =
        field.isRequired
        ? cells.required(index, field.stored) : cells.optional(index, field.stored)
      texts.append(text ?? "")
      if field.type == .identity { identity = ResidentIdentityNumber(whole: cells.text(index)) }
    }
    let first = register.fields.count
    let validity = cells.validity(first, first + 1)
    let overrides = register.rules.isEmpty ? [] : readOverrides(&cells, first + 2)
    guard let validity, cells.issues.isEmpty else { return nil }
    return cells.build(0) { () throws(Problem) in
      DatedFact(try Fact(stored: texts, overrides: overrides, identity: identity), validity)
    }
  }

  private static func readOverrides(_ cells: inout CellReader, _ first: Int) -> [RuleOverride] {
    let rules = cells.list(first) { text throws(Problem) in try RegistryRule.read(text) }
    let reasons = cells.list(first + 1) { $0 }
    let deciders = cells.list(first + 2) { $0 }
    guard rules.count == reasons.count, rules.count == deciders.count else {
      return cells.build(first) { () throws(Problem) in
        throw Problem(
          .invalidInput, "REGISTRY_OVERRIDE_INCOMPLETE", zh: "每条例外规则须有一条理由和一个决定人",
          en: "each overridden rule has one reason and one name", remedyZh: "多条之间用“|”分隔",
          remedyEn: "separate several with \"|\"")
      } ?? []
    }
    return cells.build(first) { () throws(Problem) in
      var overrides: [RuleOverride] = []
      for (index, rule) in rules.enumerated() {
        overrides.append(
          try RuleOverride(rule: rule, reason: reasons[index], decidedBy: deciders[index]))
      }
      return overrides
    } ?? []
  }

  public static func cells(of entry: Entry) -> [String] {
    let register = Fact.register
    var cells = zip(register.fields, entry.fact.row.texts).map { $0.written($1) }
    cells += ["\(entry.validity.from)", entry.validity.to.map { "\($0)" } ?? ""]
    guard !register.rules.isEmpty else { return cells }
    let overrides = entry.fact.row.overrides
    return cells + [
      overrides.map(\.rule.rawValue).joined(separator: "|"),
      overrides.map(\.reason).joined(separator: "|"),
      overrides.map(\.decidedBy).joined(separator: "|"),
    ]
  }
}
