import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

@Suite struct NationTests {
  private static func nation(_ seed: UInt64) throws -> NationSynthesis {
    var size = NationSynthesis.Size()
    (size.provinces, size.prefectures, size.counties) = (3, 5, 9)
    (size.townships, size.villages) = (40, 311)
    return try NationSynthesis(size, seed: seed)
  }

  private static func bytes(_ nation: NationSynthesis) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try nation.write { table, _ in bytes += table.takeBytes() }
    return bytes
  }

  private static func parse(_ bytes: [UInt8]) throws -> TableParser<AreaTable> {
    var parser = TableParser(AreaTable.self)
    try parser.append(bytes)
    try parser.finish()
    return parser
  }

  @Test func theSameSeedGivesTheSameNation() throws {
    let first = try Self.bytes(Self.nation(1))
    #expect(try Self.bytes(Self.nation(1)) == first)
    #expect(try Self.bytes(Self.nation(2)) != first)
    #expect(throws: Problem.self) {
      var size = NationSynthesis.Size()
      size.villages = 10
      _ = try NationSynthesis(size, seed: 1)
    }
  }

  /// What is written is what an export writes, and residents add up at every level.
  @Test func aNationGoesInAndComesOutTheSame() throws {
    let bytes = try Self.bytes(Self.nation(3))
    let registry = try RegistryFixture()
    let outcome = try registry.importAreas(bytes)
    #expect(outcome.inserted == 368 && outcome.quarantined == 0)
    #expect(try registry.exportAreas() == bytes)
    let areas = try Self.parse(bytes).rows.map(\.entry.fact)
    #expect(areas.filter { $0.kind.level == .village }.count == 311)
    let below = Dictionary(grouping: areas) { $0.parent }
    for area in areas where area.kind.level < .village {
      let sum = (below[area.code] ?? []).reduce(0) { $0 + ($1.population?.residents ?? 0) }
      #expect(area.population?.residents == sum)
    }
    // Every station of its institutions stands somewhere, and covers the place it stands on.
    var stations: [UInt8] = []
    try Self.nation(3).writeStations(7) { table, _ in stations += table.takeBytes() }
    let imported = try registry.importInstitutions(stations)
    #expect(imported.inserted == 7, "\(imported.issues)")
    let answer = try registry.read {
      try $0.emergencyCoverage(in: nil, asOf: asOf("2024-01-01"), radiusMetres: 10_000)
    }
    #expect(answer.report.stations.count == 7)
    #expect(answer.report.counties.reduce(0) { $0 + $1.villages } == 311)
    #expect(answer.report.counties.contains { $0.covered > 0 })
  }

  /// An import that broke off after any batch goes on with the same file, rows in any order.
  @Test(arguments: 0..<5 as Range<UInt64>)
  func anImportThatBrokeOffGoesOn(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let bytes = try Self.bytes(Self.nation(seed))
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let header = lines.removeFirst()
    lines.shuffle(using: &random)
    let parsed = try Self.parse(
      Array(([header] + lines).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")])
    let registry = try RegistryFixture()
    func plan() -> AreaImport {
      AreaImport(parsed.rows, outcome: parsed.outcome, batchRows: 50)
    }
    var broken = plan()
    let batches = Int.random(in: 1...6, using: &random)
    for _ in 0..<batches {
      broken = try registry.write { [broken] in try $0.importAreas(batchOf: broken) }
    }
    // Whatever is there stands on something that is there.
    try registry.read { reader throws in
      let all = try reader.areas(
        RegistryReader.AreaFilter(), asOf: asOf("2024-01-01"), page: Page(limit: 1000))
      let codes = Set(all.map(\.fact.code))
      #expect(all.count == batches * 50, "seed \(seed)")
      #expect(all.allSatisfy { $0.fact.parent.map(codes.contains) ?? true }, "seed \(seed)")
    }
    var again = plan()
    while !again.isDone {
      again = try registry.write { [again] in try $0.importAreas(batchOf: again) }
    }
    #expect(again.outcome.unchanged == batches * 50, "seed \(seed)")
    #expect(again.outcome.inserted == 368 - batches * 50, "seed \(seed)")
    #expect(again.outcome.adds)
    #expect(try registry.exportAreas() == bytes, "seed \(seed)")
  }
}
