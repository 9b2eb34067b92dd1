import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

@Suite struct ConsortiumTests {
  private static func institution(
    _ text: String, _ kind: InstitutionKind, _ rating: Rating, area: String,
    ownership: Ownership = .government
  ) throws -> Institution {
    try Institution(
      code: code(text), name: "机构\(text)", kind: kind, rating: rating, ownership: ownership,
      area: areaCode(area))
  }

  private static func consortium(
    _ text: String, _ area: String, kind: ConsortiumKind = .county
  ) throws -> Consortium {
    try Consortium(code: code(text), name: "医共体\(text)", kind: kind, area: areaCode(area))
  }

  /// Seed 004 clause 12: 医共体牵头医院应具备二级甲等以上综合医院资质. 以上 includes 二级甲等.
  @Test(
    arguments: [
      (InstitutionKind.generalHospital, Rating(.secondary, .a), true),
      (.generalHospital, Rating(.secondary, .special), true),
      (.generalHospital, Rating(.tertiary, .unrated), true),
      (.generalHospital, Rating(.secondary, .b), false),
      (.generalHospital, Rating(.primary, .a), false),
      (.tcmHospital, Rating(.tertiary, .a), false),
    ])
  func leadIsSecondaryAGeneral(kind: InstitutionKind, rating: Rating, passes: Bool) throws {
    let lead = try Self.institution("LEAD", kind, rating, area: "341622")
    let bozhou = try Self.consortium("BOZH", "341622")
    let finding = RegistryRules.published.lead(lead, of: bozhou)
    #expect((finding == nil) == passes)
    if let finding {
      #expect(finding.forbids)
      #expect(finding.provision.source == "S004·12")
    }
    // Elsewhere the text is not in force: shown, not refused; and no more than a note in 内蒙古,
    // where seed 001 clause 7 says 支持中医（蒙医）医院牵头建设医疗联合体.
    for (area, strength) in [("330604", RuleStrength.warning), ("152921", .note)] {
      let elsewhere = RegistryRules.published.lead(lead, of: try Self.consortium("ELSE", area))
      #expect(elsewhere?.provision.strength == (passes ? nil : strength))
    }
    let group = try Self.consortium("GRUP", "341622", kind: .cityGroup)
    #expect(RegistryRules.published.lead(lead, of: group) == nil)
  }

  /// Seed 001 clause 6: 常住人口20万人以下的县原则上组建一个医共体. 以下 includes 200 000.
  @Test(arguments: [(199_999, true), (200_000, true), (200_001, false)] as [(Int64, Bool)])
  func smallCountiesHaveOne(residents: Int64, warns: Bool) throws {
    let county = try Area(
      code: areaCode("152221"), name: "甲旗", kind: .banner, parent: areaCode("152200"),
      populations: [Area.Population(residents: residents, year: 2024)])
    let two = try [code("AAAA"), code("BBBB")]
    let day = try Day(parsing: "2025-06-30")
    let rules = RegistryRules.published
    #expect(
      rules.consortia(two, inCounty: county, on: day)?.provision.strength
        == (warns ? .warning : nil))
    #expect(rules.consortia(Array(two.prefix(1)), inCounty: county, on: day) == nil)
  }

  /// M27, seed 000 clause 六: 县乡 行政、人事、财务、业务、药品耗材、信息系统、绩效考核 are seven, 乡村 财务、
  /// 业务、绩效考评 are three; what is not yet managed as one is named, and only of county consortia.
  @Test func whatIsNotManagedAsOneIsNamed() throws {
    func finding(_ integrated: Set<IntegratedDomain>, _ kind: ConsortiumKind) throws -> RuleFinding?
    {
      RegistryRules.published.integration(
        of: try Consortium(
          code: code("AAAA"), name: "医共体", kind: kind, area: areaCode("152221"),
          integrated: integrated))
    }
    let all = Set(IntegratedDomain.allCases)
    #expect(all.count { $0.chinese.hasPrefix("县乡") } == 7)
    #expect(all.count { $0.chinese.hasPrefix("乡村") } == 3)
    #expect(try finding(all, .county) == nil)
    #expect(try finding([], .specialtyAlliance) == nil)
    let missing = try #require(
      try finding(all.subtracting([.townshipSupplies, .villageFinance]), .county))
    #expect(missing.provision.strength == .note)
    #expect(missing.message.zh.hasSuffix("：县乡药品耗材、乡村财务"))
  }

  /// A past day is judged by the count of its time.
  @Test func aPastDayIsJudgedByItsOwnCount() throws {
    let county = try Area(
      code: areaCode("152221"), name: "甲旗", kind: .banner, parent: areaCode("152200"),
      populations: [
        Area.Population(residents: 210_000, year: 2020),
        Area.Population(residents: 190_000, year: 2024),
      ])
    let two = try [code("AAAA"), code("BBBB")]
    func warns(_ day: String) throws -> Bool {
      try RegistryRules.published.consortia(two, inCounty: county, on: Day(parsing: day)) != nil
    }
    #expect(try !warns("2019-06-30"))
    #expect(try !warns("2023-12-31"))
    #expect(try warns("2024-01-01"))
  }

  /// The seeds' own conflict: the same clause 12 of seed 004 names 蒙城县中医院 as leading a
  /// consortium; it passes by override with reason and name.
  @Test func aTCMHospitalLeadsByOverride() throws {
    let registry = try RegistryFixture()
    try registry.importAreas(RegistryFixture.deployed("areas.csv"))
    let lead = try Institution(
      code: code("MCXZYY"), name: "蒙城县中医院", kind: .tcmHospital, rating: Rating(.tertiary, .a),
      ownership: .government, area: areaCode("341622"))
    let consortium = try Self.consortium("MC-YGT", "341622")
    _ = try registry.write { try $0.openInstitution(lead, from: day("2020-01-01")) }
    func open(_ overrides: [RuleOverride]) throws -> ConsortiumChange {
      try registry.write {
        try $0.openConsortium(
          consortium, lead: lead.code, from: day("2024-02-01"), overrides: overrides)
      }
    }
    let error = #expect(throws: Problem.self) { try open([]) }
    #expect(error?.code == "REGISTRY_RULE_M26")
    #expect(error?.category == .failedPrecondition)
    #expect(throws: Problem.self) {
      try RuleOverride(rule: .leadRating, reason: " ", decidedBy: "市卫生健康委")
    }
    let change = try open([
      RuleOverride(rule: .leadRating, reason: "省级示范建设", decidedBy: "市卫生健康委")
    ])
    #expect(change.findings.map(\.provision.rule) == [.leadRating])
    #expect(change.findings.first?.override?.decidedBy == "市卫生健康委")
    #expect(change.members.first?.fact.overrides.map(\.reason) == ["省级示范建设"])
    let check = try registry.read {
      try $0.check(consortium.code, asOf: asOf("2024-03-01"), rules: .published)
    }
    #expect(check.findings.filter(\.forbids).isEmpty)
    // The decision travels with the CSV.
    let other = try RegistryFixture()
    try other.importAreas(registry.exportAreas())
    try other.importInstitutions(registry.exportInstitutions())
    let outcome = try other.importConsortia(registry.exportConsortia())
    #expect(outcome.quarantined == 0)
    #expect(try other.exportConsortia() == registry.exportConsortia())
  }

  /// How strongly a rule binds is data: where a region's file makes 原则上 an error, a second
  /// consortium of a small county (M25, seed 001 clause 6) and a member from elsewhere (seed 000
  /// clause 六) need a decision each, by call and by file.
  @Test func aRegionMayBindMoreStrictly() throws {
    let strict = RegistryRules(
      RegistryRules.published.provisions.map { provision in
        guard [.oneConsortium, .countyUnit, .leadRating].contains(provision.rule) else {
          return provision
        }
        return RuleProvision(
          provision.rule, area: provision.area, .error, threshold: provision.threshold,
          source: provision.source)
      })
    let registry = try RegistryFixture(rules: strict)
    try registry.importAreas(RegistryFixture.deployed("demo/areas.csv"))
    try registry.importInstitutions(RegistryFixture.deployed("demo/institutions.csv"))
    #expect(
      try registry.importConsortia(RegistryFixture.deployed("demo/consortia.csv")).codes.isEmpty)
    // 碧溪县 has 180 000 residents and one consortium; its MCH hospital is no general hospital.
    let second = try Self.consortium("YGT-990122-2", "990122")
    func open(_ overrides: [RuleOverride]) throws -> ConsortiumChange {
      try registry.write {
        try $0.openConsortium(
          second, lead: code("H99012200003"), from: day("2024-01-01"), overrides: overrides)
      }
    }
    func decision(_ rule: RegistryRule) throws -> RuleOverride {
      try RuleOverride(rule: rule, reason: "试点\(rule.rawValue)", decidedBy: "市卫生健康委")
    }
    #expect(registry.refusal { _ = try open([]) } == "REGISTRY_RULE_M26")
    #expect(registry.refusal { _ = try open([decision(.leadRating)]) } == "REGISTRY_RULE_M25")
    let change = try open([decision(.oneConsortium), decision(.leadRating)])
    #expect(change.findings.map(\.override?.reason) == ["试点M26", "试点M25"])
    func add(_ overrides: [RuleOverride]) throws -> ConsortiumChange {
      try registry.write {
        try $0.addMember(
          Membership.Key(consortium: second.code, institution: code("H99012100013")),
          role: .member, from: day("2024-01-01"), overrides: overrides)
      }
    }
    #expect(registry.refusal { _ = try add([]) } == "REGISTRY_RULE_COUNTY_UNIT")
    _ = try add([decision(.countyUnit)])
    let check = try registry.read {
      try $0.check(second.code, asOf: asOf("2024-08-01"), rules: strict)
    }
    #expect(check.findings.filter(\.forbids).isEmpty)
    #expect(check.findings.count { $0.override != nil } == 3)
    // Several decisions travel with the file; without them its rows are refused.
    let file = String(decoding: try registry.exportConsortia(), as: UTF8.self)
    #expect(file.contains("M26|M25,试点M26|试点M25,市卫生健康委|市卫生健康委"))
    func imported(_ file: String) throws -> ([String], RegistryFixture) {
      let other = try RegistryFixture(rules: strict)
      try other.importAreas(RegistryFixture.deployed("demo/areas.csv"))
      try other.importInstitutions(RegistryFixture.deployed("demo/institutions.csv"))
      return (try other.importConsortia(Array(file.utf8)).codes, other)
    }
    let (none, other) = try imported(file)
    #expect(none.isEmpty)
    #expect(try String(decoding: other.exportConsortia(), as: UTF8.self) == file)
    let bare = file.replacing("M26|M25,试点M26|试点M25,市卫生健康委|市卫生健康委", with: "M26,试点,市卫生健康委")
    #expect(try imported(bare).0 == ["REGISTRY_RULE_M25"])
  }

  @Test func anInstitutionIsInOneCountyConsortiumAtATime() throws {
    let registry = try RegistryFixture.demo()
    let member = try code("H99012100004")
    func add(_ consortium: String, _ from: String) throws -> ConsortiumChange {
      try registry.write {
        try $0.addMember(
          Membership.Key(consortium: code(consortium), institution: member), role: .member,
          from: day(from), overrides: [])
      }
    }
    let error = #expect(throws: Problem.self) { try add("YGT-990122-1", "2025-01-01") }
    #expect(error?.code == "REGISTRY_MEMBER_ELSEWHERE")
    // Another kind of consortium is no obstacle.
    _ = try add("JT-990102-1", "2025-01-01")
    _ = try registry.write {
      try $0.closeMember(
        Membership.Key(consortium: code("YGT-990121-1"), institution: member),
        at: day("2025-01-01"))
    }
    #expect(throws: Problem.self) { try add("YGT-990122-1", "2024-12-31") }
    let moved = try add("YGT-990122-1", "2025-01-01")
    // It stands in another county: shown, because the text says 以旗域为单位.
    #expect(moved.findings.map(\.provision.rule) == [.countyUnit])
    try registry.read { reader throws in
      #expect(
        try reader.consortia(of: member, asOf: asOf("2024-12-31")).map(\.text) == [
          "YGT-990121-1"
        ])
      #expect(
        try reader.consortia(of: member, asOf: asOf("2025-01-01")).map(\.text) == [
          "JT-990102-1", "YGT-990122-1",
        ])
    }
  }

  @Test func aConsortiumHasOneLead() throws {
    let registry = try RegistryFixture.demo()
    let (old, new) = (try code("H99012100001"), try code("H99012100002"))
    let consortium = try code("YGT-990121-1")
    func lead(_ institution: RegistryCode, _ from: String) throws {
      _ = try registry.write {
        try $0.addMember(
          Membership.Key(consortium: consortium, institution: institution), role: .lead,
          from: day(from), overrides: [])
      }
    }
    func close(_ institution: RegistryCode) throws {
      _ = try registry.write {
        try $0.closeMember(
          Membership.Key(consortium: consortium, institution: institution), at: day("2025-01-01"))
      }
    }
    try close(new)
    #expect(throws: Problem.self) { try lead(new, "2025-01-01") }
    try close(old)
    try lead(new, "2025-01-01")
    try registry.read { reader throws in
      #expect(
        try reader.members(of: consortium, asOf: asOf("2024-12-31")).first?.fact.institution == old)
      #expect(
        try reader.members(of: consortium, asOf: asOf("2025-01-01")).first?.fact.institution == new)
    }
  }

  /// Seed 000 clause 六, seed 001 clause 6: every public village clinic belongs.
  @Test func checkNamesTheClinicThatIsMissing() throws {
    let registry = try RegistryFixture.demo()
    let check = try registry.read {
      try $0.check(code("YGT-990121-1"), asOf: asOf("2024-08-01"), rules: .published)
    }
    #expect(check.publicVillageClinics == 8)
    #expect(check.missingVillageClinics.count == 1)
    let rules = check.findings.map(\.provision.rule)
    #expect(rules == [.unitAssessment, .villageClinics, .socialInstitutions])
    let small = try registry.read {
      try $0.check(code("YGT-990122-1"), asOf: asOf("2024-08-01"), rules: .published)
    }
    #expect(
      small.findings.map(\.provision.rule) == [.leadRating, .integratedDomains, .unitAssessment])
    #expect(small.findings.first?.override != nil)
    #expect(small.publicVillageClinics == 6 && small.missingVillageClinics.isEmpty)
  }

  @Test func closingEndsMembershipsAndKeepsThePast() throws {
    let registry = try RegistryFixture.demo()
    let consortium = try code("YGT-990121-1")
    let institution = try code("H99012100001")
    let held = #expect(throws: Problem.self) {
      try registry.write { writer in
        let seen = try writer.reader.institution(institution, asOf: asOf("2025-01-01"))
        return try writer.closeInstitution(
          institution, at: day("2025-01-01"), expected: seen?.recorded ?? 0)
      }
    }
    #expect(held?.code == "REGISTRY_STILL_MEMBER")
    let before = try registry.read { try $0.members(of: consortium, asOf: asOf("2024-12-31")) }
    _ = try registry.write { writer in
      let seen = try writer.reader.consortium(consortium, asOf: asOf("2025-01-01"))
      return try writer.closeConsortium(
        consortium, at: day("2025-01-01"), expected: seen?.recorded ?? 0)
    }
    try registry.read { reader throws in
      #expect(try reader.consortium(consortium, asOf: asOf("2025-01-01")) == nil)
      #expect(try reader.members(of: consortium, asOf: asOf("2025-01-01")).isEmpty)
      let after = try reader.members(of: consortium, asOf: asOf("2024-12-31"))
      #expect(after.map(\.fact) == before.map(\.fact))
      #expect(before.count == 14)
    }
  }

  @Test func membersInAFileAreJudgedLikeMembersByCall() throws {
    let registry = try RegistryFixture.demo()
    let header =
      "row,consortium,name,kind,area,institution,role,valid_from,valid_to,override_rule,"
      + "override_reason,override_by\n"
    let file =
      header + """
        医联体,BZ-0001,蒙城医共体,紧密型县域医共体,341622,,,2024-01-01,,,,
        医联体,YGT-990122-2,碧溪二,紧密型县域医共体,990122,,,2024-01-01,,,,
        医联体,JT-990102-1,临江集团,紧密型县域医共体,990102,,,2024-01-01,,,,
        成员,YGT-990122-2,,,,H99012200001,牵头医院,2024-01-01,,,,
        成员,YGT-990122-2,,,,H99012200003,牵头医院,2024-01-01,,,,
        成员,YGT-990122-2,,,,H99010200005,牵头医院,2024-01-01,,,,
        成员,YGT-990122-2,,,,NOBODY,,2024-01-01,,,,
        成员,YGT-XXXX,,,,H99012200001,,2024-01-01,,,,
        成员,YGT-990122-2,,,,H99010200003,,2024-01-01,,M26,,

        """
    let outcome = try registry.importConsortia(Array(file.utf8))
    #expect(outcome.adds)
    #expect(
      outcome.issues.map { "\($0.row) \($0.column) \($0.code)" } == [
        "2 area REGISTRY_UNKNOWN", "4 kind REGISTRY_CONSORTIUM_KIND_FIXED",
        "5 institution REGISTRY_MEMBER_ELSEWHERE", "7 institution REGISTRY_LEAD_TWICE",
        "8 institution REGISTRY_UNKNOWN", "9 consortium REGISTRY_UNKNOWN",
        "10 override_reason REGISTRY_OVERRIDE_INCOMPLETE",
      ])
  }

  /// The year as DIP reads it: one row per version, memberships cut to what exists.
  @Test func aYearInOneAnswer() throws {
    let registry = try RegistryFixture.demo()
    let hospital = try code("H99012200001")
    _ = try registry.write { writer in
      let seen = try #require(
        try writer.reader.institution(hospital, asOf: asOf("2024-07-01")))
      let old = seen.fact
      return try writer.editInstitution(
        Institution(
          code: old.code, name: old.name, uscc: old.uscc, insuranceCode: old.insuranceCode,
          kind: old.kind, rating: Rating(.secondary, .a), ownership: old.ownership,
          area: old.area), from: day("2024-07-01"), expected: seen.recorded)
    }
    let year = try day("2024-01-01")...day("2024-12-31")
    let span = try registry.read { try $0.span(year, area: areaCode("990122"), recorded: nil) }
    let versions = span.institutions.filter { $0.fact.code == hospital }
    #expect(versions.map(\.fact.rating.grade) == [.b, .a])
    #expect(versions.map(\.validity.to) == [try day("2024-07-01"), nil])
    let memberships = span.memberships.filter { $0.fact.institution == hospital }
    #expect(memberships.map(\.validity) == [try Validity(from: day("2023-01-01"))])
    #expect(Set(span.memberships.map(\.fact.consortium.text)) == ["YGT-990122-1"])
    let earlier = try registry.read {
      try $0.span(year, area: areaCode("990122"), recorded: span.recorded - 1)
    }
    #expect(earlier.institutions.filter { $0.fact.code == hospital }.count == 1)
  }
}
