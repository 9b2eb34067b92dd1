import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh registry …`: areas, institutions, consortia and the registers.
struct RegistryCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registry",
    abstract: "Areas, institutions, consortia and registers (机构登记): import, list, record.",
    subcommands: [
      Registers.self, Import.self, Export.self, List.self, Count.self, Show.self, History.self,
      Put.self, Close.self, Check.self, Search.self, Nearest.self, Duplicates.self, Consortia.self,
      Plans.self, Tasks.self,
      TaskCommands.self, League.self, Overdue.self, Stalled.self, Defects.self, Accesses.self,
      AreaCommands.self, CoverageCommand.self, CountiesCommand.self, StaffCommands.self,
      TeamCommands.self, GridCommands.self, ClinicCommands.self,
      NationSynthesisCommand.self,
    ])

  /// The call that takes a part's file; a register's file goes to them all by its name.
  static func importMethod(
    _ part: String
  ) -> Method<Common.FileChunk, Common.ImportReport> {
    switch part {
    case "areas": RegistryAreasMethods.importAreas
    case "adjacency": RegistryAreasMethods.importAdjacency
    case "institutions": RegistryInstitutionsMethods.importInstitutions
    case "consortia": RegistryConsortiaMethods.importConsortia
    case "task_reports": RegistryPlansMethods.importReports
    default: RegistryRegistersMethods.importEntries
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a CSV file; bad rows are listed, the same file again changes nothing.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "areas, adjacency, institutions, consortia or a register.") var part: String
    @Argument(help: "The CSV file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let upload = try FileUpload(file, named: "\(part).csv")
      let report =
        part == "areas"
        ? try await AreaUpload(client: client).run(upload)
        : try await TableUpload(client: client).run(
          upload, to: RegistryCommands.importMethod(part))
      try ImportSummary(report).write(connection.output)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the institutions, or the entries of a register, on a day (列表).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var filter: RegisterFilterOptions
    @OptionGroup var reading: PurposeOption
    @Option(help: "Institutions only: members of this consortium.") var consortium = ""
    @Argument(help: "institutions or a register.") var part: String
    @Argument(help: "Part of a name or text, or the beginning of a code.") var query = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      if part == "institutions" {
        try await institutions(client)
      } else {
        try await entries(client)
      }
    }

    private func entries(_ client: MeshClient) async throws {
      var request = Registry.ListEntriesRequest(
        register: part, filter: try filter.message(query: query),
        asOf: Registry.AsOf(day: filter.asOf), pageSize: 1000, purpose: reading.purpose)
      var found: [Registry.RegisterEntry] = []
      repeat {
        let page = try await RegistryRegistersClient(client: client).listEntries(request)
        found += page.entries
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(try Registry.ListEntriesResponse(entries: found).jsonText())
      }
      Terminal.line(try await RegisterText.of(part, client).table(found))
    }

    private func institutions(_ client: MeshClient) async throws {
      var request = Registry.ListInstitutionsRequest()
      request.area = filter.area
      request.consortium = consortium
      request.query = query
      request.asOf = Registry.AsOf(day: filter.asOf)
      request.pageSize = 1000
      var found: [Registry.Institution] = []
      repeat {
        let page = try await RegistryInstitutionsClient(client: client).listInstitutions(request)
        found += page.institutions
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(
          try Registry.ListInstitutionsResponse(institutions: found).jsonText())
      }
      let word = Terminal.language
      var table = TextTable([
        (word("代码", "Code"), .left), (word("名称", "Name"), .left),
        (word("级别", "Level"), .left), (word("地区", "Area"), .left),
        (word("床位", "Beds"), .right), (word("自", "From"), .left),
      ])
      for institution in found {
        table.append([
          institution.code, institution.name, InstitutionWord.level(institution.level),
          institution.area, "\(institution.beds)", institution.validity?.validFrom ?? "",
        ])
      }
      Terminal.line(table.text)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "All that the mesh knows of one institution (机构档案), or an entry of a register.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "institutions or a register.") var part: String
    @Argument(help: "Registry or insurance code; values of the key fields of an entry.")
    var key: [String]
    @Option(help: "Day; by default today.") var asOf = ""
    @OptionGroup var reading: PurposeOption
    @Option(help: "Institutions only: period of the statement; by default the newest run's.")
    var period = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      if part == "institutions", key.count == 1 {
        try await institution(key[0], client)
      } else {
        try await entry(client)
      }
    }

    private func entry(_ client: MeshClient) async throws {
      let entry = try await RegistryRegistersClient(client: client).getEntry(
        Registry.GetEntryRequest(
          register: part, key: key, asOf: Registry.AsOf(day: asOf), purpose: reading.purpose))
      if connection.output.json { return Terminal.line(try entry.jsonText()) }
      Terminal.line(try await RegisterText.of(part, client).sheet(entry))
    }

    private func institution(_ code: String, _ client: MeshClient) async throws {
      let file = try await AggregatedViewsClient(client: client).getInstitutionFile(
        Gateway.InstitutionFileRequest(code: code, asOf: asOf, period: period))
      if connection.output.json { return Terminal.line(try file.jsonText()) }
      Terminal.line(InstitutionFileText(file).text)
    }
  }

  struct Consortia: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List consortia on a day.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only of this area and below it.") var area = ""
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryConsortiaClient(client: client).listConsortia(
        Registry.ListConsortiaRequest(
          area: area, asOf: Registry.AsOf(day: asOf), pageSize: 1000))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let word = Terminal.language
      var table = TextTable([
        (word("代码", "Code"), .left), (word("名称", "Name"), .left),
        (word("地区", "Area"), .left), (word("自", "From"), .left),
      ])
      for consortium in answer.consortia {
        table.append([
          consortium.code, consortium.name, consortium.area,
          consortium.validity?.validFrom ?? "",
        ])
      }
      Terminal.line(table.text)
    }
  }
}

/// The words of the registry.
enum InstitutionWord {
  static func level(_ level: Registry.InstitutionLevel) -> String {
    switch level {
    case .tertiary: Terminal.language("三级", "tertiary")
    case .secondary: Terminal.language("二级", "secondary")
    case .primary: Terminal.language("一级", "primary")
    case .unrated: Terminal.language("未定级", "unrated")
    default: ""
    }
  }
}

/// An institution's file for people: a service that did not answer leaves a marked gap.
struct InstitutionFileText {
  private let file: Gateway.InstitutionFile

  init(_ file: Gateway.InstitutionFile) { self.file = file }

  var text: String {
    let word = Terminal.language
    let institution = file.profile?.institution ?? Registry.Institution()
    var lines = [
      section(word("基本信息", "Profile"), file.profile?.status) {
        [
          "\(institution.code)  \(institution.name)  \(InstitutionWord.level(institution.level))  \(institution.area)",
          file.profile?.consortium?.name ?? "",
        ]
      }
    ]
    lines.append(
      section(word("DIP 结算", "DIP settlement"), file.settlement?.status) {
        (file.settlement?.rows ?? []).map {
          "\(InsuranceWord.of($0.insuranceType))  \(Figure.count($0.cases))  \(word("应付", "due")) \(Figure.yuan($0.dueFen))"
        }
      })
    lines.append(
      section(word("家庭医生签约", "Family-doctor contracts"), file.contracts?.status) {
        let summary = file.contracts?.summary ?? Contracting.InstitutionSummary()
        return [
          "\(word("有效签约", "active")) \(Figure.count(summary.activeContracts))  \(word("团队", "teams")) \(summary.teams)"
        ]
      })
    lines.append(
      section(word("指标", "Indicators"), file.indicators?.status) {
        (file.indicators?.evaluations ?? []).map { EvaluationText.line($0) }
      })
    return lines.joined(separator: "\n")
  }

  private func section(
    _ title: String, _ status: Gateway.SectionStatus?, _ body: () -> [String]
  ) -> String {
    let status = status ?? Gateway.SectionStatus()
    let lines: [String]
    switch status.state {
    case .ok: lines = body().filter { !$0.isEmpty }
    case .empty: lines = [Terminal.language("没有记录", "nothing recorded")]
    default: lines = ["! \(Terminal.said(status.message)) [\(status.reason)]"]
    }
    return "\(title)\n" + lines.map { "  \($0)" }.joined(separator: "\n")
  }
}
