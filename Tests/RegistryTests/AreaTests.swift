import Quantities
import RegistryDomain
import RegistryStorage
import Testing

@Suite struct AreaTests {
  @Test func kindAndParentFitTheCode() throws {
    func problem(_ code: String, _ kind: AreaKind, _ parent: String?) -> String? {
      do {
        _ = try Area(
          code: areaCode(code), name: "甲", kind: kind, parent: parent.map { try areaCode($0) })
        return nil
      } catch let problem as Problem { return problem.code } catch { return "\(error)" }
    }
    #expect(problem("152900", .league, "150000") == nil)
    #expect(problem("152971", .managementCommittee, "152900") == nil)
    #expect(problem("152900", .banner, "150000") == "REGISTRY_AREA_KIND_LEVEL")
    #expect(problem("152921", .banner, "152922") == "REGISTRY_AREA_PARENT_LEVEL")
    #expect(problem("152921", .banner, nil) == "REGISTRY_AREA_PARENT_LEVEL")
    #expect(problem("150000", .autonomousRegion, nil) == nil)
  }

  /// 上虞: 330622 (县) until 1992, 330682 (市) until 2013, 330604 (区) since (GB/T 2260 history).
  @Test func codesHaveSuccessors() throws {
    let registry = try RegistryFixture()
    try registry.importAreas(RegistryFixture.deployed("areas.csv"))
    try registry.read { reader throws in
      let old = try areaCode("330682")
      #expect(try reader.area(old, asOf: asOf("2012-12-31"))?.fact.name == "上虞市")
      #expect(try reader.area(old, asOf: asOf("2013-01-01")) == nil)
      #expect(
        try reader.areaOrSuccessors(areaCode("330622"), asOf: asOf("2025-01-01")).map(\.fact.name)
          == ["上虞区"])
      #expect(
        try reader.areaOrSuccessors(areaCode("330622"), asOf: asOf("2000-01-01")).map(\.fact.name)
          == ["上虞市"])
      #expect(try reader.areaOrSuccessors(old, asOf: asOf("1980-01-01")).isEmpty)
    }
  }

  /// Counts of the National Bureau of Statistics' list of 2023 for the seed regions.
  @Test func seedRegionsAreComplete() throws {
    let registry = try RegistryFixture()
    let outcome = try registry.importAreas(RegistryFixture.deployed("areas.csv"))
    #expect(outcome.quarantined == 0)
    #expect(outcome.inserted == 269)
    try registry.read { reader throws in
      func count(_ root: String, _ level: AreaCode.Level, _ on: String) throws -> Int {
        var filter = RegistryReader.AreaFilter()
        filter.subtree = try areaCode(root)
        filter.levels = [level]
        return try reader.areas(filter, asOf: asOf(on), page: Page(limit: 1000)).count
      }
      let expected: [(String, AreaCode.Level, String, Int)] = [
        ("152900", .county, "2024-01-01", 4), ("152900", .county, "2022-01-01", 3),
        ("152900", .township, "2024-01-01", 39), ("152200", .county, "2024-01-01", 6),
        ("152200", .township, "2024-01-01", 90), ("330604", .township, "2024-01-01", 20),
        ("341600", .county, "2024-01-01", 4), ("341600", .township, "2024-01-01", 96),
        ("150000", .township, "2024-01-01", 129),
      ]
      for (root, level, on, number) in expected {
        let found = try count(root, level, on)
        #expect(found == number, "\(root) \(level) \(on)")
      }
    }
  }

  /// The project's file against the lists it was made from.
  @Test func areasAgreeWithTheirSources() throws {
    guard let townships = RegistryFixture.shared("data/nbs2023_townships_seed_regions.csv") else {
      return
    }
    var parser = TableParser(AreaTable.self)
    try parser.append(RegistryFixture.deployed("areas.csv"))
    try parser.finish()
    let ours = Dictionary(grouping: parser.rows.map(\.entry.fact), by: \.code)
    for line in String(decoding: townships, as: UTF8.self).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").map { String($0.replacing("\"", with: "")) }
      let area = try #require(ours[areaCode(cells[0])]?.first)
      #expect(area.name == cells[1])
      #expect(area.parent == (try areaCode(cells[2])))
    }
  }

  @Test func listsBySubtreeKindNameAndPage() throws {
    let registry = try RegistryFixture.demo()
    try registry.read { reader throws in
      var filter = RegistryReader.AreaFilter()
      filter.subtree = try areaCode("990121")
      filter.kinds = [.village]
      let all = try reader.areas(filter, asOf: asOf("2024-01-01"), page: Page(limit: 100))
      #expect(all.count == 8)
      var paged: [Version<Area>] = []
      while true {
        let page = try reader.areas(
          filter, asOf: asOf("2024-01-01"),
          page: Page(limit: 3, after: paged.last.map { "\($0.fact.code)" } ?? ""))
        if page.isEmpty { break }
        paged += page
      }
      #expect(paged == all)
      filter.query = "石门"
      #expect(
        try reader.areas(filter, asOf: asOf("2024-01-01"), page: Page(limit: 9)).map(\.fact.name)
          == ["石门东村", "石门西村"])
      filter.query = "%"
      #expect(try reader.areas(filter, asOf: asOf("2024-01-01"), page: Page(limit: 9)).isEmpty)
    }
  }
}
