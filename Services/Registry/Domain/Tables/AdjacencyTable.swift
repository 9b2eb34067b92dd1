import Quantities
import Tabular

/// adjacency.csv (相邻区划表): one row per pair of areas and span of days.
public enum AdjacencyTable: RegistryTable {
  public typealias Entry = DatedFact<AreaAdjacency>

  private enum Column: Int {
    case area, neighbour, validFrom, validTo
  }

  public static let columns = [
    CSVColumn("area", aliases: ["区划代码", "代码"]),
    CSVColumn("neighbour", aliases: ["相邻区划代码", "相邻代码"]),
    CSVColumn("valid_from", aliases: ["启用日期"]),
    CSVColumn("valid_to", aliases: ["终止日期"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    func code(_ text: String) throws(Problem) -> AreaCode { try AreaCode(parsing: text) }
    let area = cells.required(Column.area.rawValue, code)
    let neighbour = cells.required(Column.neighbour.rawValue, code)
    let validity = cells.validity(Column.validFrom.rawValue, Column.validTo.rawValue)
    guard let area, let neighbour, let validity, cells.issues.isEmpty else { return nil }
    return cells.build(Column.neighbour.rawValue) { () throws(Problem) in
      DatedFact(AreaAdjacency(try AreaAdjacency.Key(area, neighbour)), validity)
    }
  }

  public static func cells(of entry: Entry) -> [String] {
    let key = entry.fact.key
    return [
      "\(key.first)", "\(key.second)", "\(entry.validity.from)",
      entry.validity.to.map { "\($0)" } ?? "",
    ]
  }
}
