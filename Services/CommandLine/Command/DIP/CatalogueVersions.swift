import ArgumentParser
import Contract
import DIPDomain
import Mesh
import Messages
import Quantities

extension Catalogues {
  /// `healthmesh catalogue diff`.
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say in words what two imported catalogues differ in.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most this many changes.") var limit: UInt32 = 1000
    @Argument(help: "The earlier one: name, name:version or hash.") var before: String
    @Argument(help: "The later one.") var after: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await DipCataloguesClient(client: client).compareCatalogues(
        Dip.CompareCataloguesRequest(
          before: CatalogueArgument(before).version, after: CatalogueArgument(after).version,
          limit: limit))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let word = Terminal.language
      for change in answer.changes { Terminal.line(Terminal.said(change.sentence)) }
      let rest = Int(answer.total) - answer.changes.count
      if rest > 0 {
        Terminal.line(
          word("… 另有 \(rest) 处，加 --limit 查看", "… and \(rest) more: raise --limit to see them"))
      }
      if answer.total == 0 {
        Terminal.line(word("两个目录的规则相同。", "The two catalogues have the same rules."))
      }
    }
  }

  /// `healthmesh catalogue fetch`.
  struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write an imported catalogue as a folder of CSV files.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "The folder to write; it may not hold a catalogue.") var to: String
    @Argument(help: "Name, name:version or hash.") var catalogue: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let wanted = CatalogueArgument(catalogue).version
      let answer = try await DipCataloguesClient(client: client).getCatalogue(
        Dip.GetCatalogueRequest(
          hash: wanted.hash, name: wanted.name, version: wanted.version, withFiles: true))
      try CatalogueFolder(to).write(
        answer.files.map { CatalogueFile(name: $0.name, content: $0.content) })
      if connection.output.json {
        return Terminal.line(try (answer.catalogue ?? Dip.Catalogue()).jsonText())
      }
      let word = Terminal.language
      Terminal.line(
        word("已写出 \(answer.files.count) 个文件到 \(to)", "\(answer.files.count) files written to \(to)")
      )
    }
  }
}

/// A catalogue on the command line: `name`, `name:version`, or a hash of 64 hexadecimal digits.
struct CatalogueArgument {
  let version: Dip.CatalogueVersion

  init(_ text: String) {
    var version = Dip.CatalogueVersion()
    if text.utf8.count == 64, text.allSatisfy(\.isHexDigit) {
      version.hash = text.lowercased()
    } else if let colon = text.firstIndex(of: ":") {
      version.name = String(text[..<colon])
      version.version = String(text[text.index(after: colon)...])
    } else {
      version.name = text
    }
    self.version = version
  }
}
