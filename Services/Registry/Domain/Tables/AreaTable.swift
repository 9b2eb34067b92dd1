import Quantities
import Tabular

/// areas.csv (行政区划表): one row per area and span of days.
public enum AreaTable: RegistryTable {
  public typealias Entry = DatedFact<Area>

  private enum Column: Int {
    case code, name, kind, parent, validFrom, validTo, successors, residents, residentsYear
    case earlierResidents, longitude, latitude
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
    CSVColumn("earlier_residents", aliases: ["历年人口"], required: false),
    CSVColumn("longitude", aliases: ["经度"], required: false),
    CSVColumn("latitude", aliases: ["纬度"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    func code(_ text: String) throws(Problem) -> AreaCode { try AreaCode(parsing: text) }
    let areaCode = cells.required(Column.code.rawValue, code)
    let name = cells.required(Column.name.rawValue) { $0 }
    let kind: AreaKind? = cells.term(Column.kind.rawValue)
    let parent = cells.optional(Column.parent.rawValue, code)
    let validity = cells.validity(Column.validFrom.rawValue, Column.validTo.rawValue)
    let successors = cells.list(Column.successors.rawValue, code)
    var populations = cells.list(Column.earlierResidents.rawValue, Self.earlierCount)
    if let newest = readPopulation(&cells) { populations.append(newest) }
    let coordinates = cells.coordinates(Column.longitude.rawValue, Column.latitude.rawValue)
    guard let areaCode, let name, let kind, let validity, cells.issues.isEmpty else { return nil }
    return cells.build(Column.code.rawValue) { () throws(Problem) in
      DatedFact(
        try Area(
          code: areaCode, name: name, kind: kind, parent: parent, successors: successors,
          populations: populations, coordinates: coordinates), validity)
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

  /// A count of an earlier year, such as "2020:1234".
  private static func earlierCount(_ text: String) throws(Problem) -> Area.Population {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw Problem(
        .invalidInput, "REGISTRY_POPULATION_INVALID", zh: "历年人口应写作“年份:人数”",
        en: "an earlier count is written year:residents", remedyZh: "例如 2010:1150|2020:1234",
        remedyEn: "for example 2010:1150|2020:1234")
    }
    return try Area.Population(
      residents: CellReader.wholeNumber(String(parts[1])),
      year: Int(CellReader.wholeNumber(String(parts[0]))))
  }

  public static func cells(of entry: Entry) -> [String] {
    let area = entry.fact
    return [
      "\(area.code)", area.name, area.kind.chinese, area.parent.map { "\($0)" } ?? "",
      "\(entry.validity.from)", entry.validity.to.map { "\($0)" } ?? "",
      area.successors.map { "\($0)" }.joined(separator: "|"),
      area.population.map { "\($0.residents)" } ?? "", area.population.map { "\($0.year)" } ?? "",
      area.populations.dropLast().map { "\($0.year):\($0.residents)" }.joined(separator: "|"),
      area.coordinates?.longitudeText ?? "", area.coordinates?.latitudeText ?? "",
    ]
  }
}
