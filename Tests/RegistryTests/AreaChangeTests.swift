import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular
import Testing

@Suite struct AreaChangeTests {
  /// Two counties with towns and villages; counts of 2024 for all of one county.
  private static func region() throws -> RegistryFixture {
    let registry = try RegistryFixture()
    let header =
      "code,name,kind,parent,valid_from,valid_to,successors,residents,residents_year\n"
    try registry.importAreas(
      Array(
        (header + """
          990000,示例省,省,,2020-01-01,,,,
          990100,临江市,地级市,990000,2020-01-01,,,,
          990121,云岭县,县,990100,2020-01-01,,,10000,2024
          990122,碧溪县,县,990100,2020-01-01,,,,
          990121101,城关镇,镇,990121,2020-01-01,,,6000,2024
          990121102,石门镇,镇,990121,2020-01-01,,,4000,2024
          990121101200,城关东村,村,990121101,2020-01-01,,,3500,2024
          990121101201,城关西村,村,990121101,2020-01-01,,,2500,2024
          990121102200,石门东村,村,990121102,2020-01-01,,,1500,2024
          990121102201,石门西村,村,990121102,2020-01-01,,,2500,2024
          990122101,溪口镇,镇,990122,2020-01-01,,,,

          """).utf8))
    try registry.importInstitutions(
      Array(
        """
        code,name,kind,ownership,area,valid_from
        WSY-1,石门镇卫生院,乡镇卫生院,政府办,990121102,2020-01-01
        WSS-1,石门东村卫生室,村卫生室,政府办,990121102200,2020-01-01

        """.utf8))
    return registry
  }

  private static func importAdjacency(_ registry: RegistryFixture, _ rows: String) throws {
    var parser = TableParser(AdjacencyTable.self)
    try parser.append(Array("area,neighbour,valid_from,valid_to\n\(rows)".utf8))
    try parser.finish()
    let outcome = try registry.write {
      try $0.importAdjacency(parser.rows, outcome: parser.outcome)
    }
    #expect(outcome.quarantined == 0, "\(outcome.issues)")
  }

  private static func seen(
    _ registry: RegistryFixture, _ codes: [String], _ on: String
  ) throws -> [AreaCode: Int64] {
    try registry.read { reader throws in
      var seen: [AreaCode: Int64] = [:]
      for text in codes {
        let code = try areaCode(text)
        seen[code] = try reader.area(code, asOf: asOf(on))?.recorded
      }
      return seen
    }
  }

  @discardableResult
  private static func change(
    _ registry: RegistryFixture, _ change: AreaChange, _ on: String, seeing codes: [String]
  ) throws -> AreaEventOutcome {
    let seen = try seen(registry, codes, on)
    return try registry.write {
      try $0.changeAreas(AreaDecision(change, on: day(on), basis: "示政〔2025〕1号", seen: seen))
    }
  }

  private static func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let problem as Problem { return problem.code } catch { return "\(error)" }
  }

  /// 330682 上虞市 became 330604 上虞区 in 2013: an event, though it came from a file.
  @Test func importedHistoryTellsItsEvents() throws {
    let registry = try RegistryFixture()
    try registry.importAreas(RegistryFixture.deployed("areas.csv"))
    let events = try registry.read { reader throws in
      var filter = RegistryReader.AreaEventFilter()
      filter.codes = try reader.lineage(of: areaCode("330604"))
      return try reader.areaEvents(filter, limit: 100).map(\.event)
    }
    #expect(
      events == [
        AreaEvent(
          .converted, on: try day("1992-01-01"), before: [try areaCode("330622")],
          after: [try areaCode("330682")]),
        AreaEvent(
          .converted, on: try day("2013-01-01"), before: [try areaCode("330682")],
          after: [try areaCode("330604")]),
      ])
    // Again: nothing new, so nothing is told twice.
    try registry.importAreas(RegistryFixture.deployed("areas.csv"))
    #expect(
      try registry.read { try $0.areaEvents(RegistryReader.AreaEventFilter(), limit: 1000).count }
        == Set(
          try registry.read {
            try $0.areaEvents(RegistryReader.AreaEventFilter(), limit: 1000).map(\.event)
          }
        ).count)
    // By the new code one learns what was there before.
    try registry.read { reader throws in
      #expect(
        try reader.areaOrPredecessors(areaCode("330604"), asOf: asOf("2000-06-01"))
          .map(\.fact.name) == ["上虞市"])
      #expect(
        try reader.areaOrPredecessors(areaCode("330604"), asOf: asOf("1990-06-01"))
          .map(\.fact.name) == ["上虞县"])
    }
  }

  @Test func aCodeChangeTakesEverythingAlong() throws {
    let registry = try Self.region()
    try Self.importAdjacency(registry, "990121101,990121102,2020-01-01,\n")
    let done = try Self.change(
      registry,
      .alter(areaCode("990121102"), AreaChange.Alteration(code: areaCode("990121105"))),
      "2025-07-01", seeing: ["990121102"])
    #expect(done.event.event.kind == .recoded)
    #expect(done.event.event.basis == "示政〔2025〕1号")
    #expect(done.event.actor == "tester")
    #expect(done.moved == ["990121102200", "990121102201", "WSY-1"])
    try registry.read { reader throws in
      let (old, new) = (try areaCode("990121102"), try areaCode("990121105"))
      #expect(try reader.area(old, asOf: asOf("2025-06-30"))?.fact.name == "石门镇")
      #expect(try reader.area(old, asOf: asOf("2025-07-01")) == nil)
      #expect(
        try reader.areaOrSuccessors(old, asOf: asOf("2025-07-01")).map(\.fact.code) == [new])
      #expect(
        try reader.areaOrPredecessors(new, asOf: asOf("2025-06-30")).map(\.fact.code) == [old])
      // Counts of earlier years go along; villages keep their codes and have a new parent.
      #expect(try reader.area(new, asOf: asOf("2025-07-01"))?.fact.population?.residents == 4000)
      let village = try areaCode("990121102200")
      #expect(try reader.area(village, asOf: asOf("2025-06-30"))?.fact.parent == old)
      #expect(try reader.area(village, asOf: asOf("2025-07-01"))?.fact.parent == new)
      #expect(
        try reader.institution(code("WSY-1"), asOf: asOf("2025-06-30"))?.fact.area == old)
      #expect(
        try reader.institution(code("WSY-1"), asOf: asOf("2025-07-01"))?.fact.area == new)
      #expect(
        try reader.neighbours(of: areaCode("990121101"), asOf: asOf("2025-06-30"))
          .map(\.fact.code) == [old])
      #expect(
        try reader.neighbours(of: areaCode("990121101"), asOf: asOf("2025-07-01"))
          .map(\.fact.code) == [new])
    }
  }

  /// Entries of registers name the area that took the place of the old one, by key or otherwise.
  @Test func entriesOfRegistersMoveAlong() throws {
    let registry = try Self.region()
    let posts = try registry.importEntries(
      EmergencyPost.self,
      """
      code,name,level,area,coordinates,radius_km,valid_from
      P-001,石门急救站,乡镇站,990121102,112.620000 30.480000,15,2024-01-01

      """)
    let communities = try registry.importEntries(
      TuberculosisFreeCommunity.self,
      """
      area,state,valid_from
      990121101,在建,2024-01-01
      990121102,在建,2024-01-01

      """)
    #expect(posts.quarantined + communities.quarantined == 0, "\(posts) \(communities)")
    #expect(
      Self.refusal {
        try Self.change(
          registry, .close(areaCode("990121101")), "2025-01-01", seeing: ["990121101"])
      } == "REGISTRY_AREA_STILL_USED")
    let done = try Self.change(
      registry,
      .merge(
        [areaCode("990121101"), areaCode("990121102")],
        AreaChange.Merger(into: areaCode("990121101"))), "2025-07-01",
      seeing: ["990121101", "990121102"])
    #expect(
      done.moved.suffix(2) == [
        "emergency_posts:P-001", "\(TuberculosisFreeCommunity.register.name):990121102",
      ])
    func areas<Entry: RegisterEntry>(_ type: Entry.Type, _ on: String) throws -> [String] {
      try registry.entries(type, on: on).map { entry in
        Entry.register.fields.first { $0.reference == .area }.map { entry.stored($0) } ?? ""
      }
    }
    #expect(try areas(EmergencyPost.self, "2025-06-30") == ["990121102"])
    #expect(try areas(EmergencyPost.self, "2025-07-01") == ["990121101"])
    #expect(
      try areas(TuberculosisFreeCommunity.self, "2025-06-30") == ["990121101", "990121102"])
    #expect(try areas(TuberculosisFreeCommunity.self, "2025-07-01") == ["990121101"])
  }

  /// M23 (S000·三, S001·3, S003·3): 由苏木(乡)镇转为街道的地区，原则上设社区卫生服务站，不再设置嘎查村卫生室.
  @Test func aTownThatBecameAStreetGetsNoNewVillageClinic() throws {
    let registry = try Self.region()
    let clinic = { (code: String, area: String) in
      try Institution(
        code: RegistryCode(parsing: code), name: "新村卫生室", kind: .villageClinic,
        rating: Rating(.unrated, .unrated), ownership: .government, area: areaCode(area))
    }
    let village = "990121102200"
    func findings(_ on: String) throws -> [RuleFinding] {
      try registry.write { try $0.findings(opening: clinic("WSS-9", village), from: day(on)) }
    }
    #expect(try findings("2025-07-01").isEmpty)
    let done = try Self.change(
      registry,
      .alter(
        areaCode("990121102"),
        AreaChange.Alteration(code: areaCode("990121002"), name: "石门街道", kind: .subdistrict)),
      "2025-07-01", seeing: ["990121102"])
    #expect(done.event.event.kind == .converted)
    #expect(done.findings.map(\.provision.rule) == [.convertedStreet])
    #expect(done.findings.map(\.provision.strength) == [.warning])
    // In principle: a warning, not a refusal. Before the conversion and elsewhere nothing is said.
    #expect(try findings("2025-06-30").isEmpty)
    #expect(try findings("2025-07-01").map(\.provision.rule) == [.convertedStreet])
    #expect(
      try registry.write {
        try $0.findings(opening: clinic("WSS-9", "990121101200"), from: day("2025-07-01"))
      }.isEmpty)
    // The clinic that was there stays without a finding; one opened afterwards is listed.
    func check() throws -> [String] {
      try registry.read {
        try $0.clinicsInConvertedStreets(
          in: areaCode("990121"), asOf: asOf("2025-12-31"), rules: .published)
      }.map(\.subject)
    }
    #expect(try check().isEmpty)
    try registry.write {
      _ = try $0.openInstitution(clinic("WSS-9", village), from: day("2025-08-01"))
    }
    #expect(try check() == ["WSS-9"])
  }

  /// A street that always was one says nothing.
  @Test func aStreetThatNeverWasATownIsFree() throws {
    let registry = try Self.region()
    try registry.write { writer in
      _ = try writer.changeAreas(
        AreaDecision(
          .open(
            Area(
              code: areaCode("990121003"), name: "新街道", kind: .subdistrict,
              parent: areaCode("990121"))), on: day("2025-01-01")))
    }
    #expect(
      try registry.read {
        try $0.convertedStreet(of: areaCode("990121003"), on: day("2025-06-01"))
      } == nil)
  }

  @Test func mergersAddUpAndSplitsHaveToAddUp() throws {
    let registry = try Self.region()
    // Into one of them; then the whole is divided in another way.
    let merged = try Self.change(
      registry,
      .merge(
        [areaCode("990121101"), areaCode("990121102")],
        AreaChange.Merger(into: areaCode("990121101"), residents: 10_000)), "2025-01-01",
      seeing: ["990121101", "990121102"])
    #expect(merged.event.event.kind == .merged)
    try registry.read { reader throws in
      let town = try #require(
        try reader.area(areaCode("990121101"), asOf: asOf("2025-01-01"))?.fact)
      #expect(town.name == "城关镇")
      #expect(town.population?.residents == 10_000)
      #expect(
        try reader.area(areaCode("990121101"), asOf: asOf("2024-12-31"))?.fact.population?.residents
          == 6000)
      #expect(
        try reader.area(areaCode("990121102200"), asOf: asOf("2025-01-01"))?.fact.parent
          == areaCode("990121101"))
    }
    func split(_ parts: [AreaChange.Part]) -> String? {
      Self.refusal {
        try Self.change(
          registry, .split(areaCode("990121101"), parts), "2025-06-01", seeing: ["990121101"])
      }
    }
    func part(_ code: String, _ residents: Int64, _ takes: [String]) throws -> AreaChange.Part {
      try AreaChange.Part(
        areaCode(code), name: "第\(code.suffix(1))镇", residents: residents, takes: takes)
    }
    let east = ["990121101200", "990121102200", "WSY-1"]
    let west = ["990121101201", "990121102201"]
    #expect(
      split([try part("990121106", 5000, east), try part("990121107", 4999, west)])
        == "REGISTRY_POPULATION_SUM")
    #expect(
      split([try part("990121106", 5000, east), try part("990121107", 5000, [])])
        == "REGISTRY_AREA_STILL_USED")
    #expect(
      split([try part("990121106", 5000, east), try part("990121107", 5000, west + ["WSY-1"])])
        == "REGISTRY_SPLIT_TWICE")
    #expect(
      split([try part("990121106", 5000, east), try part("990121107", 5000, west + ["WSY-7"])])
        == "REGISTRY_UNKNOWN")
    #expect(split([try part("990121106", 10_000, east + west)]) == "REGISTRY_SPLIT_INVALID")
    #expect(
      split([try part("990121106", 5000, east), try part("990121107", 5000, west)]) == nil)
    try registry.read { reader throws in
      #expect(
        try reader.institution(code("WSY-1"), asOf: asOf("2025-06-01"))?.fact.area
          == areaCode("990121106"))
      // Through a merger and a split the old code leads to both.
      #expect(
        try reader.areaOrSuccessors(areaCode("990121102"), asOf: asOf("2025-06-01"))
          .map(\.fact.code) == [areaCode("990121106"), areaCode("990121107")])
      #expect(
        try reader.areaOrPredecessors(areaCode("990121107"), asOf: asOf("2024-06-01"))
          .map(\.fact.code) == [areaCode("990121101"), areaCode("990121102")])
    }
  }

  @Test func countsOfDifferentYearsAreNotAddedUp() throws {
    let registry = try Self.region()
    func merge(_ residents: Int64?) -> String? {
      Self.refusal {
        try Self.change(
          registry,
          .merge(
            [areaCode("990121101"), areaCode("990121102")],
            AreaChange.Merger(into: areaCode("990121108"), name: "新镇", residents: residents)),
          "2025-03-01", seeing: ["990121101", "990121102"])
      }
    }
    let town = try areaCode("990121101")
    let seen = try #require(
      try registry.read { try $0.area(town, asOf: asOf("2025-01-01"))?.recorded })
    try registry.write {
      _ = try $0.countResidents(
        Area.Population(residents: 6100, year: 2025), of: town, expected: seen)
    }
    #expect(merge(nil) == "REGISTRY_POPULATION_YEARS")
    try registry.write { writer in
      let other = try areaCode("990121102")
      let version = try writer.reader.area(other, asOf: asOf("2025-01-01"))
      _ = try writer.countResidents(
        Area.Population(residents: 4100, year: 2025), of: other, expected: version?.recorded ?? 0)
    }
    #expect(merge(10_000) == "REGISTRY_POPULATION_SUM")
    #expect(merge(10_200) == nil)
    // Each day has the count there was: 2024 before, 2025 after.
    try registry.read { reader throws in
      let area = try #require(try reader.area(town, asOf: asOf("2024-06-01"))?.fact)
      #expect(area.population(on: try day("2024-06-01"))?.residents == 6000)
      #expect(area.population(on: try day("2025-02-01"))?.residents == 6100)
      #expect(area.population(on: try day("2023-06-01")) == nil)
    }
  }

  @Test func whatCannotBeIsRefused() throws {
    let registry = try Self.region()
    func refused(_ change: AreaChange, _ on: String, _ codes: [String]) -> String? {
      Self.refusal { try Self.change(registry, change, on, seeing: codes) }
    }
    let town = try areaCode("990121101")
    #expect(refused(.close(town), "2025-01-01", ["990121101"]) == "REGISTRY_AREA_STILL_USED")
    #expect(refused(.close(town), "2019-01-01", ["990121101"]) == "REGISTRY_UNKNOWN")
    #expect(
      refused(
        .alter(town, AreaChange.Alteration(name: "城关镇")), "2025-01-01", ["990121101"])
        == "REGISTRY_AREA_UNCHANGED")
    #expect(
      refused(
        .alter(town, AreaChange.Alteration(parent: try areaCode("990199"))), "2025-01-01",
        ["990121101"]) == "REGISTRY_UNKNOWN")
    #expect(
      refused(
        .alter(town, AreaChange.Alteration(code: try areaCode("990121102"))), "2025-01-01",
        ["990121101"]) == "REGISTRY_ALREADY_EXISTS")
    #expect(
      refused(.alter(town, AreaChange.Alteration(kind: .village)), "2025-01-01", ["990121101"])
        == "REGISTRY_AREA_KIND_LEVEL")
    #expect(
      refused(.alter(town, AreaChange.Alteration(name: "新名镇")), "2025-01-01", [])
        == "REGISTRY_EDIT_CONFLICT")
    #expect(
      refused(.merge([town], AreaChange.Merger(into: town)), "2025-01-01", ["990121101"])
        == "REGISTRY_MERGER_INVALID")
    // A village with nothing in it may end; its history stays.
    let village = try areaCode("990121102201")
    #expect(refused(.close(village), "2025-01-01", ["990121102201"]) == nil)
    try registry.read { reader throws in
      #expect(try reader.area(village, asOf: asOf("2025-01-01")) == nil)
      #expect(try reader.area(village, asOf: asOf("2024-12-31"))?.fact.name == "石门西村")
      #expect(try reader.area(village, asOf: asOf("2025-01-01", 1))?.fact.name == "石门西村")
    }
  }

  @Test func adjacencyRoundTrips() throws {
    let registry = try RegistryFixture.demo()
    let bytes = try RegistryFixture.deployed("demo/adjacency.csv")
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
    try Self.importAdjacency(registry, rows.joined(separator: "\n") + "\n")
    var writer = TableWriter(AdjacencyTable.self)
    try registry.read { try $0.exportAdjacency { writer.write($0) } }
    #expect(writer.takeBytes() == bytes)
    try registry.read { reader throws in
      let (a, b) = (try areaCode("990121101200"), try areaCode("990121102201"))
      #expect(try reader.areAdjacent(b, a, asOf: asOf("2024-01-01")))
      #expect(try !reader.areAdjacent(b, a, asOf: asOf("2019-12-31")))
    }
  }

  @Test func adjacencyOfNobodyIsRefused() throws {
    let registry = try RegistryFixture.demo()
    var parser = TableParser(AdjacencyTable.self)
    try parser.append(
      Array(
        """
        area,neighbour,valid_from
        990121101,990121999,2024-01-01
        990121101,990121101,2024-01-01
        990121101,990121,2024-01-01
        990121102,990121101,2019-01-01

        """.utf8))
    try parser.finish()
    let outcome = try registry.write {
      try $0.importAdjacency(parser.rows, outcome: parser.outcome)
    }
    #expect(outcome.adds && outcome.quarantined == 4)
    #expect(
      outcome.codes == [
        "REGISTRY_UNKNOWN", "REGISTRY_ADJACENCY_INVALID", "REGISTRY_ADJACENCY_INVALID",
        "REGISTRY_UNKNOWN", "REGISTRY_UNKNOWN",
      ])
  }
}
