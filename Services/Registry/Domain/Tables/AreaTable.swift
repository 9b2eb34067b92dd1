import Quantities
import Tabular

/// areas.csv (行政区划表): one row per area and span of days.
public enum AreaTable: RegistryTable {
  public typealias Entry = DatedFact<Area>

  private enum Column: Int {
    case code, name, kind, parent, validFrom, validTo, successors, residents, residentsYear
  }

  public static let columns = [
    CSVColumn("code", aliases: ["代码", "区划代码"]),
    CSVColumn("name", aliases: ["名称"]),
    CSVColumn("kind", aliases: ["类型"]),
    CSVColumn("parent", aliases: ["上级代码"]),
    CSVColumn("valid_from", aliases: ["启用日期"]),
    CSVColumn("valid_to", aliases: ["终止日期"], required: false),
    CSVColumn("successors", aliases: ["后继代码"], required: false),
    CSVColumn("residents", aliases: ["常住人口"], required: false),
    CSVColumn("residents_year", aliases: ["人口年份"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    func code(_ text: String) throws(Problem) -> AreaCode { try AreaCode(parsing: text) }
    let areaCode = cells.required(Column.code.rawValue, code)
    let name = cells.required(Column.name.rawValue) { $0 }
    let kind: AreaKind? = cells.term(Column.kind.rawValue)
    let parent = cells.optional(Column.parent.rawValue, code)
    let validity = cells.validity(Column.validFrom.rawValue, Column.validTo.rawValue)
    let successors = cells.list(Column.successors.rawValue, code)
    let population = readPopulation(&cells)
    guard let areaCode, let name, let kind, let validity, cells.issues.isEmpty else { return nil }
    return cells.build(Column.code.rawValue) { () throws(Problem) in
      DatedFact(
        try Area(
          code: areaCode, name: name, kind: kind, parent: parent, successors: successors,
          population: population), validity)
    }
  }

  private static func readPopulation(_ cells: inout CellReader) -> Area.Population? {
    let residents = cells.optional(Column.residents.rawValue, CellReader.wholeNumber)
    let year = cells.optional(Column.residentsYear.rawValue, CellReader.wholeNumber)
    guard residents != nil || year != nil, cells.issues.isEmpty else { return nil }
    return cells.build(Column.residents.rawValue) { () throws(Problem) in
      // A count without a year, or a year without a count, says nothing.
      try Area.Population(residents: residents ?? -1, year: Int(year ?? 0))
    }
  }

  public static func cells(of entry: Entry) -> [String] {
    let area = entry.fact
    return [
      "\(area.code)", area.name, area.kind.chinese, area.parent.map { "\($0)" } ?? "",
      "\(entry.validity.from)", entry.validity.to.map { "\($0)" } ?? "",
      area.successors.map { "\($0)" }.joined(separator: "|"),
      area.population.map { "\($0.residents)" } ?? "", area.population.map { "\($0.year)" } ?? "",
    ]
  }
}
