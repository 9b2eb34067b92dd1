import Quantities

/// The supervision list of a settlement (监管清单): what people should look at, rule by rule, with the
/// evidence. Reads the settlement and never changes it.
public struct Supervision: Sendable {
  public let options: SupervisionOptions
  /// In order of rule, institution and first list.
  public let findings: [SupervisionFinding]

  /// - Parameter previous: lists of the year before, grouped by the same catalogue and policy; nil
  ///   when there are none.
  /// - Throws: `QUANTITY_OVERFLOW`.
  public init(
    _ cases: SettledCases, previous: GroupedLists?, options: SupervisionOptions
  ) throws(Problem) {
    self.options = options
    let stays = StayFindings(cases, options)
    var findings = stays.consecutive()
    findings += try stays.single()
    findings += try ShiftFindings(cases, previous: previous, options).all()
    let order = Dictionary(
      uniqueKeysWithValues: zip(SupervisionFinding.Rule.allCases, 0...))
    self.findings = findings.sorted { a, b in
      let (x, y) = (order[a.rule] ?? 0, order[b.rule] ?? 0)
      if x != y { return x < y }
      if a.institution != b.institution { return a.institution < b.institution }
      if a.group != b.group, a.rule == .upcodingShift { return a.group < b.group }
      return a.lists.lexicographicallyPrecedes(b.lists)
    }
  }

  /// How many of each rule, and the findings.
  public var tables: [ReportTable] {
    let counts = SupervisionFinding.Rule.allCases.map { rule -> [StatementTable.Cell] in
      let found = findings.filter { $0.rule == rule }
      let words = rule.words(options)
      return [
        .term(rule.rawValue, rule.title), .count(found.count),
        .count(Set(found.map(\.institution)).count), .term("", words),
      ]
    }
    let rows = findings.map { finding -> [StatementTable.Cell] in
      [
        .term(finding.rule.rawValue, finding.rule.title), .text(finding.institution),
        .text(finding.institutionName), .text(finding.group), .term("", finding.text),
        .text(finding.lists.joined(separator: " ")),
      ]
    }
    return [
      ReportTable(
        "supervision.rules", "监管规则", "Rules of supervision", noteZh: "线索仅供核查，不影响任何支付。",
        noteEn: "Findings are for review and never change a payment.",
        columns: [
          .text("rule", "规则", "Rule"), .number("findings", "线索数", "Findings"),
          .number("institutions", "涉及机构", "Institutions"), .text("words", "规则说明", "In words"),
        ], rows: counts),
      ReportTable(
        "supervision.findings", "监管线索", "Findings",
        columns: [
          .text("rule", "规则", "Rule"), .text("institution_code", "机构编码", "Code"),
          .text("institution_name", "机构名称", "Institution"),
          .text("group_code", "病种或类目", "Group or category"),
          .text("finding", "情况", "Finding"), .text("lists", "清单", "Lists"),
        ], rows: rows),
    ]
  }
}
