import DIPDomain
import Foundation
import Quantities
import Tabular

/// Measuring scores from three years of synthetic lists.
struct MeasurementBench: Workload {
  private let inputs: CatalogueMeasurement.Inputs

  /// - Parameter cases: lists of each year.
  init(catalogueFolder: String, institutionsFile: String, policyFile: String, cases: Int) throws {
    let folder = URL(filePath: catalogueFolder, directoryHint: .isDirectory)
    let files = try FileManager.default.contentsOfDirectory(atPath: catalogueFolder).sorted()
      .filter { $0.hasSuffix(".csv") }.map { name in
        CatalogueFile(
          name: name, content: [UInt8](try Data(contentsOf: folder.appending(path: name))))
      }
    let reading = CatalogueReader.read(files)
    guard let base = reading.catalogue else { throw Unusable(what: "\(reading.findings)") }
    let institutions = try SynthesisInstitution.read(
      registry: [UInt8](try Data(contentsOf: URL(filePath: institutionsFile))))
    let text = String(decoding: try Data(contentsOf: URL(filePath: policyFile)), as: UTF8.self)
    var policy = try Policy.read(yaml: text).policy
    policy.measurement.trimming = .percentile(
      lower: try Decimal(parsing: "2.5"), upper: try Decimal(parsing: "97.5"))
    policy.auxiliary.types = [
      AuxiliaryType(code: "child", test: .age(from: nil, below: .years(7))),
      AuxiliaryType(code: "icu", test: .icu(from: 2, through: nil)),
    ]
    let members = try institutions.map {
      RegionInstitution(
        scoring: ScoringInstitution(
          code: $0.code, name: $0.code, level: $0.level, isTCM: $0.isTCM),
        area: try AreaCode(parsing: "\($0.area)"))
    }
    let years = try (2022...2024).map { year in
      ScoreHistory.Year(
        year: try Year(year),
        lists: try GroupingBench.lists(
          CaseSynthesis(
            catalogue: base, institutions: institutions, year: Year(year), count: cases,
            seed: UInt64(year), defectsPerMille: 0)),
        listDigest: SHA256Digest(of: "\(year)"), institutions: members)
    }
    inputs = CatalogueMeasurement.Inputs(
      history: ScoreHistory(region: try AreaCode(parsing: "990000"), years: years), base: base,
      files: files, policy: policy, isFictional: true)
  }

  func run(_ command: String, threads: Int) throws -> () -> String {
    let measurement = try CatalogueMeasurement(inputs, threads: threads)
    return { "\(measurement.catalogue.groups.count) \(measurement.catalogue.hash)" }
  }
}
