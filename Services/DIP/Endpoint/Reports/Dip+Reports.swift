import DIPDomain
import Messages
import Quantities

extension Dip.ReportTable {
  /// - Parameter limit: rows that are taken along; how many there are is said beside them.
  init(_ table: ReportTable, rows limit: Int = .max) {
    self.init(
      key: table.key, title: Common.Bilingual(table.title), note: Common.Bilingual(table.note),
      columns: table.table.columns.map {
        Dip.ReportColumn(key: $0.key, title: Common.Bilingual($0.title), number: $0.isNumber)
      },
      rows: table.table.rows.prefix(limit).map { Dip.ReportRow($0) },
      totals: table.table.totals.map { Dip.ReportRow($0) },
      totalRows: UInt64(table.table.rows.count))
  }
}

extension Dip.ReportRow {
  init(_ cells: [StatementTable.Cell]) {
    self.init(cells: cells.map { Dip.ReportCell($0) })
  }
}

extension Dip.ReportCell {
  init(_ cell: StatementTable.Cell) {
    switch cell {
    case .text(let text): self.init(kind: .text, value: text)
    case .term(let code, let words):
      self.init(kind: .term, value: code, words: Common.Bilingual(words))
    case .count(let count): self.init(kind: .count, value: String(count))
    case .decimal(let text): self.init(kind: .decimal, value: text)
    case .money(let amount): self.init(kind: .money, value: amount.description)
    }
  }
}

extension Dip.GroupingResultRecord {
  init(_ record: GroupingRecord) {
    self.init(
      setlId: record.id, fixmedinsCode: record.institution,
      insutype: Dip.InsuranceType(record.insurance), dipDiseGrpCode: record.groupCode,
      dipDiseGrpName: record.groupName, grpStas: record.status.rawValue,
      nuldFlag: record.isReplaced ? "1" : "0", asstListFlag: record.isAuxiliary ? "1" : "0",
      grpDiseSco: record.groupScore, remarks: record.reasons.joined(separator: "|"),
      caseScore: record.caseScore, paymentFen: record.payment?.fen ?? 0)
  }
}

extension Dip.CodingVariant {
  init(_ variant: CodingSensitivity.Variant) {
    let account = variant.account
    self.init(
      change: variant.change.rawValue, title: Common.Bilingual(variant.change.title),
      code: variant.code, movesGroup: variant.movesGroup, groupCode: account.group?.code ?? "",
      groupName: account.group?.name ?? "", stage: account.stage,
      caseScore: account.scoring?.caseScore ?? "",
      paymentFen: account.scoring?.payment?.fen ?? 0,
      scoreWorth: variant.scoreWorth.map { BigRatio($0).description } ?? "",
      paymentWorthFen: variant.paymentWorth?.fen ?? 0)
  }
}
