import Quantities

/// A settlement against a bureau's own results (结算对账): every case, why it differs, and what the
/// difference comes to.
public struct Reconciliation: Sendable {
  /// One list on both sides.
  public struct Item: Sendable, Hashable {
    public var cause: ReconciliationCause
    public var id: String
    public var institution: String
    public var group: String
    public var theirGroup: String
    public var caseScore: String
    public var theirCaseScore: String
    public var payment: Money?
    public var theirPayment: Money?

    /// Ours less theirs; a side that has no amount counts as zero.
    public var difference: Int128 {
      Int128(payment?.fen ?? 0) - Int128(theirPayment?.fen ?? 0)
    }
  }

  /// In order of cause and `setl_id`; equal cases as well.
  public let items: [Item]
  public let file: BureauResultFile

  /// - Throws: `QUANTITY_OVERFLOW`, and the problems of scoring a case.
  public init(_ cases: SettledCases, with file: BureauResultFile) throws(Problem) {
    self.file = file
    let comparison = try CaseComparison(cases, file)
    var items: [Item] = []
    var seen: Set<String> = []
    for index in 0..<cases.count {
      let id = cases.lists.id(index)
      let theirs = comparison.theirs[id]
      if theirs != nil { seen.insert(id) }
      items.append(try comparison.item(index, theirs))
    }
    for result in file.results where !seen.contains(result.id) {
      items.append(
        Item(
          cause: .missingHere, id: result.id, institution: "", group: "",
          theirGroup: result.group, caseScore: "",
          theirCaseScore: result.caseScore?.description ?? "", payment: nil,
          theirPayment: result.payment))
    }
    let order = Dictionary(
      uniqueKeysWithValues: zip(ReconciliationCause.allCases, 0...))
    self.items = items.sorted { a, b in
      let (x, y) = (order[a.cause] ?? 0, order[b.cause] ?? 0)
      return x != y ? x < y : a.id < b.id
    }
  }

  private static let examples = 5

  /// One row for each cause that occurs: cases, amounts of both sides, examples.
  public var summary: ReportTable {
    get throws(Problem) {
      var rows: [[StatementTable.Cell]] = []
      for cause in ReconciliationCause.allCases {
        let found = items.filter { $0.cause == cause }
        guard !found.isEmpty else { continue }
        let ours = found.reduce(Int128(0)) { $0 + Int128($1.payment?.fen ?? 0) }
        let theirs = found.reduce(Int128(0)) { $0 + Int128($1.theirPayment?.fen ?? 0) }
        rows.append([
          .term(cause.rawValue, cause.title), .count(found.count),
          .money(try Money(exactly: ours)), .money(try Money(exactly: theirs)),
          .money(try Money(exactly: ours - theirs)),
          .text(
            cause == .equal ? "" : found.prefix(Self.examples).map(\.id).joined(separator: " ")),
        ])
      }
      return ReportTable(
        "reconciliation.causes", "对账结果", "Reconciliation",
        noteZh: "每例只计入首个不同的步骤：清单、病种、分值、点值、金额。",
        noteEn:
          "A case counts at the first step that differs: list, group, score, point value, amount.",
        columns: [
          .text("cause", "原因", "Cause"), .number("cases", "病例数", "Cases"),
          .number("payment", "本批次支付(元)", "Here (yuan)"),
          .number("their_payment", "对方支付(元)", "Bureau (yuan)"),
          .number("difference", "差额(元)", "Difference (yuan)"),
          .text("examples", "示例清单", "Examples"),
        ], rows: rows)
    }
  }

  /// Every case that differs.
  public var differences: ReportTable {
    let rows = items.filter { $0.cause != .equal }.map { item -> [StatementTable.Cell] in
      [
        .text(item.id), .term(item.cause.rawValue, item.cause.title), .text(item.institution),
        .text(item.group), .text(item.theirGroup), .decimal(item.caseScore),
        .decimal(item.theirCaseScore), item.payment.map { .money($0) } ?? .text(""),
        item.theirPayment.map { .money($0) } ?? .text(""),
      ]
    }
    return ReportTable(
      "reconciliation.cases", "对账差异", "Differences",
      columns: [
        .text("setl_id", "结算ID", "Settlement list"), .text("cause", "原因", "Cause"),
        .text("institution_code", "机构编码", "Institution"),
        .text("group_code", "本批次病种", "Group here"),
        .text("their_group_code", "对方病种", "Group there"),
        .number("case_score", "本批次分值", "Score here"),
        .number("their_case_score", "对方分值", "Score there"),
        .number("payment", "本批次支付(元)", "Paid here (yuan)"),
        .number("their_payment", "对方支付(元)", "Paid there (yuan)"),
      ], rows: rows)
  }
}
