import DIPDomain
import Quantities

/// A catalogue of national size, from its files and from its compiled form to a grouper.
struct CatalogueBench: Workload {
  private let files: [CatalogueFile]
  private let hash: String
  private let compiled: [UInt8]

  init() throws {
    files = SyntheticCatalogue().files
    let reading = CatalogueReader.read(files)
    guard let catalogue = reading.catalogue else {
      throw Unusable(what: "\(reading.errors.prefix(3))")
    }
    hash = catalogue.hash.description
    compiled = CompiledCatalogue.encode(catalogue)
  }

  /// `read` reads the files, `load` the compiled form, `open` also makes the grouper's index.
  func run(_ command: String, threads: Int) throws -> () -> String {
    let catalogue: Catalogue
    switch command {
    case "read":
      guard let read = CatalogueReader.read(files).catalogue else {
        throw Unusable(what: "the catalogue")
      }
      catalogue = read
    case "load", "open":
      catalogue = try CompiledCatalogue.decode(compiled, hash: hash)
      if command == "open" {
        let grouper = try Grouper(catalogue: catalogue, rules: GroupingRules())
        return { withExtendedLifetime(grouper) { "\(catalogue.groups.count) \(compiled.count)" } }
      }
    default: throw Unusable(what: command)
    }
    return { "\(catalogue.groups.count) \(compiled.count)" }
  }
}
