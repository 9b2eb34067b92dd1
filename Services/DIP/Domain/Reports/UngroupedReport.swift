import Quantities

/// Cases that are in no group (未入组分析): why, with which diagnoses, and where.
public struct UngroupedReport: Sendable {
  /// Diagnoses that the report lists, the most frequent first.
  public static let diagnosesShown = 200
  /// Lists named beside a line.
  static let examples = 3

  private struct Part {
    var sums = CareSums()
    var lists: [String] = []

    mutating func add(_ cases: SettledCases, _ index: Int) throws(Problem) {
      try sums.add(cases.lists, index)
      if lists.count < UngroupedReport.examples { lists.append(cases.lists.id(index)) }
    }
  }

  private let cases: SettledCases
  private var reasons: [String: Part] = [:]
  private var diagnoses: [CodeKey: Part] = [:]
  private var institutions: [Int: Part] = [:]
  private var scored: [Int: Int] = [:]

  /// - Throws: `QUANTITY_OVERFLOW`.
  public init(_ cases: SettledCases) throws(Problem) {
    self.cases = cases
    // In order of setl_id, so that the examples are always the same.
    for index in cases.grouped.orderedByID() {
      let settled = cases.standing(index)
      guard settled.isScored, let institution = settled.institution else { continue }
      scored[institution, default: 0] += 1
      guard settled.standing == .ungrouped else { continue }
      let reason = settled.flags.codes.joined(separator: "|")
      try reasons[reason, default: Part()].add(cases, index)
      try diagnoses[cases.lists.mainDiagnosis(index), default: Part()].add(cases, index)
      try institutions[institution, default: Part()].add(cases, index)
    }
  }

  /// By reason, by main diagnosis and by institution.
  public var tables: [ReportTable] {
    get throws(Problem) { [try byReason, try byDiagnosis, try byInstitution] }
  }

  private static let figures: [StatementTable.Column] = [
    .number("cases", "病例数", "Cases"), .number("total_cost", "医疗总费用(元)", "Total cost (yuan)"),
    .number("fund_paid", "基金记账(元)", "Booked fund (yuan)"),
    .text("examples", "示例清单", "Examples"),
  ]

  private static func cells(_ part: Part) throws(Problem) -> [StatementTable.Cell] {
    [
      .count(part.sums.cases), .money(try Money(exactly: part.sums.cost)),
      .money(try Money(exactly: part.sums.fund)), .text(part.lists.joined(separator: " ")),
    ]
  }

  private var byReason: ReportTable {
    get throws(Problem) {
      var rows: [[StatementTable.Cell]] = []
      for (reason, part) in reasons.sorted(by: {
        ($1.value.sums.cases, $0.key) < ($0.value.sums.cases, $1.key)
      }) {
        rows.append(
          [.term(reason, ReasonWords.joined(reason))] + (try Self.cells(part)))
      }
      return ReportTable(
        "ungrouped.reasons", "未入组原因", "Reasons of ungrouped cases",
        columns: [.text("reason", "原因", "Reason")] + Self.figures, rows: rows)
    }
  }

  private var byDiagnosis: ReportTable {
    get throws(Problem) {
      var rows: [[StatementTable.Cell]] = []
      let order = diagnoses.sorted {
        ($1.value.sums.cases, $0.key.bits) < ($0.value.sums.cases, $1.key.bits)
      }
      for (key, part) in order.prefix(Self.diagnosesShown) {
        rows.append([.text(DiagnosisCode(key: key).description)] + (try Self.cells(part)))
      }
      return ReportTable(
        "ungrouped.diagnoses", "未入组主要诊断", "Main diagnoses of ungrouped cases",
        noteZh: "按病例数列出前 \(Self.diagnosesShown) 个主要诊断。",
        noteEn: "The \(Self.diagnosesShown) most frequent main diagnoses.",
        columns: [.text("diagnosis", "主要诊断", "Main diagnosis")] + Self.figures, rows: rows)
    }
  }

  private var byInstitution: ReportTable {
    get throws(Problem) {
      var rows: [[StatementTable.Cell]] = []
      for place in cases.tables.orderByCode {
        guard let part = institutions[place] else { continue }
        let institution = cases.tables.institutions[place]
        rows.append(
          try [
            .text(institution.code), .text(institution.name), .count(scored[place] ?? 0),
            .percent(part.sums.cases, of: scored[place] ?? 0),
          ] + Self.cells(part))
      }
      return ReportTable(
        "ungrouped.institutions", "未入组机构分布", "Ungrouped cases by institution",
        columns: [
          .text("institution_code", "机构编码", "Code"),
          .text("institution_name", "机构名称", "Institution"),
          .number("scored", "计分病例", "Scored cases"),
          .number("ungrouped_share", "未入组%", "Ungrouped %"),
        ] + Self.figures, rows: rows)
    }
  }
}
