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
  /// Every kind of auxiliary type, met or not in every group.
  private let classifier: AuxiliaryClassifier
  private let groups: [GroupingResult]
  private let lists: CaseColumns

  init(catalogueFolder: String, institutionsFile: String, cases: Int) throws {
    let folder = URL(filePath: catalogueFolder, directoryHint: .isDirectory)
    let names = try FileManager.default.contentsOfDirectory(atPath: catalogueFolder)
    let files = try names.filter { $0.hasSuffix(".csv") }.map { name in
      CatalogueFile(
        name: name, content: [UInt8](try Data(contentsOf: folder.appending(path: name))))
    }
    let reading = CatalogueReader.read(files)
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
    groups = grouper.group(lists)
    classifier = try Self.classifier(files, catalogue)
  }

  /// Auxiliary types of every kind, over complications and comorbidities made up from the catalogue's
  /// own diagnoses.
  private static func classifier(
    _ files: [CatalogueFile], _ catalogue: Catalogue
  ) throws -> AuxiliaryClassifier {
    let codes = Set(catalogue.groups.flatMap(\.typicalDiagnoses)).map(\.description).sorted()
    var files = files
    for (role, text) in [
      (
        CatalogueManifest.Role.complications,
        "code,level,exclusion\n"
          + codes.enumerated().filter { $0.offset % 3 < 2 }
          .map { "\($1),\($0 % 3 == 0 ? "CC" : "MCC"),\($0 % 50)\n" }.joined()
      ),
      (
        .complicationExclusions,
        "exclusion,main_diagnosis\n"
          + codes.enumerated().map { "\($0 % 50),\($1.prefix(3))\n" }.joined()
      ),
      (
        .comorbidities,
        "category,weight,code\n"
          + Set(codes.map { $0.prefix(3) }).sorted().enumerated()
          .map { "C\($0 % 17),\($0 % 4 + 1),\($1)\n" }.joined()
      ),
    ] where !files.contains(where: { $0.name == "\(role.rawValue).csv" }) {
      files.append(CatalogueFile(name: "\(role.rawValue).csv", content: Array(text.utf8)))
      let manifest = files.firstIndex { $0.name == CatalogueManifest.fileName }
      if let manifest {
        files[manifest].content += Array("file:\(role.rawValue),\(role.rawValue).csv\n".utf8)
      }
    }
    let reading = CatalogueReader.read(files)
    guard let catalogue = reading.catalogue else { throw Unusable(what: "\(reading.findings)") }
    let tests: [AuxiliaryType.Test] = [
      .age(from: nil, below: .days(29)), .age(from: .days(29), below: .years(1)),
      .age(from: .years(1), below: .years(7)), .age(from: .years(7), below: .years(18)),
      .age(from: .years(65), below: nil),
      .severity(SeverityTest(complication: .mcc, stayOver: 3)),
      .severity(SeverityTest(complication: .cc, stayOver: 3)),
      .severity(SeverityTest(death: true, stayOver: 3)),
      .diagnosis(DiagnosisTest(prefixes: ["C"], position: .any)), .icu(from: 2, through: 7),
      .comorbidity(from: 2, through: nil),
    ]
    return try AuxiliaryClassifier(
      AuxiliaryPolicy(
        types: tests.enumerated().map {
          AuxiliaryType(code: "T\($0)", test: $1, coefficient: .one)
        }), catalogue: catalogue)
  }

  /// `group`: every thread groups all lists. `classify`: it finds their auxiliary types.
  func run(_ command: String, threads: Int) throws -> () -> String {
    guard command == "group" else { return classify(threads: threads) }
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

  private func classify(threads: Int) -> () -> String {
    let met = Guarded(0)
    let (classifier, lists, groups) = (classifier, lists, groups)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var count = 0
      for index in groups.indices
      where classifier.types(of: lists, index, group: groups[index].group) != 0 { count += 1 }
      met.withLock { $0 += count }
    }
    return { "\(lists.count) \(met.withLock { $0 } / threads)" }
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
