import Quantities
import RegistryStorage
import Testing

@testable import RegistryDomain

/// Finding institutions: by name, alias, pinyin initials and code, near a place, and twice.
@Suite struct SearchTests {
  /// Readings as dictionaries have them; 重 is zhòng and chóng, 长 cháng and zhǎng.
  @Test(arguments: [
    ("人民医院", "rmyy", true), ("人民医院", "RMYY", true), ("人民医院", "myy", true),
    ("人民医院", "ryy", false), ("重庆市医院", "cqs", true), ("重庆市医院", "zqs", true),
    ("长春市", "ccs", true), ("长春市", "zcs", true), ("蒙医医院", "myyy", true),
    ("亳州市", "bzs", true), ("额济纳旗", "ejnq", true), ("阿拉善", "als", true),
    ("妇幼保健院", "fybjy", true), ("第一医院（东院）", "dyyydy", true), ("CT中心", "ctzx", true),
    ("嘎查卫生室", "gcwss", true), ("", "a", false), ("医院", "", false),
  ])
  func initialsOfEveryReadingCount(_ name: String, _ letters: String, _ expected: Bool) {
    #expect(PinyinInitials.reads(name, as: letters) == expected)
  }

  /// Shared pairs of characters by hand: 人民 民医 医院 of 3, and of 5 with 县人 before.
  @Test func similarityIsThatOfPairs() {
    func alike(_ a: String, _ b: String) -> Int {
      NameSimilarity(a).percent(to: NameSimilarity(b))
    }
    #expect(alike("人民医院", "人民医院") == 100)
    #expect(alike("人民医院", "人民　医院") == 100)
    #expect(alike("（东）院", "(东)院") == 100)
    #expect(alike("人民医院", "县人民医院") == 200 * 3 / 7)
    #expect(alike("人民医院", "卫生室") == 0)
    #expect(alike("", "人民医院") == 0)
  }

  /// The scan finds the places a slow one finds.
  @Test(arguments: 0..<200) func scanFindsEveryPlace(_ seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      UInt8.random(in: 0...2, using: &random)
    }
    let wanted = (0..<Int.random(in: 1...5, using: &random)).map { _ in
      UInt8.random(in: 0...2, using: &random)
    }
    let expected = text.indices.filter { text[$0...].starts(with: wanted) }
    var found: [Int] = []
    text.withUnsafeBufferPointer { text in
      TextScan(wanted).forEachPlace(in: text) { found.append($0) }
    }
    #expect(found == expected, "seed \(seed)")
  }

  private func codes(_ fixture: RegistryFixture, _ query: String, limit: Int = 20) throws
    -> [String]
  {
    try fixture.read {
      try $0.institutionIndex().search(query, on: day("2024-06-01"), limit: limit).map(\.code.text)
    }
  }

  @Test func namesAliasesInitialsAndCodesFind() throws {
    let fixture = try RegistryFixture.demo()
    #expect(try codes(fixture, "临江市人民医院") == ["H99010200001"])
    #expect(try codes(fixture, "临江市第一人民医院") == ["H99010200001"])
    #expect(try codes(fixture, "ljsrmyy") == ["H99010200001"])
    #expect(try codes(fixture, "12990102MB1000001T") == ["H99010200001"])
    #expect(try codes(fixture, "h99010200001").first == "H99010200001")
    #expect(try codes(fixture, "云岭县") == codes(fixture, "ylx"))
    #expect(try codes(fixture, "").isEmpty && codes(fixture, " \n").isEmpty)
    #expect(try codes(fixture, "%").isEmpty && codes(fixture, "\n").isEmpty)
    let all = try codes(fixture, "人民医院", limit: 100)
    #expect(all.count > 3)
    for limit in 1...all.count {
      #expect(try codes(fixture, "人民医院", limit: limit) == Array(all.prefix(limit)))
    }
  }

  /// The index is what a look at every institution finds, before and after changes.
  @Test(arguments: [1, 2, 3]) func indexAgreesWithALookAtAll(_ seed: UInt64) throws {
    let fixture = try RegistryFixture.demo()
    var random = SeededRandom(seed: seed)
    var (index, known) = try fixture.read { (try $0.institutionIndex(), try $0.lastRecorded()) }
    for step in 0..<12 {
      let number = Int.random(in: 1...6, using: &random)
      try fixture.write { writer in
        let institution = try Institution(
          code: code("NEW-000\(number)"),
          name: ["东风卫生室", "长安诊所", "人民医院"].randomElement(using: &random) ?? "",
          kind: .clinic, rating: Rating(.unrated, .unrated), ownership: .government,
          area: areaCode("990121"))
        let from = try day("2024-01-01").adding(days: step)
        let standing = try writer.reader.history(ofInstitution: institution.code).last
        if let standing, standing.validity.to == nil {
          _ = try writer.editInstitution(institution, from: from, expected: standing.recorded)
        } else {
          _ = try writer.openInstitution(institution, from: from)
        }
      }
      try fixture.read { reader in
        try reader.update(&index, since: known)
        known = try reader.lastRecorded()
        for query in ["人民", "cafs", "zayl", "东风", "rmyy", "NEW-0003"] {
          for date in ["2024-01-03", "2024-01-08", "2024-06-01"] {
            let found = index.search(query, on: try day(date), limit: 1000)
            let expected = try reader.institutions(
              RegistryReader.InstitutionFilter(), asOf: asOf(date), page: Page(limit: 10_000)
            ).map(\.fact).filter { Self.answers($0, to: query) }
            #expect(
              found.map(\.code).sorted() == expected.map(\.code).sorted(),
              "seed \(seed) step \(step) \(query) \(date)")
            #expect(found.map(\.rank) == found.map(\.rank).sorted())
          }
        }
      }
    }
  }

  private static func answers(_ institution: Institution, to query: String) -> Bool {
    let names = [institution.name] + institution.aliases
    let codes = [
      institution.code.text, institution.uscc?.text ?? "", institution.insuranceCode?.text ?? "",
    ]
    return (names + codes).contains { $0.uppercased().contains(query.uppercased()) }
      || (query.allSatisfy(\.isLetter) && query.allSatisfy(\.isASCII)
        && names.contains { PinyinInitials.reads($0, as: query) })
  }

  @Test func nearestComeByDistance() throws {
    let fixture = try RegistryFixture.demo()
    let here = try Coordinates(longitude: "112.100000", latitude: "30.200000")
    let found = try fixture.read {
      try $0.institutionIndex().nearest(to: here, on: day("2024-06-01"), limit: 3)
    }
    #expect(found.first == NearInstitution(code: try code("H99010200001"), metres: 0))
    #expect(found.map(\.metres) == found.map(\.metres).sorted())
    // 0.01° of latitude and of longitude at 30.2° N on a sphere of 6 371.0088 km: 1 112 m and 961 m.
    #expect(found.dropFirst().first?.code == (try code("H99010200002")))
    #expect((1468...1472).contains(found.dropFirst().first?.metres ?? 0))
    let hospitals = try fixture.read {
      try $0.institutionIndex().nearest(
        to: here, on: day("2024-06-01"), kinds: [.tcmHospital], limit: 1)
    }
    #expect(hospitals.map(\.code.text) == ["H99010200002"])
  }

  @Test func duplicatesAreAlikeOrOnOneSpot() throws {
    func make(_ text: String, _ name: String, _ area: String, _ latitude: String?) throws
      -> Institution
    {
      try Institution(
        code: code(text), name: name, kind: .villageClinic, rating: Rating(.unrated, .unrated),
        ownership: .government, area: areaCode(area),
        coordinates: latitude.map { try Coordinates(longitude: "112.000000", latitude: $0) })
    }
    let report = DuplicateReport([
      try make("AAAA", "曹家村第一卫生室", "990121101", "30.000000"),
      try make("BBBB", "曹家村第一卫生室", "990121102", nil),
      try make("CCCC", "曹家村卫生室", "990121101", "30.001000"),
      try make("DDDD", "曹家村第二卫生室", "990121101", "30.100000"),
      try make("EEEE", "曹家村第一卫生室", "990122101", "30.000000"),
    ])
    #expect(
      report.pairs.map {
        "\($0.first) \($0.second) \($0.similarity) \($0.metres.map(String.init) ?? "-")"
      }
        // 曹家 家村 卫生 生室 of 7 and 5 pairs; 0.001° of latitude is 111 m.
        == ["AAAA BBBB 100 -", "AAAA CCCC 66 111"])
  }
}
