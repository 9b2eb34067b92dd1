import ArgumentParser
import DIPDomain
import Glibc
import Messages
import Quantities
import Tabular

extension Cases {
  /// `healthmesh cases template`.
  struct Template: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the header of the CSV file that `import` reads.")

    func run() throws {
      var writer = CSVWriter()
      CaseWriter.writeHeader(to: &writer)
      Terminal.bytes(writer.bytes)
    }
  }

  /// `healthmesh cases synth`.
  struct Synth: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write synthetic settlement lists: made up, realistic, the same for the same seed.")

    @OptionGroup var output: OutputOptions
    @Option(help: "How many rows.") var count = 100_000
    @Option(help: "The same seed gives the same file.") var seed: UInt64 = 1
    @Option(help: "Year of discharge.") var year = 2025
    @Option(help: "Defective rows in a thousand.") var defects = 10
    @Option(help: "Folder of the catalogue.") var catalogue = "Deploy/catalogue/sample"
    @Option(help: "institutions.csv of the registry.")
    var institutions = "Deploy/registry/demo/institutions.csv"
    @Argument(help: "The CSV file to write; - is standard output.") var file = "-"

    func validate() throws {
      guard count > 0, (0...1000).contains(defects) else {
        throw ValidationError("--count is positive and --defects a number of 0 to 1000")
      }
    }

    func run() throws {
      try CaseFileSynthesis(
        catalogueFolder: catalogue, institutionsFile: institutions, year: year, count: count,
        seed: seed, defectsPerMille: defects
      ).write(to: file)
    }
  }
}

/// Writes a file of synthetic settlement lists.
struct CaseFileSynthesis {
  let catalogueFolder: String
  let institutionsFile: String
  let year: Int
  let count: Int
  let seed: UInt64
  let defectsPerMille: Int

  /// Rows between two writes to the file.
  private static let batch = 4096

  func write(to path: String) throws {
    let reading = CatalogueReader.read(try CatalogueFolder(catalogueFolder).read())
    guard let catalogue = reading.catalogue else {
      throw Problem(
        .invalidInput, "CLI_CATALOGUE_INVALID", zh: "目录 \(catalogueFolder) 有误。",
        en: "The catalogue \(catalogueFolder) is not valid.",
        remedyZh: "请用 healthmesh catalogue lint 查看问题。",
        remedyEn: "See what is wrong with `healthmesh catalogue lint`.")
    }
    var synthesis = try CaseSynthesis(
      catalogue: catalogue,
      institutions: SynthesisInstitution.read(registry: WholeFile.read(institutionsFile)),
      year: Year(year), count: count, seed: seed, defectsPerMille: defectsPerMille)
    let descriptor =
      path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WholeFile.unwritable(path) }
    defer { if path != "-" { close(descriptor) } }
    let progress = ProgressLine(Terminal.language("生成", "Generate"))
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    var done = 0
    while true {
      let written = synthesis.write(rows: Self.batch, to: &writer)
      guard WholeFile.write(writer.bytes, to: descriptor) else { throw WholeFile.unwritable(path) }
      writer.removeAll()
      if written == 0 { break }
      done += written
      progress.update(UInt64(done), of: UInt64(count))
    }
    progress.finish("\(Figure.count(UInt64(done))) \(Terminal.language("行", "rows"))")
  }
}
