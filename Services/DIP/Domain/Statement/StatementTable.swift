import Quantities

/// The institution statement as a table that people read and bureaus file: every line of the
/// settlement, then the totals. Rendered as aligned text, CSV or JSON by the same columns.
///
/// ```swift
/// let table = StatementTable(lines: lines, totals: totals)
/// print(table.text(.zh))
/// ```
public struct StatementTable: Sendable, Hashable {
  public enum Language: String, Sendable {
    case zh, en
  }

  /// A value of a cell, in the form that its rendering needs.
  public enum Cell: Sendable, Hashable {
    case text(String)
    /// A code, and how people say it.
    case term(String, Bilingual)
    case count(Int)
    /// An exact decimal, as text.
    case decimal(String)
    case money(Money)
  }

  public struct Column: Sendable, Hashable {
    /// Name in JSON.
    public var key: String
    /// Heading.
    public var title: Bilingual
    /// Numbers stand to the right.
    public var isNumber: Bool

    public init(key: String, title: Bilingual, isNumber: Bool) {
      self.key = key
      self.title = title
      self.isNumber = isNumber
    }
  }

  public let columns: [Column]
  /// Cells of each line in the order of `columns`.
  public let rows: [[Cell]]
  public let totals: [[Cell]]

  public init(lines: [StatementLine], totals: [StatementLine]) {
    columns = Self.definitions.map(\.column)
    rows = lines.map { line in Self.definitions.map { $0.cell(line) } }
    self.totals = totals.map { line in Self.definitions.map { $0.cell(line) } }
  }

  private struct Definition: Sendable {
    var column: Column
    var cell: @Sendable (StatementLine) -> Cell

    init(
      _ key: String, _ zh: String, _ en: String, number: Bool = true,
      _ cell: @escaping @Sendable (StatementLine) -> Cell
    ) {
      column = Column(key: key, title: Bilingual(zh: zh, en: en), isNumber: number)
      self.cell = cell
    }
  }

  private static let definitions: [Definition] = [
    Definition("institution_code", "机构编码", "Code", number: false) { .text($0.institutionCode) },
    Definition("institution_name", "机构名称", "Institution", number: false) {
      .text($0.institutionName)
    },
    Definition("level", "级别", "Level", number: false) {
      $0.institutionCode.isEmpty ? .text("") : levelCell($0.level)
    },
    Definition("insurance_type", "险种", "Pool", number: false) {
      insuranceCell($0.insuranceCode)
    },
    Definition("cases", "病例数", "Cases") { .count($0.cases) },
    Definition("ungrouped_cases", "未入组", "Ungrouped") { .count($0.ungroupedCases) },
    Definition("low_cases", "低倍率", "Low") { .count($0.lowCases) },
    Definition("high_cases", "高倍率", "High") { .count($0.highCases) },
    Definition("coefficient", "机构系数", "Coefficient") { .decimal($0.coefficient) },
    Definition("total_score", "总分值", "Score") { .decimal($0.totalScore) },
    Definition("case_mix_index", "CMI", "CMI") { .decimal($0.caseMixIndex) },
    Definition("total_cost", "医疗总费用(元)", "Total cost (yuan)") { .money($0.totalCost) },
    Definition("fund_paid", "基金记账(元)", "Booked fund (yuan)") { .money($0.fundPaid) },
    Definition("patient_part", "个人负担(元)", "Patient part (yuan)") { .money($0.patientPart) },
    Definition("payable", "分值应付(元)", "Payable (yuan)") { .money($0.payable) },
    Definition("assessment_coefficient", "考核系数", "Assessment") {
      .decimal($0.assessmentCoefficient)
    },
    Definition("audit_deduction", "稽核扣款(元)", "Audit (yuan)") { .money($0.auditDeduction) },
    Definition("prepaid", "已预拨(元)", "Prepaid (yuan)") { .money($0.prepaid) },
    Definition("due", "清算应付(元)", "Due (yuan)") { .money($0.due) },
    Definition("balance", "补付/退回(元)", "Balance (yuan)") { .money($0.balance) },
  ]

  /// 级别 in words.
  public static func levelCell(_ level: Int) -> Cell {
    let name =
      switch level {
      case 3: Bilingual(zh: "三级", en: "Tertiary")
      case 2: Bilingual(zh: "二级", en: "Secondary")
      case 1: Bilingual(zh: "一级", en: "Primary")
      default: Bilingual(zh: "未定级", en: "Unrated")
      }
    return .term(String(level), name)
  }

  /// 险种 in words; an empty code is the merged pool.
  public static func insuranceCell(_ code: String) -> Cell {
    let name =
      switch code {
      case "310": Bilingual(zh: "职工", en: "Employee")
      case "390": Bilingual(zh: "居民", en: "Resident")
      case "": Bilingual(zh: "合并", en: "Merged")
      default: Bilingual(zh: code, en: code)
      }
    return .term(code, name)
  }
}

extension StatementTable.Cell {
  /// The value as people read it.
  public func text(_ language: StatementTable.Language) -> String {
    switch self {
    case .text(let text), .decimal(let text): text
    case .term(_, let name): language == .zh ? name.zh : name.en
    case .count(let count): String(count)
    case .money(let money): money.description
    }
  }
}
