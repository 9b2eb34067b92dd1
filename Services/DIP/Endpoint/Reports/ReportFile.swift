import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Tabular

/// A report as a file (报表导出), sent in chunks.
struct ReportFile: Sendable {
  private static let chunkBytes = 256 << 10

  let desk: ReportDesk
  let run: StoredRun
  let request: Dip.ExportReportRequest
  let scope: CallerScope

  private var isWorkbook: Bool { request.format == .xlsx }

  /// - Throws: `DIP_HEADINGS_UNKNOWN`, `DIP_REPORT_TABLE_UNKNOWN`, and the problems of the report.
  func write(to responses: ResponseWriter<Common.FileChunk>) async throws {
    guard request.kind == .results, !isWorkbook else {
      return try await send(try await whole(), to: responses)
    }
    // Results are as many as lists: row by row, never the whole file in memory.
    let headings = try headings
    let results = try await desk.results(
      of: run, institution: request.institutionCode, scope: scope)
    var sender = Sender(name: name, responses: responses)
    var writer = CSVWriter(lineEnd: .carriageReturnLineFeed, byteOrderMark: true)
    GroupingRecord.writeHeader(headings, to: &writer)
    for index in results.order {
      try results.record(index).write(to: &writer)
      if writer.bytes.count >= Self.chunkBytes {
        try await sender.send(writer.bytes)
        writer.removeAll()
      }
    }
    try await sender.send(writer.bytes)
  }

  private func whole() async throws -> [UInt8] {
    let tables = try await tables()
    guard isWorkbook else { return try table(of: tables).table.csv() }
    let period = try SettlementPeriod(parsing: run.inputs.period)
    let title = "\(run.inputs.region) \(run.inputs.period) \(run.runID)"
    let sheets = tables + Self.notes(tables)
    return try await ReportDesk.apart {
      try WorkbookWriter.bytes(sheets, title: title, created: period.lastDay)
    }
  }

  private func tables() async throws -> [ReportTable] {
    guard request.kind == .results else {
      return try await desk.tables(
        ReportDesk.Wish(
          kind: request.kind, institution: request.institutionCode,
          supervision: SupervisionOptions(request.supervision)), of: run)
    }
    let results = try await desk.results(
      of: run, institution: request.institutionCode, scope: scope)
    guard results.order.count < WorkbookWriter.maximumRows else {
      throw Problem(
        .failedPrecondition, "DIP_WORKBOOK_TOO_LARGE", zh: "清单数超过工作表行数上限",
        en: "more lists than a sheet has rows", remedyZh: "请改用 CSV，或按机构分别导出",
        remedyEn: "take CSV, or one institution at a time")
    }
    let headings = try headings
    return [
      ReportTable(
        key: "results", title: Bilingual(zh: "分组结果", en: "Results"),
        note: Bilingual(zh: "", en: ""),
        table: StatementTable(
          columns: GroupingRecord.columns(headings),
          rows: try results.order.map { try results.record($0).cells }))
    ]
  }

  /// The definitions behind the tables as a sheet of their own; nothing without any.
  private static func notes(_ tables: [ReportTable]) -> [ReportTable] {
    let noted = tables.filter { !$0.note.zh.isEmpty }
    guard !noted.isEmpty else { return [] }
    return [
      ReportTable(
        key: "notes", title: Bilingual(zh: "说明", en: "Notes"), note: Bilingual(zh: "", en: ""),
        table: StatementTable(
          columns: [.text("table", "工作表", "Sheet"), .text("note", "说明", "Note")],
          rows: noted.map { [.term($0.key, $0.title), .term("", $0.note)] }))
    ]
  }

  private func table(of tables: [ReportTable]) throws(Problem) -> ReportTable {
    let found = request.table.isEmpty ? tables.first : tables.first { $0.key == request.table }
    guard let found else {
      throw Problem(
        .invalidInput, "DIP_REPORT_TABLE_UNKNOWN", zh: "报表中没有表 \(request.table.prefix(64))。",
        en: "The report has no table \(request.table.prefix(64)).",
        remedyZh: "可用的表见明细。", remedyEn: "See the details for the tables.",
        details: tables.map { Problem.Detail($0.key, $0.title.zh) })
    }
    return found
  }

  private var headings: GroupingRecord.Headings {
    get throws(Problem) {
      if request.headings.isEmpty { return .names }
      guard let headings = GroupingRecord.Headings(rawValue: request.headings) else {
        throw Problem(
          .invalidInput, "DIP_HEADINGS_UNKNOWN", zh: "没有表头方式 \(request.headings.prefix(32))。",
          en: "There are no headings \(request.headings.prefix(32)).",
          remedyZh: "可选 names、zh、both。", remedyEn: "Choose names, zh or both.")
      }
      return headings
    }
  }

  /// `dip-statement-990100-2025.xlsx`.
  private var name: String {
    let kind =
      switch request.kind {
      case .results: "results"
      case .statement: "statement"
      case .indices: "indices"
      case .ungrouped: "ungrouped"
      case .ties: "ties"
      case .supervision: "supervision"
      default: "influence"
      }
    let part = request.institutionCode.isEmpty ? "" : "-\(request.institutionCode)"
    return "dip-\(kind)-\(run.inputs.region)-\(run.inputs.period)\(part)"
      + (isWorkbook ? ".xlsx" : ".csv")
  }

  private func send(
    _ bytes: [UInt8], to responses: ResponseWriter<Common.FileChunk>
  ) async throws {
    var sender = Sender(
      name: name, responses: responses, sha256: SHA256Digest(of: bytes).description,
      total: UInt64(bytes.count))
    for start in stride(from: 0, to: max(bytes.count, 1), by: Self.chunkBytes) {
      try await sender.send(Array(bytes[start..<min(start + Self.chunkBytes, bytes.count)]))
    }
  }

  /// Sends the parts of a file; the first one names it.
  private struct Sender {
    let name: String
    let responses: ResponseWriter<Common.FileChunk>
    var sha256 = ""
    var total: UInt64 = 0
    private var offset: UInt64 = 0

    init(
      name: String, responses: ResponseWriter<Common.FileChunk>, sha256: String = "",
      total: UInt64 = 0
    ) {
      self.name = name
      self.responses = responses
      self.sha256 = sha256
      self.total = total
    }

    mutating func send(_ content: [UInt8]) async throws {
      var chunk = Common.FileChunk(offset: offset, content: content)
      if offset == 0 {
        chunk.fileName = name
        chunk.sha256 = sha256
        chunk.totalBytes = total
      }
      offset += UInt64(content.count)
      try await responses.write(chunk)
    }
  }
}
