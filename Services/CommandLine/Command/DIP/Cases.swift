import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh cases …`: settlement lists.
struct Cases: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Settlement lists (医保基金结算清单): import, count, template, synthetic ones.",
    subcommands: [
      Import.self, Imports.self, Quarantine.self, Template.self, Synth.self, Count.self,
    ])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a CSV file (UTF-8 or GB18030) of settlement lists.",
      discussion: """
        An import that was interrupted continues where it stopped; the same file again changes \
        nothing. Rows that are refused go to the quarantine, the others are stored.
        """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"])) var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let report = try await CaseUpload(client: client).run(FileUpload(file))
      try ImportSummary(report, listing: "healthmesh cases quarantine \(report.importId)")
        .write(connection.output)
    }
  }

  struct Quarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rows that an import refused, with reason and remedy.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Identifier of the import, as the import printed it.") var importID: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ListQuarantineRequest()
      request.importId = importID
      request.pageSize = 1000
      var issues: [Common.RowIssue] = []
      repeat {
        let page = try await DipCasesClient(client: client).listQuarantine(request)
        issues += page.issues
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        var whole = Dip.ListQuarantineResponse()
        whole.issues = issues
        Terminal.line(try whole.jsonText())
      } else {
        Terminal.line(ImportSummary.table(issues))
      }
    }
  }

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many settlement lists there are.")

    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Area code; empty means everywhere.") var region = ""
    @Option(help: "Period of discharge: 2025 or 2025-03.") var period = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.CountCasesRequest()
      request.region = region
      request.period = period
      let count = try await DipCasesClient(client: client).countCases(request)
      if connection.output.json { return Terminal.line(try count.jsonText()) }
      let word = Terminal.language
      var table = TextTable([(word("项目", "Figure"), .left), (word("数值", "Value"), .right)])
      table.append([word("结算清单", "lists"), Figure.count(count.cases)])
      table.append([word("职工医保", "employees"), Figure.count(count.employeeCases)])
      table.append([word("居民医保", "residents"), Figure.count(count.residentCases)])
      table.append([word("机构", "institutions"), Figure.count(count.institutions)])
      table.append([word("总费用（元）", "total cost (yuan)"), Figure.yuan(count.totalCostFen)])
      table.append([word("统筹记账（元）", "booked to the fund"), Figure.yuan(count.fundPaidFen)])
      table.append([
        word("出院日期", "discharged"), "\(count.firstDischargeDay) – \(count.lastDischargeDay)",
      ])
      Terminal.line(table.text)
    }
  }
}

/// Sends a file of settlement lists and shows how far it is.
struct CaseUpload {
  let client: MeshClient

  func run(_ file: FileUpload) async throws -> Common.ImportReport {
    let progress = ProgressLine(Terminal.language("导入", "Import"))
    // A year of a large prefecture takes minutes; the default of a call would cut it off.
    let options = CallOptions(timeout: .seconds(3600))
    let report = try await client.bidirectional(DipCasesMethods.importCases, options: options) {
      requests, answers -> Common.ImportReport? in
      try await requests.write(file.opening)
      return try await withThrowingTaskGroup(of: Void.self) { sending in
        var hasBegun = false
        var report: Common.ImportReport?
        for try await answer in answers {
          progress.update(
            answer.resumeOffset, of: answer.totalBytes,
            "\(Figure.count(answer.rowsRead)) \(Terminal.language("行", "rows"))")
          report = answer.report ?? report
          if !hasBegun {
            hasBegun = true
            let offset = answer.resumeOffset
            sending.addTask {
              try await file.send(to: requests, from: offset)
              requests.finish()
            }
          }
        }
        return report
      }
    }
    guard let report else {
      throw Problem(
        .unavailable, "CLI_IMPORT_UNFINISHED", zh: "导入未完成。", en: "The import did not finish.",
        remedyZh: "请重新执行同一命令，将从中断处继续。",
        remedyEn: "Run the same command again; it continues where it stopped.")
    }
    progress.finish("\(Figure.count(report.rowsRead)) \(Terminal.language("行", "rows"))")
    return report
  }
}

/// What an import did, for people and programs.
struct ImportSummary {
  private static let shownIssues = 10

  private let report: Common.ImportReport
  /// What lists the issues that are not shown; nil where the report is all there is.
  private let listing: String?

  init(_ report: Common.ImportReport, listing: String? = nil) {
    self.report = report
    self.listing = listing
  }

  /// - Throws: the exit code of refused input when no row was taken.
  func write(_ output: OutputOptions) throws {
    if output.json { Terminal.line(try report.jsonText()) } else { writeText() }
    if report.rowsRead > 0, report.rowsQuarantined == report.rowsRead {
      throw ArgumentParser.ExitCode(65)
    }
  }

  private func writeText() {
    let word = Terminal.language
    Terminal.line(
      word(
        "读取 \(Figure.count(report.rowsRead)) 行：新增 \(Figure.count(report.rowsInserted))，更新 \(Figure.count(report.rowsReplaced))，未变 \(Figure.count(report.rowsUnchanged))，隔离 \(Figure.count(report.rowsQuarantined))",
        "\(Figure.count(report.rowsRead)) rows read: \(Figure.count(report.rowsInserted)) new, \(Figure.count(report.rowsReplaced)) replaced, \(Figure.count(report.rowsUnchanged)) unchanged, \(Figure.count(report.rowsQuarantined)) quarantined"
      ))
    for notice in report.notices { Terminal.line("! \(Terminal.said(notice))") }
    guard !report.issues.isEmpty else { return }
    Terminal.line(Self.table(Array(report.issues.prefix(Self.shownIssues))))
    guard max(report.rowsQuarantined, UInt64(report.issues.count)) > Self.shownIssues else {
      return
    }
    let command = listing ?? word("加 --json 重新导入", "import again with --json")
    Terminal.line(word("… 其余见：\(command)", "… all of them: \(command)"))
  }

  static func table(_ issues: [Common.RowIssue]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("行", "Line"), .right), (word("列", "Column"), .left), (word("值", "Value"), .left),
      (word("原因", "Reason"), .left), (word("处理办法", "Remedy"), .left),
    ])
    for issue in issues {
      table.append([
        "\(issue.line)", issue.column, issue.value, Terminal.said(issue.message),
        Terminal.said(issue.remedy),
      ])
    }
    return table.text
  }
}
