import ArgumentParser
import Contract
import DIPDomain
import Glibc
import Mesh
import Messages
import Quantities

/// `healthmesh dip measure`.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure scores from past years of lists (病种分值测算): a new catalogue and its report.",
    discussion: """
      Groups are formed by the policy's threshold, scores and coefficients measured by its \
      `score` rules, exactly. The same inputs give the same files, byte for byte.
      """)

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Option(help: "Last year of the history; by default the year before the policy's.")
  var lastYear: UInt32 = 0
  @Option(help: "Policy by name; by default the newest of the year after the last one.")
  var policy = ""
  @Option(help: "Version of the policy; 0 is the newest.") var policyVersion: UInt32 = 0
  @Option(help: "Base catalogue by name; by default the policy's.") var catalogue = ""
  @Option(
    help: "Its version; by default the policy's, or else the newest that was not itself measured.")
  var catalogueVersion = ""
  @Option(name: .customLong("as"), help: "Version of the new catalogue.") var version = ""
  @Flag(help: "The history is made up: statements of the new catalogue will say so.")
  var fictional = false
  @Flag(name: .customLong("import"), help: "Import the new catalogue.") var isImported = false
  @Option(
    help: "Folder for the catalogue's files, and below it report/ with the tables as CSV and JSON.",
    completion: .directory)
  var out: String?
  @Option(help: "Rows of each table that are printed.") var rows = 20
  @Option(help: "Threads; 0 uses every processor.") var threads: UInt32 = 0

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let measured = try await Measuring(client: client).run(
      Dip.MeasureScoresRequest(
        region: region, lastYear: lastYear, policy: policy, policyVersion: policyVersion,
        catalogue: catalogue, catalogueVersion: catalogueVersion, version: version,
        fictionalScores: fictional, import: isImported, threads: threads))
    if let out { try measured.write(to: out) }
    if connection.output.json { return Terminal.line(try measured.result.jsonText()) }
    for table in measured.tables { Terminal.line(ReportText(table.first(rows)).text) }
    for warning in measured.result.warnings { Terminal.error(Terminal.said(warning)) }
    Terminal.line(measured.summary)
  }
}

/// Measures and shows how far it is.
struct Measuring {
  let client: MeshClient

  func run(_ request: Dip.MeasureScoresRequest) async throws -> MeasuredCatalogue {
    let progress = ProgressLine(Terminal.language("测算", "Measure"))
    var tables: [Dip.ReportTable] = []
    var files: [Dip.CatalogueFile] = []
    let options = CallOptions(timeout: .seconds(1800))
    for try await step in try await client.serverStream(
      DipMeasurementMethods.measureScores, request, options: options)
    {
      progress.update(step.done, of: step.total, step.stage)
      if let table = step.table { tables.append(table) }
      if let file = step.file { files.append(file) }
      guard let result = step.result else { continue }
      progress.finish("\(Figure.count(result.cases)) \(Terminal.language("例", "cases"))")
      return MeasuredCatalogue(result: result, tables: tables, files: files)
    }
    throw Problem(
      .unavailable, "CLI_MEASUREMENT_UNFINISHED", zh: "测算未完成。",
      en: "The measurement did not finish.", remedyZh: "请重新执行。", remedyEn: "Run it again.")
  }
}

/// What came back.
struct MeasuredCatalogue {
  var result: Dip.MeasuredScores
  var tables: [Dip.ReportTable]
  var files: [Dip.CatalogueFile]

  var summary: String {
    let word = Terminal.language
    let catalogue = result.catalogue ?? Dip.Catalogue()
    let imported =
      catalogue.importedAt.isEmpty
      ? word("未导入", "not imported")
      : result.unchanged ? word("已导入过", "imported before") : word("已导入", "imported")
    return word(
      "\(catalogue.name) \(catalogue.version)：\(catalogue.groups) 个病种，未设 \(result.groupsDropped)，新增 \(result.groupsAdded)，辅助分型系数 \(result.auxiliaryCoefficients)（\(imported)）",
      "\(catalogue.name) \(catalogue.version): \(catalogue.groups) groups, \(result.groupsDropped) left out, \(result.groupsAdded) added, \(result.auxiliaryCoefficients) auxiliary coefficients (\(imported))"
    ) + "  \(catalogue.hash.prefix(12))\n\n\(result.policyFragment)"
  }

  /// The catalogue's files, and in `report/` the tables as CSV, all of them as JSON, and the level
  /// coefficients as a policy writes them.
  func write(to folder: String) throws(Problem) {
    let report = "\(folder)/report"
    for path in [folder, report] where mkdir(path, 0o755) != 0 && errno != EEXIST {
      throw WholeFile.unwritable(path)
    }
    for file in files { try ReportText.write(file.content, to: "\(folder)/\(file.name)") }
    var members: [String] = []
    for table in tables {
      let content = StatementTable(table)
      try ReportText.write(content.csv(), to: "\(report)/\(table.key).csv")
      members.append("\"\(table.key)\":\(content.json())")
    }
    try ReportText.write(
      Array("{\(members.joined(separator: ","))}\n".utf8), to: "\(report)/measurement.json")
    try ReportText.write(
      Array(result.policyFragment.utf8), to: "\(report)/level-coefficients.yaml")
  }
}

extension Dip.ReportTable {
  /// The table with its first rows only; it still says how many there are.
  fileprivate func first(_ count: Int) -> Dip.ReportTable {
    var table = self
    table.rows = Array(rows.prefix(max(count, 0)))
    return table
  }
}
