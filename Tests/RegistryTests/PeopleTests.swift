import Foundation
import Privacy
import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular
import Testing

/// The registers of people, grids and clinics over a real database, with the fictional demo people.
@Suite struct PeopleTests {
  static let registers: [any RegisterEntry.Type] = [
    Practitioner.self, PracticeLicence.self, Posting.self, Establishment.self, Team.self,
    TeamMember.self, HealthGrid.self, GridWorker.self, VillageClinic.self,
    ConsortiumPractice.self,
  ]

  static func demo() throws -> RegistryFixture {
    let fixture = try RegistryFixture.demo()
    for type in registers { try load(type, fixture) }
    return fixture
  }

  private static func load<Entry: RegisterEntry>(
    _ type: Entry.Type, _ fixture: RegistryFixture
  ) throws {
    let file = try RegistryFixture.deployed("demo/\(type.register.name).csv")
    let outcome = try fixture.importEntries(type, file)
    #expect(outcome.quarantined == 0, "\(type.register.name): \(outcome.issues)")
    #expect(outcome.inserted == outcome.rowsRead)
    #expect(try Array(fixture.exportEntries(type).utf8) == file, "\(type.register.name)")
    #expect(try fixture.importEntries(type, file).unchanged == outcome.rowsRead)
  }

  private static func ask<T>(
    _ fixture: RegistryFixture, _ body: (RegistryReader.Knowledge) throws -> T
  ) throws -> T {
    try fixture.read { try body(RegistryReader.Knowledge($0, rules: fixture.rules)) }
  }

  @Test func demoFilesRoundTrip() throws { _ = try Self.demo() }

  // MARK: Identity numbers

  private static let header =
    "code,name,id_number,sex,birthday,kind,licence,scope,title,engaged,valid_from,valid_to,"
    + "override_rule,override_reason,override_by\n"

  /// A fictional number: area 990121 is nobody's.
  private static func number(_ birthday: String, _ sequence: String) throws -> String {
    try ResidentIdentityNumber(completing: "990121\(birthday)\(sequence)").revealed
  }

  @Test func identityNumbersAreSealedAndMasked() throws {
    let fixture = try RegistryFixture()
    let number = try Self.number("19800515", "013")
    let row = "DOC-1,甲,\(number),男,1980-05-15,管理人员,,,,,2024-01-01,,,,\n"
    #expect(try fixture.importEntries(Practitioner.self, Self.header + row).inserted == 1)
    let exported = try fixture.exportEntries(Practitioner.self)
    #expect(exported.contains("990121***********\(number.suffix(1))"))
    #expect(!exported.contains(number))
    // Neither the number nor what stands between its ends is on disk.
    try fixture.database.writeSync { try $0.execute("CREATE TABLE flushed (x BIGINT)") }
    for file in try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) {
      let url = fixture.folder.appending(path: file)
      guard let bytes = try? Data(contentsOf: url) else { continue }
      #expect(bytes.range(of: Data(number.utf8)) == nil, "\(file)")
    }
    let parsed = try ResidentIdentityNumber(parsing: number)
    let owner = try fixture.read { try $0.owner(of: parsed, in: fixture.vault) }
    #expect(owner == "DOC-1")
    // What was exported is read again, and the number stays where it is.
    #expect(try fixture.importEntries(Practitioner.self, exported).unchanged == 1)
    #expect(try fixture.read { try $0.owner(of: parsed, in: fixture.vault) } == "DOC-1")
  }

  @Test func oneNumberIsOnePersons() throws {
    let fixture = try RegistryFixture()
    let (first, second) = (
      try Self.number("19800515", "013"), try Self.number("19800515", "024")
    )
    let outcome = try fixture.importEntries(
      Practitioner.self,
      Self.header + """
        DOC-1,甲,\(first),男,1980-05-15,管理人员,,,,,2024-01-01,,,,
        DOC-2,乙,\(first),男,1980-05-15,管理人员,,,,,2024-01-01,,,,
        DOC-3,丙,\(second),男,1980-05-15,管理人员,,,,,2024-01-01,,,,
        DOC-4,丁,\(second),女,1980-05-16,管理人员,,,,,2024-01-01,,,,
        DOC-5,戊,\(second.dropLast())Y,女,1980-05-15,管理人员,,,,,2024-01-01,,,,
        DOC-6,己,\(second),女,1980-05-15,管理人员,,,,,2024-01-01,,,,

        """)
    #expect(
      outcome.issues.map { "\($0.row) \($0.code)" } == [
        "3 PRIVACY_NUMBER_TAKEN", "4 REGISTRY_IDENTITY_MISMATCH", "5 REGISTRY_IDENTITY_MISMATCH",
        "6 IDENTITY_NUMBER_INVALID",
      ])
    #expect(outcome.inserted == 2 && outcome.adds)
    let refusal = fixture.refusal {
      try fixture.put(
        Practitioner.self,
        [
          "code": "DOC-9", "name": "庚", "id_number": first, "sex": "男", "birthday": "1980-05-15",
          "kind": "管理人员",
        ], from: "2024-01-01")
    }
    #expect(refusal == "PRIVACY_NUMBER_TAKEN")
  }

  // MARK: Counts

  /// The demo people of 云岭县: 17 people, of whom 钱慧 works at two places and 李文静 is dispatched.
  @Test func countsOfACounty() throws {
    let fixture = try Self.demo()
    let day = try day("2024-08-01")
    let places = try Self.ask(fixture) {
      try $0.institutions(in: areaCode("990121"), kinds: [], on: day)
    }
    let count = try Self.ask(fixture) {
      try StaffCount(of: Set(places.map(\.code)), on: day, $0)
    }
    #expect(count.people == 17)
    // Everybody's time is spent in the county, and all of it.
    #expect(count.fullTimeEquivalents == Ratio(17))
    #expect(count.overshared.isEmpty)
    let rows = Dictionary(uniqueKeysWithValues: count.rows.map { ($0.institution.text, $0) })
    // 县人民医院: 赵明远 whole, 钱慧 4/5, 李文静 1/2; it employs 孙立群 for the township, too.
    #expect(rows["H99012100001"]?.people == 3)
    #expect(rows["H99012100001"]?.employed == 4)
    #expect(rows["H99012100001"]?.postHolders == 3)
    #expect(try rows["H99012100001"]?.fullTimeEquivalents == Ratio(23, 10))
    // 城关镇卫生院: 周建国, 蒋丽, 韩雪 and a fifth of 钱慧; 冯大山 and 陈玉 are engaged for villages.
    #expect(rows["H99012100004"]?.people == 4)
    #expect(try rows["H99012100004"]?.fullTimeEquivalents == Ratio(16, 5))
    #expect(rows["H99012100004"]?.employed == 5)
    #expect(count.peopleByKind[.villageDoctor] == 4)
    #expect(count.peopleByKind[.physician] == 6)
  }

  // MARK: Grids and clinics

  /// Seed 003 clause 5 over the register: who is missing where, and villages without a grid.
  @Test func gridsSayWhatIsMissing() throws {
    let fixture = try Self.demo()
    let report = try Self.ask(fixture) {
      try GridReport(in: areaCode("990121"), on: day("2024-08-01"), $0)
    }
    #expect(report.grids.count == 4 && report.complete == 3)
    let missing = report.grids.filter { !$0.isComplete }
    #expect(missing.map(\.grid.code.text) == ["WG-0003"])
    #expect(missing.flatMap(\.findings).map(\.provision.rule) == [.gridPublicHealth])
    #expect(report.villages == 8)
    #expect(
      report.villagesWithoutGrid.map(\.description) == [
        "990121102201", "990121104200", "990121104201", "990121203201",
      ])
    let urban = try fixture.check(HealthGrid.self, in: "990102", on: "2024-08-01")
    #expect(
      urban.map { "\($0.provision.rule.rawValue) \($0.subject)" } == [
        "M12_SIZE WG-1002", "M12_DOCTOR WG-1001", "M12_PUBLIC_HEALTH WG-1001",
        "M12_DOCTOR WG-1002", "M12_PUBLIC_HEALTH WG-1002", "M12_COVERAGE 990102",
      ])
  }

  /// Seed 000 clause 三 (M24): 白沙东村 has a doctor dispatched for six months, from March to
  /// September; before and after it lacks one. 石门西村 is visited, 青峰西村 served by its neighbour.
  @Test func clinicsWithoutADoctorAreNamed() throws {
    let fixture = try Self.demo()
    func without(_ on: String) throws -> [String] {
      try fixture.check(VillageClinic.self, in: "990121", on: on)
        .filter { $0.provision.rule == .dispatch }.map(\.subject)
    }
    let others = ["H99012100013"]
    #expect(try without("2024-08-01") == others)
    #expect(try without("2024-09-01") == ["H99012100012"] + others)
    #expect(try without("2024-02-01") == ["H99012100012"] + others)
    // M63: run by the township, doctors engaged by it.
    let owned = try fixture.check(VillageClinic.self, in: "990121", on: "2024-08-01")
      .filter { $0.provision.rule == .publicOwnership }
    #expect(owned.map(\.subject) == ["H99012100010", "H99012100013"])
    #expect(owned.allSatisfy { $0.provision.strength == .note })
  }

  private static func villages() throws -> RegistryFixture {
    let fixture = try RegistryFixture.demo()
    try fixture.importAreas(
      Array(
        """
        code,name,kind,parent,valid_from,residents,residents_year
        990121101300,甲嘎查,嘎查,990121101,2021-01-01,499,2023
        990121101301,乙嘎查,嘎查,990121101,2021-01-01,500,2023
        990121101302,丙嘎查,嘎查,990121101,2021-01-01,900,2023
        990121101303,丁嘎查,嘎查,990121101,2021-01-01,80,2023

        """.utf8))
    let borders = """
      area,neighbour,valid_from
      990121101300,990121101302,2021-01-01
      990121101301,990121101302,2021-01-01

      """
    var parser = TableParser(AdjacencyTable.self)
    try parser.append(Array(borders.utf8))
    try parser.finish()
    _ = try fixture.write { try $0.importAdjacency(parser.rows, outcome: parser.outcome) }
    _ = try fixture.write {
      try $0.openInstitution(
        Institution(
          code: code("CLIN-302"), name: "丙卫生室", kind: .villageClinic,
          rating: Rating(.unrated, .unrated), ownership: .government,
          area: areaCode("990121101302")), from: day("2022-01-01"))
    }
    return fixture
  }

  /// Seed 000 clause 三, seed 001 clause 3, seed 003 clause 3 (M22): fewer than 500 and adjacent; 500
  /// is refused by call and by file, and passes by override with reason and name.
  @Test func jointClinicsAreHeldToTheRule() throws {
    let fixture = try Self.villages()
    func put(_ joined: String, _ overrides: [RuleOverride] = []) throws {
      try fixture.put(
        VillageClinic.self,
        ["institution": "CLIN-302", "mode": "联办", "seat": "990121101302", "joined": joined],
        from: "2024-01-01", overrides: overrides)
    }
    // 500 people; not adjacent.
    for village in ["990121101301", "990121101303", "990121101300|990121101301"] {
      #expect(fixture.refusal { try put(village) } == "REGISTRY_RULE_M22")
    }
    let file = """
      institution,mode,seat,joined,host,valid_from,valid_to
      CLIN-302,联办,990121101302,990121101301,,2024-01-01,

      """
    #expect(try fixture.importEntries(VillageClinic.self, file).codes == ["REGISTRY_RULE_M22"])
    try put(
      "990121101300|990121101301",
      [RuleOverride(rule: .jointClinic, reason: "冬季道路不通", decidedBy: "旗卫生健康委")])
    let entry = try #require(
      try fixture.entries(VillageClinic.self, on: "2024-02-01").first)
    #expect(entry.row.overrides.first?.decidedBy == "旗卫生健康委")
    let check = try fixture.check(VillageClinic.self, in: "990121101302", on: "2024-02-01")
    #expect(check.filter { $0.provision.rule == .jointClinic }.allSatisfy { $0.override != nil })
  }

  @Test func thePlannerReadsTheRegistry() throws {
    let fixture = try Self.villages()
    let plan = try Self.ask(fixture) {
      try ClinicPlan(in: areaCode("990121101"), on: day("2024-08-01"), $0)
    }
    #expect(plan.limit == 500)
    let found = plan.proposals.filter { $0.village.kind == .gacha }
    #expect(found.map(\.decision) == [.join, .own, .own, .own])
    #expect(found[0].seat?.description == "990121101302")
    #expect(found[1].obstacles == [.tooManyResidents(500, limit: 500)])
    #expect(found[2].village.clinics.map(\.text) == ["CLIN-302"])
    #expect(found[3].obstacles == [.noNeighbour])
    // The demo villages have no figures.
    #expect(plan.proposals.first?.obstacles.first == .residentsUnknown)
  }

  // MARK: Staffing

  @Test func titlePostsOfAnInstitution() throws {
    let fixture = try Self.demo()
    let report = try Self.ask(fixture) { knowledge in
      let place = try #require(
        try knowledge.institution(code("H99012100004"), on: day("2024-08-01")))
      return try StaffingReport(place, on: day("2024-08-01"), knowledge)
    }
    #expect(report.posts == 28 && report.holders == 3)
    #expect(report.professionals == 5)
    // 周建国 and 蒋丽 have the intermediate title; there is one post.
    #expect(report.titles.map(\.occupying) == [0, 2, 1])
    #expect(report.titles.map(\.free) == [2, -1, 15])
    #expect(report.findings.map(\.provision.rule) == [.titleQuotaService])
  }

  /// Seed 000 clause 十三 (M53): twenty years in township centres, also in two of them, and less than
  /// five to retirement. Born on 1968-06-01, a man retires at 60 on 2028-06-01 by the law of 2024.
  @Test func whoServedTwentyYearsOccupiesNoPost() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    for text in ["TOWN-1", "TOWN-2"] {
      _ = try fixture.write {
        try $0.openInstitution(
          Institution(
            code: code(text), name: text, kind: .townshipHealthCentre,
            rating: Rating(.primary, .a), ownership: .government, area: areaCode("152221")),
          from: day("1990-01-01"))
      }
    }
    try fixture.put(
      Practitioner.self,
      [
        "code": "DOC-1", "name": "甲", "sex": "男", "birthday": "1968-06-01", "kind": "执业医师",
        "licence": "110001", "title": "中级",
      ], from: "1990-01-01")
    let file = """
      practitioner,institution,kind,home,share,holds_post,valid_from,valid_to
      DOC-1,TOWN-1,在职聘用,,,是,2000-01-01,2010-01-01
      DOC-1,TOWN-2,在职聘用,,,是,2014-07-01,

      """
    #expect(try fixture.importEntries(Posting.self, file).inserted == 2)
    func occupying(_ on: String) throws -> Int {
      try Self.ask(fixture) { knowledge in
        let place = try #require(try knowledge.institution(code("TOWN-2"), on: day(on)))
        return try StaffingReport(place, on: day(on), knowledge).titles[1].occupying
      }
    }
    // 3 653 days until 2010; twenty years, laid end to end from 2000-01-01, are 7 305.
    #expect(try occupying("2024-06-29") == 1)
    #expect(try occupying("2024-06-30") == 0)
  }

  /// Seed 003 clause 16 (M53): a physician of a city hospital without a year at the base is not
  /// promoted in 兴安盟; elsewhere it is shown.
  @Test func promotionNeedsAYearAtTheBase() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    for (text, kind, area) in [
      ("HOSP-CITY", InstitutionKind.generalHospital, "152201"),
      ("TOWN-1", .townshipHealthCentre, "152221"), ("HOSP-CNTY", .generalHospital, "152221"),
    ] {
      _ = try fixture.write {
        try $0.openInstitution(
          Institution(
            code: code(text), name: text, kind: kind, rating: Rating(.secondary, .a),
            ownership: .government, area: areaCode(area)), from: day("2023-01-01"))
      }
    }
    let values = [
      "name": "甲", "sex": "男", "birthday": "1990-01-01", "kind": "执业医师", "licence": "110001",
      "title": "师级",
    ]
    for (person, hospital) in [("DOC-1", "HOSP-CITY"), ("DOC-2", "HOSP-CNTY")] {
      try fixture.put(
        Practitioner.self, values.merging(["code": person]) { $1 }, from: "2023-01-01")
      try fixture.put(
        Posting.self,
        ["practitioner": person, "institution": hospital, "kind": "在职聘用"], from: "2023-01-01")
    }
    func promote(_ person: String, _ from: String) throws {
      try fixture.write { writer in
        let seen = try writer.reader.practitioner(code(person), on: day(from))
        _ = try writer.put(
          Practitioner(values: values.merging(["code": person, "title": "中级"]) { $1 }),
          from: day(from), expected: seen?.recorded)
      }
    }
    #expect(fixture.refusal { try promote("DOC-1", "2025-01-01") } == "REGISTRY_RULE_M53_PROMOTION")
    // A county doctor is no city doctor.
    #expect(fixture.refusal { try promote("DOC-2", "2025-01-01") } == nil)
    try fixture.put(
      Posting.self,
      ["practitioner": "DOC-1", "institution": "TOWN-1", "kind": "派驻", "home": "HOSP-CITY"],
      from: "2024-01-02")
    #expect(fixture.refusal { try promote("DOC-1", "2025-01-01") } == "REGISTRY_RULE_M53_PROMOTION")
    #expect(fixture.refusal { try promote("DOC-1", "2025-01-02") } == nil)
  }

  // MARK: Consortia by county

  /// M24 to M30 for a county in one report: seed 000 clause 六, seed 001 clause 6, seed 003 clause 2,
  /// seed 004 clause 12.
  @Test func countiesAreReportedAsAWhole() throws {
    let fixture = try Self.demo()
    let counties = try fixture.read {
      try $0.checkCounties(
        in: areaCode("990100"), on: day("2024-08-01"), rules: fixture.rules)
    }
    #expect(counties.map(\.county.code.description) == ["990102", "990121", "990122"])
    let (city, yunling, bixi) = (counties[0], counties[1], counties[2])
    // A district has a medical group, and no county consortium is missing.
    #expect(city.consortia.isEmpty && city.findings.isEmpty)
    #expect(city.socialInstitutions.count == 1 && city.socialMembers.isEmpty)
    #expect(yunling.publicVillageClinics == 8)
    #expect(yunling.missingVillageClinics.map(\.text) == ["H99012100013"])
    #expect(yunling.socialMembers.map(\.text) == ["H99012100016"])
    #expect(yunling.findings.map(\.provision.rule) == [.villageClinics, .dispatch])
    #expect(yunling.consortia.map(\.lead?.text) == ["H99012100001"])
    // 利益共享 and 以医共体为单位考核 are registered: M29 says nothing.
    #expect(yunling.consortia[0].findings.map(\.provision.rule) == [.socialInstitutions])
    #expect(
      bixi.consortia[0].findings.map(\.provision.rule) == [
        .leadRating, .integratedDomains, .unitAssessment,
      ])
    #expect(bixi.consortia[0].findings.first?.override?.reason.isEmpty == false)
  }

  /// 到2025年底前，全盟所有紧密型县域医共体建成达到国家评估考核标准: from 2026 on it is an error in 兴安盟.
  @Test func theNationalStandardIsDueByTheEndOf2025() throws {
    let rules = RegistryRules.published
    let xingan = try Consortium(
      code: code("YGT-1"), name: "医共体", kind: .county, area: areaCode("152221"))
    func finding(_ on: String, isMet: Bool = false) throws -> RuleFinding? {
      rules.nationalStandard(of: xingan, isMet: isMet, on: try day(on))
    }
    #expect(try finding("2025-12-31") == nil)
    #expect(try finding("2026-01-01")?.forbids == true)
    #expect(try finding("2026-01-01", isMet: true) == nil)
    let elsewhere = try Consortium(
      code: code("YGT-2"), name: "医共体", kind: .county, area: areaCode("341622"))
    #expect(rules.nationalStandard(of: elsewhere, isMet: false, on: try day("2026-01-01")) == nil)
  }
}
