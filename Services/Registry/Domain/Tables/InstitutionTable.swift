import Quantities
import Tabular

/// institutions.csv (医疗卫生机构表): one row per institution and span of days.
public enum InstitutionTable: RegistryTable {
  public typealias Entry = DatedFact<Institution>

  private enum Column: Int {
    case code, name, aliases, uscc, insuranceCode, kind, level, grade, ownership, founder, area
    case longitude, latitude, beds, validFrom, validTo
  }

  public static let columns = [
    CSVColumn("code", aliases: ["登记代码", "机构代码"]),
    CSVColumn("name", aliases: ["名称", "机构名称"]),
    CSVColumn("aliases", aliases: ["别名"], required: false),
    CSVColumn("uscc", aliases: ["统一社会信用代码"], required: false),
    CSVColumn("insurance_code", aliases: ["医保编码", "定点医药机构编码"], required: false),
    CSVColumn("kind", aliases: ["类别", "机构类别"]),
    CSVColumn("level", aliases: ["级别"], required: false),
    CSVColumn("grade", aliases: ["等次"], required: false),
    CSVColumn("ownership", aliases: ["举办主体"]),
    CSVColumn("founder", aliases: ["举办单位"], required: false),
    CSVColumn("area", aliases: ["区划代码"]),
    CSVColumn("longitude", aliases: ["经度"], required: false),
    CSVColumn("latitude", aliases: ["纬度"], required: false),
    CSVColumn("beds", aliases: ["床位", "编制床位"], required: false),
    CSVColumn("valid_from", aliases: ["启用日期"]),
    CSVColumn("valid_to", aliases: ["终止日期"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    let code = cells.required(Column.code.rawValue) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
    let name = cells.required(Column.name.rawValue) { $0 }
    let aliases = cells.list(Column.aliases.rawValue) { $0 }
    let uscc = cells.optional(Column.uscc.rawValue) { text throws(Problem) in
      try USCC(parsing: text)
    }
    let insuranceCode = cells.optional(Column.insuranceCode.rawValue) { text throws(Problem) in
      try InstitutionCode(parsing: text)
    }
    let kind: InstitutionKind? = cells.term(Column.kind.rawValue)
    let rating = Rating(
      cells.term(Column.level.rawValue, absent: .unrated),
      cells.term(Column.grade.rawValue, absent: .unrated))
    let ownership: Ownership? = cells.term(Column.ownership.rawValue)
    let area = cells.required(Column.area.rawValue) { text throws(Problem) in
      try AreaCode(parsing: text)
    }
    let coordinates = cells.coordinates(Column.longitude.rawValue, Column.latitude.rawValue)
    let beds = cells.optional(Column.beds.rawValue, CellReader.wholeNumber) ?? 0
    let validity = cells.validity(Column.validFrom.rawValue, Column.validTo.rawValue)
    guard let code, let name, let kind, let ownership, let area, let validity,
      cells.issues.isEmpty
    else { return nil }
    let founder = cells.text(Column.founder.rawValue)
    return cells.build(Column.code.rawValue) { () throws(Problem) in
      DatedFact(
        try Institution(
          code: code, name: name, aliases: aliases, uscc: uscc, insuranceCode: insuranceCode,
          kind: kind, rating: rating, ownership: ownership, founder: founder, area: area,
          coordinates: coordinates, beds: UInt32(clamping: beds)), validity)
    }
  }

  public static func cells(of entry: Entry) -> [String] {
    let institution = entry.fact
    return [
      institution.code.text, institution.name, institution.aliases.joined(separator: "|"),
      institution.uscc?.text ?? "", institution.insuranceCode?.text ?? "",
      institution.kind.chinese, institution.rating.level.chinese,
      institution.rating.grade.chinese, institution.ownership.chinese, institution.founder,
      "\(institution.area)", institution.coordinates?.longitudeText ?? "",
      institution.coordinates?.latitudeText ?? "", "\(institution.beds)",
      "\(entry.validity.from)", entry.validity.to.map { "\($0)" } ?? "",
    ]
  }
}
