import DIPDomain
import Foundation
import Quantities

/// A loaded year of synthetic lists, settled again under a changed key of its policy.
struct SimulationBench: Workload {
  /// Every region of the demo is part of it.
  private static let region = "990000"

  private let yaml: String
  private let year: LoadedYear
  private let before: SettlementResult

  init(catalogueFolder: String, institutionsFile: String, policyFile: String, cases: Int) throws {
    let catalogue = try Self.catalogue(catalogueFolder)
    let known = try SynthesisInstitution.read(
      registry: [UInt8](try Data(contentsOf: URL(filePath: institutionsFile))))
    guard let lead = known.first else { throw Unusable(what: "no institution has beds") }
    let text = String(decoding: try Data(contentsOf: URL(filePath: policyFile)), as: UTF8.self)
    var edits = [PolicyEdit(key: "region", value: "\"\(Self.region)\"")]
    if try Policy.read(yaml: text).policy.consortium != nil {
      edits.append(PolicyEdit(key: "consortium.lead", value: lead.code))
    }
    yaml = try PolicyEdit.apply(edits, to: text)
    let policy = try Policy.read(yaml: yaml).policy
    let lists = try GroupingBench.lists(
      CaseSynthesis(
        catalogue: catalogue, institutions: known, year: policy.year, count: cases, seed: 1,
        defectsPerMille: 0))
    let funds = Self.funds(policy, cases: Int64(cases))
    year = try LoadedYear(
      .init(
        region: try AreaCode(parsing: Self.region), lists: lists, policy: policy,
        catalogue: catalogue,
        institutions: try known.map {
          RegionInstitution(
            scoring: ScoringInstitution(
              code: $0.code, name: $0.code, level: $0.level, isTCM: $0.isTCM),
            area: try AreaCode(parsing: "\($0.area)"))
        }, funds: funds), threads: 2)
    before = try year.settled(threads: 2)
  }

  /// Some six thousand yuan a case; a capitation for as many insured as make that.
  private static func funds(_ policy: Policy, cases: Int64) -> SettlementFunds {
    var package = SettlementFunds.Package()
    var amount = Money(fen: cases * 300_000)
    if case .capitation(let perPerson) = policy.consortium?.budget {
      package.insuredPersons = cases * 600_000 / perPerson.fen & ~1
      amount = Money(fen: perPerson.fen * package.insuredPersons / 2)
    }
    return SettlementFunds(
      pools: policy.pools.types.map {
        .init(insurance: $0, amount: amount, regulation: Money(fen: 1 << 50))
      }, package: package)
  }

  private static func catalogue(_ path: String) throws -> Catalogue {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    let reading = CatalogueReader.read(
      try names.filter { $0.hasSuffix(".csv") }.map { name in
        CatalogueFile(
          name: name, content: [UInt8](try Data(contentsOf: folder.appending(path: name))))
      })
    guard let catalogue = reading.catalogue else { throw Unusable(what: "\(reading.findings)") }
    return catalogue
  }

  /// A command is an edit of the policy, `KEY=VALUE`; reading the document is part of what is measured.
  func run(_ command: String, threads: Int) throws -> () -> String {
    let parts = command.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw Unusable(what: command) }
    let changed = try PolicyEdit.apply([PolicyEdit(key: parts[0], value: parts[1])], to: yaml)
    let simulation = try Simulation(
      year, before: before, under: try Policy.read(yaml: changed).policy, threads: threads)
    return {
      "\(year.counts.scored) \(simulation.reuse.rawValue) "
        + "\(simulation.winners.count) \(simulation.losers.count)"
    }
  }
}
