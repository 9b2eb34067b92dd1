import ArgumentParser
import Contract
import DIPDomain
import Mesh
import Messages
import Quantities

/// Which run a report is of.
struct RunOptions: ParsableArguments {
  @Argument(help: "Identifier of the run; by default the newest of region and period.")
  var runID = ""
  @Option(help: "Area code of the region.") var region = ""
  @Option(help: "2025 or 2025-03.") var period = ""
  @Option(help: "Only this institution.") var institution = ""
}

/// `healthmesh dip results`.
struct ResultsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Write the grouping result of every list, with the field names of record 3606.")

  enum Headings: String, ExpressibleByArgument, CaseIterable { case names, zh, both }

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var selection: RunOptions
  @Flag(help: "CSV; the standard.") var csv = false
  @Option(help: "Write an XLSX workbook to this file.") var xlsx: String?
  @Option(help: "names (setl_id …), zh, or both.") var headings = Headings.names
  @Option(help: "Write to this file instead of standard output.") var out: String?

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    if connection.output.json { return try await json(client) }
    let request = Dip.ExportReportRequest(
      runId: selection.runID, region: selection.region, period: selection.period, kind: .results,
      format: xlsx == nil ? .csv : .xlsx, headings: headings.rawValue,
      institutionCode: selection.institution)
    try await ReportFileDownload(client: client).run(request, to: xlsx ?? out)
  }

  /// One result a line.
  private func json(_ client: MeshClient) async throws {
    let batches = try await DipReportsClient(client: client).streamResults(
      Dip.StreamResultsRequest(
        runId: selection.runID, region: selection.region, period: selection.period,
        institutionCode: selection.institution))
    for try await batch in batches {
      for result in batch.results { Terminal.line(try result.jsonText()) }
    }
  }
}

/// `healthmesh dip report`.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Print a report of a run: indices, ungrouped, ties, supervision, influence, statement.",
    discussion:
      "Supervision never changes a payment; its options are numbers of days, cases and points.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case indices, ungrouped, ties, supervision, influence, statement

    var kind: Dip.ReportKind {
      switch self {
      case .indices: .indices
      case .ungrouped: .ungrouped
      case .ties: .ties
      case .supervision: .supervision
      case .influence: .influence
      case .statement: .statement
      }
    }
  }

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "indices, ungrouped, ties, supervision, influence or statement.") var kind: Kind
  @OptionGroup var selection: RunOptions
  @Option(help: "Write all tables as sheets of an XLSX workbook to this file.") var xlsx: String?
  @Option(help: "Write one table as CSV: its key, such as indices.groups.") var csv: String?
  @Option(help: "Write the CSV to this file instead of standard output.") var out: String?
  @Option(help: "Rows of each table that are printed.") var rows: UInt32 = 50
  @Option(help: "Days to a re-admission into the same group.") var readmissionDays: UInt32 = 0
  @Option(help: "Days to an admission that splits a stay.") var splitDays: UInt32 = 0
  @Option(help: "Longest stay of a low-threshold admission.") var lowThresholdDays: UInt32 = 0
  @Option(help: "Its cost in per cent of the mean.") var lowThresholdCostPercent: UInt32 = 0
  @Option(help: "Stay that is always over-long.") var overlongDays: UInt32 = 0
  @Option(help: "Over-long stay in per cent of the mean.") var overlongPercent: UInt32 = 0
  @Option(help: "Fewest cases to compare by.") var minimumCases: UInt32 = 0
  @Option(help: "Points above other institutions.") var shiftPeerPoints: UInt32 = 0
  @Option(help: "Points above the previous year.") var shiftYearPoints: UInt32 = 0

  private var supervision: Dip.SupervisionOptions {
    Dip.SupervisionOptions(
      readmissionDays: readmissionDays, splitDays: splitDays, lowThresholdDays: lowThresholdDays,
      lowThresholdCostPercent: lowThresholdCostPercent, overlongDays: overlongDays,
      overlongPercent: overlongPercent, minimumCases: minimumCases,
      shiftPeerPoints: shiftPeerPoints, shiftYearPoints: shiftYearPoints)
  }

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    if xlsx != nil || csv != nil {
      let request = Dip.ExportReportRequest(
        runId: selection.runID, region: selection.region, period: selection.period, kind: kind.kind,
        format: xlsx == nil ? .csv : .xlsx, table: csv ?? "",
        institutionCode: selection.institution,
        supervision: supervision)
      return try await ReportFileDownload(client: client).run(request, to: xlsx ?? out)
    }
    let request = Dip.GetReportRequest(
      runId: selection.runID, region: selection.region, period: selection.period, kind: kind.kind,
      institutionCode: selection.institution, supervision: supervision, maximumRows: rows)
    let report = try await Waiting.for(Terminal.language("计算报表", "Computing the report")) {
      try await DipReportsClient(client: client).getReport(request)
    }
    if connection.output.json { return Terminal.line(try report.jsonText()) }
    for table in report.tables { Terminal.line(ReportText(table).text) }
  }
}

/// `healthmesh dip reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare a run with a bureau's own results, case by case.",
    discussion: """
      The file is a CSV with setl_id, dip_dise_grp_code and, where known, grp_dise_sco, case_sco and \
      fund_pay, or their Chinese names.
      """)

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Identifier of the run, or - for the newest of region and period.")
  var runID: String
  @Argument(help: "The bureau's results.") var file: String
  @Option(help: "Area code of the region.") var region = ""
  @Option(help: "2025 or 2025-03.") var period = ""
  @Option(help: "Cases that are printed.") var rows = 50
  @Option(help: "Write every case that differs as CSV to this file.") var out: String?

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answers = try await client.serverStream(
      DipReportsMethods.reconcile,
      Dip.ReconcileRequest(
        runId: runID == "-" ? "" : runID, region: region, period: period,
        content: try WholeFile.read(file)), options: CallOptions(timeout: .seconds(1800)))
    var first: Dip.ReconcileAnswer?
    var differences = Dip.ReportTable()
    for try await answer in answers {
      if connection.output.json { Terminal.line(try answer.jsonText()) }
      if first == nil { first = answer }
      guard let part = answer.differences else { continue }
      if differences.columns.isEmpty {
        differences = part
      } else {
        differences.rows += part.rows
      }
    }
    if let out {
      try ReportText.write(StatementTable(differences).csv(), to: out)
    }
    guard !connection.output.json, let first, let summary = first.summary else { return }
    if first.rowsRefused > 0 {
      Terminal.error(
        Terminal.language(
          "\(first.rowsRefused) 行无法读取", "\(first.rowsRefused) rows could not be read"))
      for issue in first.issues.prefix(5) {
        Terminal.error("  \(issue.line) \(issue.column): \(Terminal.said(issue.message))")
      }
    }
    Terminal.line(ReportText(summary).text)
    if !differences.rows.isEmpty {
      differences.totalRows = UInt64(differences.rows.count)
      differences.rows = Array(differences.rows.prefix(rows))
      Terminal.line(ReportText(differences).text)
    }
  }
}

/// `healthmesh dip sensitivity`.
struct SensitivityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Which code of a list moves its group, and what it is worth.")

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "setl_id of the settlement list.") var setlID: String
  @Option(name: .customLong("run"), help: "Identifier of the run; by default the newest.")
  var runID = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipReportsClient(client: client).getSensitivity(
      Dip.GetSensitivityRequest(setlId: setlID, runId: runID))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    let word = Terminal.language
    Terminal.line(
      "\(answer.groupCode)  \(answer.groupName)   \(word("病例分值", "score")) \(Figure.decimals(answer.caseScore, 4))   \(word("应付", "payable")) \(Figure.yuan(answer.paymentFen))\n"
    )
    var table = TextTable([
      (word("改动", "Change"), .left), (word("编码", "Code"), .left),
      (word("病种", "Group"), .left), (word("病例分值", "Score"), .right),
      (word("编码所值分值", "Score of the code"), .right),
      (word("编码所值金额(元)", "Worth (yuan)"), .right),
    ])
    for variant in answer.variants {
      table.append([
        Terminal.said(variant.title), variant.code,
        variant.movesGroup
          ? "→ \(variant.groupCode.isEmpty ? variant.stage : variant.groupCode)"
          : word("不变", "the same"), Figure.decimals(variant.caseScore, 4),
        Figure.decimals(variant.scoreWorth, 4), Figure.yuan(variant.paymentWorthFen),
      ])
    }
    Terminal.line(table.text)
  }
}
