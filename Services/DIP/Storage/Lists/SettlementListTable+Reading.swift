import DIPDomain
import Quantities
import Store

extension SettlementListTable {
  /// Which lists a settlement reads: insured in the region, discharged in the period, as they were
  /// at a revision.
  public struct Selection: Sendable, Hashable {
    /// Six-digit area codes of the region.
    public var areas: ClosedRange<Int64>
    /// Discharge, in minutes since 1970 local time.
    public var discharge: ClosedRange<Int64>
    public var revision: Int64

    /// What is nil does not restrict.
    public init(
      region: AreaCode?, from first: Day?, through last: Day?, revision: Int64
    ) throws(Problem) {
      areas = try region.map(Self.areas) ?? 0...999_999
      let range = Int64(Day.range.lowerBound)...Int64(Day.range.upperBound)
      let start = first.map { Int64($0.number) } ?? range.lowerBound
      let end = last.map { Int64($0.number) } ?? range.upperBound
      discharge = start * 1440...end * 1440 + 1439
      self.revision = revision
    }

    /// Whether a list is in the selection's region and period; its revision is not looked at.
    public func contains(_ lists: CaseColumns, _ index: Int) -> Bool {
      areas.contains(Int64(lists.areas[index]))
        && discharge.contains(lists.discharges[index].number)
    }

    /// Six-digit codes from the region's own to the last one inside it.
    public static func areas(of region: AreaCode) throws(Problem) -> ClosedRange<Int64> {
      guard let text = region.digits(6), let code = Int64(text) else {
        throw Problem(
          .invalidInput, "DIP_REGION_TOO_SMALL", zh: "统筹区须为省、市（盟）或县（旗）级：\(region)",
          en: "a pooling region is a province, prefecture or county: \(region)",
          remedyZh: "请填写六位行政区划代码", remedyEn: "write a six-digit area code")
      }
      let width: Int64 =
        switch region.level {
        case .province: 10_000
        case .prefecture: 100
        default: 1
        }
      return code...code + width - 1
    }
  }

  /// The lists of a selection as columns and the digest of their contents, which does not depend on
  /// their order. `progress` hears the number of lists read now and then.
  public static func load(
    _ selection: Selection, in connection: Connection, progress: (Int) -> Void = { _ in }
  ) throws -> (lists: CaseColumns, digest: SHA256Digest) {
    var lists = CaseColumns()
    var digests: [ListContent] = []
    let read: (RowCursor) throws -> Void = { row in
      try append(row, to: &lists)
      digests.append(try row.withBytes(22) { ListContent($0) })
      if lists.count % 65_536 == 0 { progress(lists.count) }
    }
    try connection.forEach(
      "SELECT \(columns) FROM settlement_list \(condition)", arguments(selection), read)
    if try currentRevision(in: connection) > selection.revision {
      try connection.forEach(earlierVersions, arguments(selection), read)
    }
    progress(lists.count)
    return (lists, ListContent.digest(of: &digests))
  }

  private static let condition = """
    WHERE area_code BETWEEN $1 AND $2 AND discharge_minute BETWEEN $3 AND $4 AND revision <= $5
    """

  /// Lists that were replaced after the revision, as they were then.
  private static let earlierVersions = """
    SELECT \(columns) FROM settlement_list_history h \(condition)
      AND EXISTS (SELECT 1 FROM settlement_list c
        WHERE c.setl_id = h.setl_id AND c.revision > $5)
      AND list_version = (SELECT max(o.list_version) FROM settlement_list_history o
        WHERE o.setl_id = h.setl_id AND o.revision <= $5)
    """

  private static func arguments(_ selection: Selection) -> [any SQLConvertible] {
    [
      selection.areas.lowerBound, selection.areas.upperBound, selection.discharge.lowerBound,
      selection.discharge.upperBound, selection.revision,
    ]
  }

  /// One list as it was at a revision, nil when it was not there yet.
  public static func find(
    _ id: String, revision: Int64, in connection: Connection
  ) throws -> CaseColumns? {
    let versions = try versions(of: id, in: connection)
    return versions.first { $0.revision <= revision }?.list
  }

  /// A version of a list and when it was stored.
  public struct Version: Sendable {
    /// One list.
    public var list: CaseColumns
    public var isCurrent: Bool
    public var revision: Int64
    public var importID: String
    public var recordedAt: Timestamp
  }

  /// All versions of a list, highest first.
  public static func versions(of id: String, in connection: Connection) throws -> [Version] {
    var versions: [Version] = []
    for (table, isCurrent) in [("settlement_list", true), ("settlement_list_history", false)] {
      try connection.forEach(
        """
        SELECT \(qualifiedColumns), r.import_id, r.recorded_at
        FROM \(table) l JOIN list_revision r ON r.revision = l.revision
        WHERE l.setl_id = $1 ORDER BY l.list_version DESC
        """, [id]
      ) { row in
        var list = CaseColumns()
        try append(row, to: &list)
        versions.append(
          Version(
            list: list, isCurrent: isCurrent, revision: try row.int64(23),
            importID: try row.text(24), recordedAt: Timestamp(milliseconds: try row.int64(25))))
      }
    }
    return versions
  }

  private static let qualifiedColumns =
    columns.split(separator: ",").map { "l." + $0.drop { $0 == " " || $0 == "\n" } }
    .joined(separator: ", ")

  /// Counts and sums over the current lists of a region and period.
  public struct Overview: Sendable, Hashable {
    public var employeeCases = 0
    public var residentCases = 0
    public var institutions = 0
    public var totalCost = Money.zero
    public var fundPaid = Money.zero
    public var firstDischarge: Day?
    public var lastDischarge: Day?
  }

  public static func overview(
    _ selection: Selection, in connection: Connection
  ) throws -> Overview {
    var overview = Overview()
    let row = try connection.first(
      """
      SELECT count(DISTINCT institution_code) AS institutions,
        coalesce(sum(CASE WHEN insurance_type = 310 THEN 1 ELSE 0 END), 0) AS employee,
        coalesce(sum(CASE WHEN insurance_type = 390 THEN 1 ELSE 0 END), 0) AS resident,
        coalesce(sum(total_cost), 0) AS cost, coalesce(sum(fund_paid), 0) AS fund,
        min(discharge_minute) AS first, max(discharge_minute) AS last
      FROM settlement_list \(condition)
      """, arguments(selection))
    guard let row else { return overview }
    overview.institutions = try row.int("institutions")
    overview.employeeCases = try row.int("employee")
    overview.residentCases = try row.int("resident")
    overview.totalCost = Money(fen: try row.int64("cost"))
    overview.fundPaid = Money(fen: try row.int64("fund"))
    overview.firstDischarge = try row.int64OrNil("first").map { try LocalMinute(number: $0).day }
    overview.lastDischarge = try row.int64OrNil("last").map { try LocalMinute(number: $0).day }
    return overview
  }

  private static func append(_ row: RowCursor, to lists: inout CaseColumns) throws {
    let cost = CaseCost(
      total: Money(fen: try row.int64(15)), fund: Money(fen: try row.int64(16)),
      patient: Money(fen: try row.int64(17)), drugs: Money(fen: try row.int64(18)),
      treatment: Money(fen: try row.int64(19)), surgery: Money(fen: try row.int64(20)),
      consumables: Money(fen: try row.int64(21)))
    try row.withUTF8(0) { id in
      try row.withUTF8(2) { person in
        try row.withUTF8(3) { institution in
          try row.withUTF8(12) { diagnoses in
            try row.withUTF8(13) { procedures in
              try lists.append(
                stored: StoredCaseRow(
                  id: id, version: try row.int64(1), person: person, institution: institution,
                  insurance: try row.int64(4), area: try row.int64(5), gender: try row.int64(6),
                  birthDay: try row.int64(7), admission: try row.int64(8),
                  discharge: try row.int64(9), dischargeWay: try row.int64(10),
                  birthWeightGrams: try row.int64(11), diagnoses: diagnoses,
                  procedures: procedures, icuDays: try row.int64(14), cost: cost))
            }
          }
        }
      }
    }
  }
}
