import Quantities

extension StatementTable {
  /// Which columns a statement has.
  public enum Form: Sendable, Hashable, CaseIterable {
    /// For a terminal: what only some statements have takes no room in the others.
    case overview
    /// Every column but the parts, which a workbook has on a sheet of their own.
    case sheet
    /// Every column, the parts one after the other: always the same ones, as a bureau files them.
    case filed
    /// What `due` consists of, by part; only parts that have something.
    case parts
  }

  /// What only some statements have.
  enum Need: Sendable {
    case package, itemCases, elasticValues, deposit, surplus
  }

  struct Definition: Sendable {
    var column: Column
    /// An overview has the column where some line has this; nil has it always.
    var need: Need?
    var cell: @Sendable (StatementLine) -> Cell

    init(
      _ key: String, _ zh: String, _ en: String, number: Bool = true,
      where need: Need? = nil,
      _ cell: @escaping @Sendable (StatementLine) -> Cell
    ) {
      column = Column(key: key, title: Bilingual(zh: zh, en: en), isNumber: number)
      self.need = need
      self.cell = cell
    }

    func isShown(by lines: [StatementLine]) -> Bool {
      need.map { need in lines.contains { $0.has(need) } } ?? true
    }
  }

  static func definitions(_ form: Form, of lines: [StatementLine]) -> [Definition] {
    switch form {
    case .overview: return figures.filter { $0.isShown(by: lines) }
    case .sheet: return figures
    case .filed: return figures + ScorePart.allCases.flatMap(columns)
    case .parts:
      let shown = ["institution_code", "institution_name", "insurance_type", "consortium"]
      let money = ["surplus_share", "due"]
      func chosen(_ keys: [String]) -> [Definition] {
        figures.filter { keys.contains($0.column.key) && $0.isShown(by: lines) }
      }
      let parts = ScorePart.allCases.filter { part in
        lines.contains { $0.parts.contains { $0.part == part.code } }
      }
      return chosen(shown) + parts.flatMap(brief) + chosen(money)
    }
  }

  /// Cases and due of a part, for a terminal.
  private static func brief(_ part: ScorePart) -> [Definition] {
    let title = part.title
    return [
      Definition("\(part.code)_cases", "\(title.zh)例数", "\(title.en)") {
        .count($0.part(part)?.cases ?? 0)
      },
      Definition("\(part.code)_due", "清算(元)", "due (yuan)") {
        .money($0.part(part)?.due ?? .zero)
      },
    ]
  }

  /// What a line has of one part.
  private static func columns(_ part: ScorePart) -> [Definition] {
    let title = part.title
    return [
      Definition("\(part.code)_cases", "\(title.zh)病例数", "\(title.en): cases") {
        .count($0.part(part)?.cases ?? 0)
      },
      Definition("\(part.code)_score", "\(title.zh)分值", "\(title.en): score") {
        .decimal($0.part(part)?.score ?? "0")
      },
      Definition(
        "\(part.code)_payable", "\(title.zh)分值应付(元)", "\(title.en): payable (yuan)"
      ) {
        .money($0.part(part)?.payable ?? .zero)
      },
      Definition("\(part.code)_due", "\(title.zh)清算应付(元)", "\(title.en): due (yuan)") {
        .money($0.part(part)?.due ?? .zero)
      },
    ]
  }

  private static let figures: [Definition] = [
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
    Definition(
      "consortium", "医共体", "Consortium", number: false, where: .package
    ) {
      .text($0.consortium)
    },
    Definition("cases", "病例数", "Cases") { .count($0.cases) },
    Definition("item_cases", "按项目例数", "By item", where: .itemCases) {
      .count($0.itemCases)
    },
    Definition("ungrouped_cases", "未入组", "Ungrouped") { .count($0.ungroupedCases) },
    Definition("low_cases", "低倍率", "Low") { .count($0.lowCases) },
    Definition("high_cases", "高倍率", "High") { .count($0.highCases) },
    Definition("coefficient", "机构系数", "Coefficient") { .decimal($0.coefficient) },
    Definition("total_score", "总分值", "Score") { .decimal($0.totalScore) },
    Definition("base_score", "基准服务点数", "Base score", where: .elasticValues) {
      .decimal($0.baseScore)
    },
    Definition(
      "point_value", "点值(元)", "Point value (yuan)", where: .elasticValues
    ) {
      .decimal($0.pointValue)
    },
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
    Definition("deposit", "质量保证金(元)", "Deposit (yuan)", where: .deposit) {
      .money($0.deposit)
    },
    Definition(
      "surplus_share", "结余留用(元)", "Surplus kept (yuan)", where: .surplus
    ) {
      .money($0.surplusShare)
    },
    Definition("due", "清算应付(元)", "Due (yuan)") { .money($0.due) },
    Definition("balance", "补付/退回(元)", "Balance (yuan)") { .money($0.balance) },
  ]
}

extension StatementLine {
  func part(_ part: ScorePart) -> StatementPart? { parts.first { $0.part == part.code } }

  fileprivate func has(_ need: StatementTable.Need) -> Bool {
    switch need {
    case .package: !consortium.isEmpty
    case .itemCases: itemCases > 0
    case .elasticValues: !baseScore.isEmpty
    case .deposit: deposit != .zero
    case .surplus: surplusShare != .zero
    }
  }
}
