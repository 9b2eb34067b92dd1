import DIPDomain
import Dispatch
import Foundation
import Quantities
import Tabular

/// Grouping of synthetic lists by a catalogue.
struct GroupingBench: Workload {
  /// Lists that a settlement's thread groups at once.
  private static let block = 16_384

  private let grouper: Grouper
  private let lists: CaseColumns

  init(catalogueFolder: String, institutionsFile: String, cases: Int) throws {
    let folder = URL(filePath: catalogueFolder, directoryHint: .isDirectory)
    let names = try FileManager.default.contentsOfDirectory(atPath: catalogueFolder)
    let reading = CatalogueReader.read(
      try names.filter { $0.hasSuffix(".csv") }.map { name in
        CatalogueFile(
          name: name, content: [UInt8](try Data(contentsOf: folder.appending(path: name))))
      })
    guard let catalogue = reading.catalogue else { throw Unusable(what: "\(reading.findings)") }
    let institutions = try SynthesisInstitution.read(
      registry: [UInt8](try Data(contentsOf: URL(filePath: institutionsFile))))
    lists = try Self.lists(
      CaseSynthesis(
        catalogue: catalogue, institutions: institutions, year: Year(2025), count: cases, seed: 1,
        defectsPerMille: 0))
    // The rules of the specification that a region may choose: all of them.
    grouper = try Grouper(
      catalogue: catalogue,
      rules: GroupingRules(
        GroupingPolicy(
          tie: [.higherScore, .nearestMeanCost, .typePriority],
          compositeFallback: [.range, .letter])))
  }

  /// Every thread groups all lists.
  func run(_ command: String, threads: Int) throws -> () -> String {
    let grouped = Guarded(0)
    let (grouper, lists) = (grouper, lists)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var count = 0
      for start in stride(from: 0, to: lists.count, by: Self.block) {
        let range = start..<min(start + Self.block, lists.count)
        for result in grouper.group(lists, range) where result.isGrouped { count += 1 }
      }
      grouped.withLock { $0 += count }
    }
    return { "\(lists.count) \(grouped.withLock { $0 } / threads)" }
  }

  /// The lists that a synthesis writes, read as an import reads them.
  static func lists(_ synthesis: CaseSynthesis) throws -> CaseColumns {
    var synthesis = synthesis
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    while synthesis.write(rows: 4096, to: &writer) > 0 {}
    let reader = CSVReader(MemorySource(writer.bytes))
    var lists = CaseColumns()
    guard let header = try reader.next() else { return lists }
    let parser = try CaseParser(header: header)
    while let record = try reader.next() {
      guard parser.parse(record, into: &lists).isEmpty else {
        throw Unusable(what: "row \(record.row)")
      }
    }
    return lists
  }
}

struct Unusable: Error {
  let what: String
}
