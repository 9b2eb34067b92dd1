import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh catalogue …`: catalogues of disease groups.
struct Catalogues: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue",
    abstract: "Catalogues of disease groups (病种目录): convert, lint, import, list, diff, fetch.",
    subcommands: [
      Convert.self, Lint.self, Import.self, List.self, Diff.self, Fetch.self,
    ])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a catalogue: a folder with a manifest and its CSV files.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The folder.", completion: .directory) var folder: String

    private static let shownWarnings = 5

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ImportCatalogueRequest()
      request.files = try CatalogueFolder(folder).message
      let answer = try await DipCataloguesClient(client: client).importCatalogue(request)
      if connection.output.json { Terminal.line(try answer.jsonText()) }
      guard let catalogue = answer.catalogue else {
        if !connection.output.json { Terminal.line(ImportSummary.table(answer.errors)) }
        throw ArgumentParser.ExitCode(65)
      }
      guard !connection.output.json else { return }
      let word = Terminal.language
      if !answer.warnings.isEmpty {
        Terminal.error(
          word("\(answer.warnings.count) 处提醒：", "\(answer.warnings.count) warnings:"))
        Terminal.error(ImportSummary.table(Array(answer.warnings.prefix(Self.shownWarnings))))
        if answer.warnings.count > Self.shownWarnings {
          Terminal.error(
            word(
              "… 全部见：healthmesh catalogue lint \(folder)",
              "… all of them: healthmesh catalogue lint \(folder)"))
        }
      }
      Terminal.line(
        word(
          "\(catalogue.name) \(catalogue.version)：\(catalogue.groups) 个病种",
          "\(catalogue.name) \(catalogue.version): \(catalogue.groups) groups")
          + (answer.unchanged ? word("（未变）", " (unchanged)") : "")
          + "  \(catalogue.hash.prefix(12))")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the imported catalogues.")
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ListCataloguesRequest()
      request.pageSize = 1000
      let answer = try await DipCataloguesClient(client: client).listCatalogues(request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let word = Terminal.language
      var table = TextTable([
        (word("目录", "Catalogue"), .left), (word("版本", "Version"), .left),
        (word("病种数", "Groups"), .right), (word("摘要", "Hash"), .left),
        (word("导入时间", "Imported"), .left),
      ])
      for catalogue in answer.catalogues {
        table.append([
          catalogue.name, catalogue.version, "\(catalogue.groups)",
          String(catalogue.hash.prefix(12)), catalogue.importedAt,
        ])
      }
      Terminal.line(table.text)
    }
  }
}
