import Quantities
import Tabular

/// A row of the residents' import, valid in itself; it still carries the identity number, which the
/// store turns into a keyed hash and a mask.
public struct ResidentEntry: Sendable, Hashable {
  public let identity: ResidentIdentityNumber
  /// Record number (居民编号); nil when the file has none.
  public let recordNumber: String?
  public let name: String
  public let area: AreaCode
  public let grid: String
  public let insurance: InsuranceType
  public let deceasedOn: Day?
  public let memberships: [GroupMembership]

  public init(
    identity: ResidentIdentityNumber, recordNumber: String?, name: String, area: AreaCode,
    grid: String, insurance: InsuranceType, deceasedOn: Day?, memberships: [GroupMembership]
  ) {
    self.identity = identity
    self.recordNumber = recordNumber
    self.name = name
    self.area = area
    self.grid = grid
    self.insurance = insurance
    self.deceasedOn = deceasedOn
    self.memberships = memberships
  }

  /// The resident under a number of the store.
  public func resident(id: String) -> Resident {
    Resident(
      id: id, name: name, maskedIdentity: identity.description,
      sex: identity.isMale ? .male : .female, birthday: identity.birthday, area: area, grid: grid,
      insurance: insurance, deceasedOn: deceasedOn, memberships: memberships)
  }
}

extension ResidentEntry {
  /// Columns of the import; the order is the one of `Column`.
  public static let columns: [CSVColumn] = [
    CSVColumn("证件号码", aliases: ["身份证号", "公民身份号码", "id_number"]),
    CSVColumn("姓名", aliases: ["name"]),
    CSVColumn("地区编码", aliases: ["行政区划代码", "area_code"]),
    CSVColumn("居民编号", aliases: ["健康档案编号", "resident_id"], required: false),
    CSVColumn("网格编码", aliases: ["grid_code"], required: false),
    CSVColumn("险种", aliases: ["险种类型", "insutype", "insurance_type"], required: false),
    CSVColumn("死亡日期", aliases: ["deceased_on"], required: false),
    CSVColumn("人群", aliases: ["人群分类", "groups"], required: false),
  ]

  private enum Column: Int {
    case identity, name, area, recordNumber, grid, insurance, deceasedOn, groups
  }

  /// Reads a record: the entry, or everything that is wrong with it.
  public static func read(
    _ record: CSVRecord, _ header: CSVHeader
  ) -> Result<ResidentEntry, RowIssues> {
    var row = RowChecker(record, header)
    guard row.isReadable else { return .failure(RowIssues(row.issues)) }
    let identity = row.read(Column.identity.rawValue, personal: true) {
      (text) throws(Problem) in try ResidentIdentityNumber(parsing: text)
    }
    let name = row.required(Column.name.rawValue)
    let area = row.read(Column.area.rawValue) {
      (text) throws(Problem) in try AreaCode(parsing: text)
    }
    let insurance = row.readIfPresent(Column.insurance.rawValue, parseInsurance)
    let deceasedOn = row.readIfPresent(Column.deceasedOn.rawValue) {
      (text) throws(Problem) in try Day(parsing: text)
    }
    let memberships = row.readIfPresent(Column.groups.rawValue) { (text) throws(Problem) in
      try parseMemberships(text, birthday: identity?.birthday)
    }
    guard row.issues.isEmpty, let identity, let area else {
      return .failure(RowIssues(row.issues))
    }
    let recordNumber = row.text(Column.recordNumber.rawValue)
    return .success(
      ResidentEntry(
        identity: identity, recordNumber: recordNumber.isEmpty ? nil : recordNumber, name: name,
        area: area, grid: row.text(Column.grid.rawValue), insurance: insurance ?? .uninsured,
        deceasedOn: deceasedOn, memberships: memberships ?? []))
  }

  private static func parseInsurance(_ text: String) throws(Problem) -> InsuranceType {
    guard let type = InsuranceType(rawValue: text) else {
      throw Problem(
        .invalidInput, "RESIDENT_INSURANCE_UNKNOWN", zh: "未知的险种代码：\(text)",
        en: "unknown insurance type: \(text)",
        remedyZh: "请使用 310（职工）、390（城乡居民）、340（离休），未参保留空",
        remedyEn: "use 310 (employees), 390 (residents), 340 (retired cadres), or leave it empty",
        details: [.init("insurance", text)])
    }
    return type
  }

  /// `hypertension;diabetes@2024-03-01`. Without a birthday (the number was wrong) only the codes
  /// are judged, so that a row shows all its faults at once.
  private static func parseMemberships(
    _ text: String, birthday: Day?
  ) throws(Problem) -> [GroupMembership] {
    var memberships: [GroupMembership] = []
    let start = try Day(number: Day.range.lowerBound)
    let separators: Set<Character> = [";", "；", "、"]
    for part in text.split(whereSeparator: separators.contains) {
      let code = String(part.filter { !$0.isWhitespace })
      guard !code.isEmpty else { continue }
      memberships.append(
        try GroupMembership(
          parsing: code, birthday: birthday ?? start))
    }
    return memberships
  }
}
