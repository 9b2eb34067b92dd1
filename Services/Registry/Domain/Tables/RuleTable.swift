import Quantities
import Tabular

/// rules.csv (规则表): which text holds consortia to which rule, where, and how strongly.
public enum RuleTable: RegistryTable {
  public typealias Entry = RuleProvision

  private enum Column: Int {
    case rule, area, strength, threshold, source
  }

  public static let columns = [
    CSVColumn("rule", aliases: ["规则"]),
    CSVColumn("area", aliases: ["区划代码"]),
    CSVColumn("strength", aliases: ["强度"]),
    CSVColumn("threshold", aliases: ["阈值"]),
    CSVColumn("source", aliases: ["依据"]),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    let rule = cells.required(Column.rule.rawValue) { text throws(Problem) in
      try RegistryRule.read(text)
    }
    let area = cells.optional(Column.area.rawValue) { text throws(Problem) in
      try AreaCode(parsing: text)
    }
    let strength: RuleStrength? = cells.term(Column.strength.rawValue)
    let threshold = cells.optional(Column.threshold.rawValue, CellReader.wholeNumber) ?? 0
    let source = cells.required(Column.source.rawValue) { $0 }
    guard let rule, let strength, let source else { return nil }
    return RuleProvision(rule, area: area, strength, threshold: threshold, source: source)
  }

  public static func cells(of entry: Entry) -> [String] {
    [
      entry.rule.rawValue, entry.area.map { "\($0)" } ?? "", entry.strength.chinese,
      entry.threshold == 0 ? "" : "\(entry.threshold)", entry.source,
    ]
  }
}
