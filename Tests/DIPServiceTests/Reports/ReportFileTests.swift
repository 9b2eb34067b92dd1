import Contract
import DIPDomain
import Messages
import Quantities
import Tabular
import Testing
import Workbook

@Suite("Reports as files")
struct ReportFileTests {
  private func settled(
    _ service: ServiceUnderTest, seed: UInt64
  ) async throws -> Dip.SettlementRun {
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(500, seed: seed, defectsPerMille: 0))
    return try await service.settle().run
  }

  private func rows(_ csv: [UInt8]) throws -> [[String]] {
    let parser = CSVParser()
    parser.append(csv)
    parser.finish()
    var rows: [[String]] = []
    while let record = try parser.next() { rows.append(record.strings) }
    return rows
  }

  @Test("Every sheet of a workbook, read back, is the CSV of its table")
  func workbook() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let run = try await settled(service, seed: 21)
    for kind in [Dip.ReportKind.statement, .indices, .supervision] {
      let (name, bytes) = try await service.file(
        Dip.ExportReportRequest(runId: run.runId, kind: kind, format: .xlsx))
      #expect(name.hasSuffix(".xlsx"))
      let workbook = try Workbook(bytes)
      let report = try await service.reports.getReport(
        Dip.GetReportRequest(runId: run.runId, kind: kind, maximumRows: 100_000))
      for table in report.tables {
        let csv = try rows(
          try await service.file(
            Dip.ExportReportRequest(runId: run.runId, kind: kind, table: table.key)
          ).bytes)
        let title = try #require(table.title?.zh)
        let sheet = try #require(workbook.sheets.first { $0.name == title })
        #expect(sheet.rows.count == csv.count, "\(table.key)")
        for (row, line) in zip(sheet.rows, csv) {
          for (column, text) in line.enumerated() {
            #expect(
              Self.isSame(row[column], text), "\(table.key) \(row.number) \(column): \(text)")
          }
        }
      }
    }
  }

  @Test("The workbook of a statement has every rule in force, stated or default, with its reason")
  func rules() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let run = try await settled(service, seed: 24)
    let statement = try await service.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    let workbook = try Workbook(
      try await service.file(
        Dip.ExportReportRequest(runId: run.runId, kind: .statement, format: .xlsx)
      ).bytes)
    let sheet = try #require(workbook.sheets.first { $0.name == "适用规则" })
    #expect(sheet.rows.count == statement.choices.count + 1)
    let rows = sheet.rows.dropFirst().map { row in (0..<5).map { row[$0].text } }
    for choice in statement.choices {
      let row = try #require(rows.first { $0[4] == choice.key })
      #expect(
        row == [
          choice.label?.zh, choice.value?.zh, choice.isDefault ? "缺省" : "政策", choice.reason?.zh,
          choice.key,
        ])
    }
    // Words that a document has to state are rules as well.
    #expect(rows.contains { $0[4] == "point_value.method" && $0[2] == "政策" })
    // Those that the policy states come first.
    let first = try #require(rows.firstIndex { $0[2] == "缺省" })
    #expect(rows[first...].allSatisfy { $0[2] == "缺省" } && first > 0)
  }

  /// A number cell holds exactly the number that the text writes; any other cell the text.
  private static func isSame(_ cell: CellValue, _ text: String) -> Bool {
    if cell.text == text { return true }
    // libxlsxwriter writes 16 digits: the same double, which a spreadsheet shows with 15.
    guard let written = Double(cell.text), let meant = Double(text) else { return false }
    return written == meant
  }

  @Test("The same run gives the same workbook, byte for byte")
  func deterministic() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let run = try await settled(service, seed: 22)
    let request = Dip.ExportReportRequest(runId: run.runId, kind: .statement, format: .xlsx)
    let first = try await service.file(request).bytes
    let second = try await service.file(request).bytes
    #expect(first == second)
  }

  @Test("Results are written with names of record 3606, with Chinese headings, or both")
  func headings() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let run = try await settled(service, seed: 23)
    let results = try await service.results(run.runId)
    for (headings, first) in [("", "setl_id"), ("zh", "结算ID"), ("both", "setl_id(结算ID)")] {
      let file = try await service.file(
        Dip.ExportReportRequest(runId: run.runId, kind: .results, headings: headings))
      let rows = try rows(file.bytes)
      #expect(rows.first?.first == first)
      #expect(rows.count == results.count + 1)
      for (row, result) in zip(rows.dropFirst(), results) {
        #expect(row[0] == result.setlId && row[3] == result.dipDiseGrpCode)
        #expect(row[8] == result.grpDiseSco && row[10] == result.caseScore)
        if !row[11].isEmpty { #expect(try Money(parsing: row[11]).fen == result.paymentFen) }
      }
    }
    let workbook = try Workbook(
      try await service.file(
        Dip.ExportReportRequest(runId: run.runId, kind: .results, format: .xlsx)
      ).bytes)
    #expect(workbook.sheets.first?.rows.count == results.count + 1)
  }
}
