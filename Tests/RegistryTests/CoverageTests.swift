import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

@Suite struct CoverageTests {
  private static func place(_ longitude: Int32, _ latitude: Int32) throws -> Coordinates {
    try Coordinates(longitude: longitude, latitude: latitude)
  }

  /// Great-circle distances by the haversine formula in double precision: another way to the same.
  private static func haversine(_ a: Coordinates, _ b: Coordinates) -> Double {
    func radians(_ micro: Int32) -> Double { Double(micro) / 1_000_000 * .pi / 180 }
    let dLatitude = radians(b.latitude) - radians(a.latitude)
    let dLongitude = radians(b.longitude) - radians(a.longitude)
    let h =
      pow(sin(dLatitude / 2), 2)
      + cos(radians(a.latitude)) * cos(radians(b.latitude)) * pow(sin(dLongitude / 2), 2)
    return 2 * 6_371_008.8 * asin(min(h.squareRoot(), 1))
  }

  /// One degree of a great circle of 6 371 008.8 m is 111 195.08 m; the poles are 20 015 114 m apart.
  @Test(arguments: [
    (0, 0, 0, 1_000_000, 111_195), (0, 0, 1_000_000, 0, 111_195),
    (105_000_000, 60_000_000, 106_000_000, 60_000_000, 55_597),
    (179_500_000, 0, -179_500_000, 0, 111_195),
    (0, 90_000_000, 90_000_000, -90_000_000, 20_015_114),
    (112_000_000, 30_000_000, 112_000_000, 30_000_000, 0),
  ])
  func distancesAreThoseOfTheSphere(
    east1: Int32, north1: Int32, east2: Int32, north2: Int32, metres: UInt32
  ) throws {
    let a = SpherePoint(try Self.place(east1, north1))
    let b = SpherePoint(try Self.place(east2, north2))
    #expect(a.metres(to: b) == metres)
    #expect(b.metres(to: a) == metres)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func distancesAgreeWithTheHaversine(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2000 {
      let a = try Self.place(
        Int32.random(in: -180_000_000...180_000_000, using: &random),
        Int32.random(in: -90_000_000...90_000_000, using: &random))
      let near = Bool.random(using: &random)
      let b =
        try near
        ? Self.place(
          max(
            -180_000_000,
            min(180_000_000, a.longitude + .random(in: -400_000...400_000, using: &random))),
          max(
            -90_000_000,
            min(90_000_000, a.latitude + .random(in: -400_000...400_000, using: &random))))
        : Self.place(
          Int32.random(in: -180_000_000...180_000_000, using: &random),
          Int32.random(in: -90_000_000...90_000_000, using: &random))
      let ours = Double(SpherePoint(a).metres(to: SpherePoint(b)))
      // Half a metre of rounding, and centimetres of the points; these grow towards the antipode.
      let other = Self.haversine(a, b)
      let bound = other < 1_000_000 ? 0.53 : other < 19_000_000 ? 0.9 : 200
      #expect(abs(ours - other) <= bound, "seed \(seed): \(a) \(b)")
    }
  }

  /// The tree finds what looking at every station finds, at every density and radius.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func theIndexAgreesWithEveryPair(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let spread = Int32([300_000, 3_000_000, 30_000_000][Int(seed % 3)])
    func anywhere() throws -> Coordinates {
      try Self.place(
        105_000_000 + .random(in: -spread...spread, using: &random),
        38_000_000 + .random(in: -spread...spread, using: &random))
    }
    let stations = try (0..<Int.random(in: 0...120, using: &random)).map { index in
      EmergencyStation(
        code: "S\(index)", name: "站\(index)", coordinates: try anywhere(),
        radiusMetres: .random(in: 10_000...30_000, using: &random))
    }
    let index = StationIndex(stations)
    for _ in 0..<500 {
      let place = try anywhere()
      let point = SpherePoint(place)
      let distances = stations.map { point.metres(to: SpherePoint($0.coordinates)) }
      let isCovered = zip(stations, distances).contains { $1 <= $0.radiusMetres }
      switch index.reach(point) {
      case .covered: #expect(isCovered, "seed \(seed)")
      case .outside(let station, let metres):
        #expect(metres == distances.min(), "seed \(seed)")
        #expect(distances[station] == metres, "seed \(seed)")
        // On the last metre the radius is compared before the distance is rounded.
        #expect(
          !zip(stations, distances).contains { $1 < $0.radiusMetres }, "seed \(seed)")
      case .noStation: #expect(stations.isEmpty)
      }
      #expect(index.nearest(to: point)?.metres == distances.min(), "seed \(seed)")
    }
  }

  /// 半径 10–30 公里 (S003·9, M41).
  @Test func radiiAreThoseOfTheText() throws {
    #expect(try EmergencyStation.radius(metres: 0) == 30_000)
    #expect(try EmergencyStation.radius(metres: 10_000) == 10_000)
    #expect(try EmergencyStation.radius(metres: 30_000) == 30_000)
    for outside: UInt32 in [1, 9_999, 30_001] {
      let error = #expect(throws: Problem.self) {
        try EmergencyStation.radius(metres: outside)
      }
      #expect(error?.code == "REGISTRY_RADIUS_INVALID")
    }
  }

  /// A station in 云岭's county town: 青峰乡 (0.38° east, 0.27° north of it) is out of reach.
  @Test func villagesOutsideAreNamedByCounty() throws {
    let registry = try RegistryFixture.demo()
    try registry.importInstitutions(
      Array(
        """
        code,name,kind,ownership,area,longitude,latitude,valid_from,valid_to
        JJ-1,云岭县急救站,急救站,政府办,990121101,112.420000,30.350000,2024-01-01,2025-01-01
        JJ-2,临江市急救中心,急救中心,政府办,990102001,,,2024-01-01,

        """.utf8))
    func coverage(_ on: String, _ area: String? = nil) throws -> CoverageAnswer {
      try registry.read {
        try $0.emergencyCoverage(
          in: area.map { try areaCode($0) }, asOf: asOf(on), radiusMetres: 30_000)
      }
    }
    let answer = try coverage("2024-06-01")
    #expect(answer.unlocatedStations == ["JJ-2"])
    #expect(answer.report.stations.map(\.code) == ["JJ-1"])
    let county = try #require(answer.report.counties.first { $0.code == (try? areaCode("990121")) })
    #expect(county.villages == 8 && county.covered == 6 && county.outside == 2)
    #expect(county.villages == county.covered + county.outside + county.unlocated)
    let outside = answer.report.outside.filter { $0.county == county.code }
    #expect(
      outside.compactMap { answer.names[$0.village] } == ["青峰东村", "青峰西村"])
    // From 112.42, 30.35 to 112.835, 30.63 and 112.765, 30.63, by the haversine.
    let expected = [(112_835_000, 30_630_000), (112_765_000, 30_630_000)].map { east, north in
      (try? Self.place(Int32(east), Int32(north))).map { there in
        Self.haversine((try? Self.place(112_420_000, 30_350_000)) ?? there, there)
      } ?? 0
    }
    for (village, metres) in zip(outside, expected) {
      #expect(abs(Double(village.nearest?.metres ?? 0) - metres) <= 1)
    }
    #expect(county.farthestMetres == outside.compactMap(\.nearest?.metres).max())
    // Before and after its days the station reaches nobody.
    for on in ["2023-12-31", "2025-01-01"] {
      let without = try coverage(on)
      #expect(without.report.counties.allSatisfy { $0.covered == 0 })
      #expect(without.report.outside.allSatisfy { $0.nearest == nil })
    }
    #expect(
      try coverage("2024-06-01", "990122").report.counties.map(\.code) == [areaCode("990122")])
  }

  /// Posts of the register go out, too, with radii of their own; the dispatch centre does not, and a
  /// post stands for its institution.
  @Test func postsOfTheNetworkAreStations() throws {
    let registry = try RegistryFixture.demo()
    try registry.importInstitutions(
      Array(
        """
        code,name,kind,ownership,area,longitude,latitude,valid_from
        JJ-1,云岭县急救站,急救站,政府办,990121101,112.420000,30.350000,2024-01-01

        """.utf8))
    let outcome = try registry.importEntries(
      EmergencyPost.self,
      """
      code,name,level,area,institution,parent,coordinates,radius_km,valid_from
      P-120,临江120,120调度中心,990102,,,112.800000 30.620000,,2024-01-01
      P-001,云岭急救点,乡镇站,990121101,JJ-1,,,15,2024-01-01
      P-002,青峰急救点,乡镇站,990121203,,,112.800000 30.620000,10,2024-01-01
      P-003,无处急救点,村点,990121203,,,,,2024-01-01

      """)
    #expect(outcome.quarantined == 0, "\(outcome.issues)")
    let answer = try registry.read {
      try $0.emergencyCoverage(
        in: areaCode("990121"), asOf: asOf("2024-06-01"), radiusMetres: 30_000)
    }
    #expect(answer.report.stations.map(\.code) == ["P-001", "P-002"])
    #expect(answer.report.stations.map(\.radiusMetres) == [15_000, 10_000])
    #expect(answer.unlocatedStations == ["P-003"])
    #expect(!answer.report.outside.contains { answer.names[$0.village] == "青峰东村" })
  }

  @Test func villagesWithoutAPlaceAreCountedNotGuessed() throws {
    let registry = try RegistryFixture()
    try registry.importAreas(
      Array(
        """
        code,name,kind,parent,valid_from
        990000,示例省,省,,2020-01-01
        990100,临江市,地级市,990000,2020-01-01
        990121,云岭县,县,990100,2020-01-01
        990121101,城关镇,镇,990121,2020-01-01
        990121101200,城关东村,村,990121101,2020-01-01

        """.utf8))
    let answer = try registry.read {
      try $0.emergencyCoverage(in: nil, asOf: asOf("2024-01-01"), radiusMetres: 30_000)
    }
    #expect(answer.report.counties.map(\.unlocated) == [1])
    #expect(answer.report.outside.isEmpty)
  }
}
