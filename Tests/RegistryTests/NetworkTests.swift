import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

/// Networks of care and prevention, with the clauses that ask for them, and what the seeds name.
@Suite struct NetworkTests {
  /// The four regions with the institutions and facts that the texts name.
  private func seeds() throws -> RegistryFixture {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    for outcome in [
      try fixture.importAreas(RegistryFixture.deployed("seeds/areas.csv")),
      try fixture.importInstitutions(RegistryFixture.deployed("seeds/institutions.csv")),
      try load(SupportPair.self, fixture), try load(EpidemicFacility.self, fixture),
      try load(QualityControlCentre.self, fixture), try load(Duty.self, fixture),
      try load(TuberculosisFreeCommunity.self, fixture),
    ] { #expect(outcome.quarantined == 0 && outcome.inserted == outcome.rowsRead) }
    return fixture
  }

  private func load<Entry: RegisterEntry>(
    _ type: Entry.Type, _ fixture: RegistryFixture
  ) throws -> ImportOutcome {
    let file = try RegistryFixture.deployed("seeds/\(type.register.name).csv")
    let outcome = try fixture.importEntries(type, file)
    #expect(try Array(fixture.exportEntries(type).utf8) == file)
    return outcome
  }

  private func open(
    _ name: String, _ text: String, _ kind: InstitutionKind, _ area: String,
    _ rating: Rating = Rating(.unrated, .unrated), in fixture: RegistryFixture
  ) throws {
    try fixture.write {
      _ = try $0.openInstitution(
        Institution(
          code: code(text), name: name, kind: kind, rating: rating, ownership: .government,
          area: areaCode(area)), from: day("2023-01-01"))
    }
  }

  private func rules(_ findings: [RuleFinding]) -> [String] {
    findings.map { "\($0.provision.rule.rawValue) \($0.subject)" }
  }

  /// M43, seed 000 clause 二: the six pairs of 阿拉善, restored names.
  @Test func sixPairsSupportTheBanners() throws {
    let fixture = try seeds()
    func pairs(of area: String) throws -> [SupportPair] {
      try fixture.entries(
        SupportPair.self, RegisterFilter(area: areaCode(area)), on: "2024-12-31")
    }
    // A pair belongs to both its places.
    #expect(try pairs(of: "152900").count == 6)
    #expect(try pairs(of: "152921").count == 1)
    #expect(try pairs(of: "620300").map { $0[SupportPair.kind] } == [.cooperation])
    let supported = try fixture.read {
      try $0.count(
        SupportPair.self, RegisterFilter(), by: [SupportPair.supported.definition], sum: nil,
        asOf: asOf("2024-12-31"))
    }
    #expect(
      supported.map { "\($0.values[0]) \($0.entries)" } == [
        "ALS-EJ-MYYY 1", "ALS-EJ-RMYY 2", "ALS-YZ-RMYY 2", "ALS-ZQ-JLTYY 1",
      ])
    #expect(
      fixture.refusal {
        try fixture.put(
          SupportPair.self,
          ["supporter": "ALS-ZXYY", "supported": "ALS-ZXYY", "kind": "对口帮扶"], from: "2025-01-01")
      } == "REGISTRY_SUPPORT_SELF")
  }

  /// M43: 三级公立医院对口支援旗级医院; a supporter below 三级 is shown.
  @Test func supportersAreTertiary() throws {
    let fixture = try RegistryFixture.demo()
    func findings(_ supporter: String) throws -> [String] {
      rules(
        try fixture.put(
          SupportPair.self,
          ["supporter": supporter, "supported": "H99012200002", "kind": "对口支援"],
          from: "2024-01-01"
        ).findings)
    }
    #expect(try findings("H99010200001").isEmpty)
    #expect(try findings("H99012100001") == ["M43 H99012100001"])
  }

  /// M40, seed 000 clause 四: three backup hospitals and three ward projects are named.
  @Test func threeBackupHospitalsAreNamed() throws {
    let fixture = try seeds()
    let counts = try fixture.read {
      try $0.count(
        EpidemicFacility.self, RegisterFilter(area: areaCode("152900")),
        by: [EpidemicFacility.role.definition], sum: nil, asOf: asOf("2024-12-31"))
    }
    #expect(counts.map { "\($0.values[0]) \($0.entries)" } == ["backup 3", "ward 3"])
    #expect(try fixture.check(EpidemicFacility.self, on: "2024-12-31").isEmpty)
    #expect(
      try rules(fixture.check(EpidemicFacility.self, on: "2024-07-04")) == ["M40_BACKUP 152900"])
  }

  /// M40: 加强紧密型县域医共体牵头医院相对独立的传染病区建设.
  @Test func leadsHaveAnInfectiousWard() throws {
    let fixture = try RegistryFixture.demo()
    let missing = try rules(fixture.check(EpidemicFacility.self, in: "990121", on: "2024-06-01"))
    #expect(missing == ["M40_WARD H99012100001"])
    try fixture.put(
      EpidemicFacility.self,
      ["institution": "H99012100001", "role": "传染病病区", "state": "在建", "beds": "20"],
      from: "2024-01-01")
    #expect(try fixture.check(EpidemicFacility.self, in: "990121", on: "2024-06-01").isEmpty)
  }

  /// M45, seed 000 clause 二十: 26 centres, of which the text names 14.
  @Test func twentySixQualityCentres() throws {
    let fixture = try seeds()
    #expect(try fixture.entries(QualityControlCentre.self, on: "2024-12-31").count == 14)
    let finding = try #require(try fixture.check(QualityControlCentre.self, on: "2024-12-31").first)
    #expect(finding.provision.rule == .qualityCentres && finding.message.zh.contains("14"))
    for number in 15...26 {
      try fixture.put(
        QualityControlCentre.self,
        [
          "code": "QC-152900-\(number)", "area": "152900", "specialty": "专业\(number)",
          "level": "盟级",
        ],
        from: "2024-07-05")
    }
    #expect(try fixture.check(QualityControlCentre.self, on: "2024-12-31").isEmpty)
  }

  /// M45, seed 002 section 六: 区级医院、乡镇卫生院、社区卫生服务中心质控全覆盖, 村卫生室…达到30%以上.
  @Test func qualityControlCoversShangyu() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    try open("上虞人民医院", "SY-RMYY", .generalHospital, "330604", in: fixture)
    for number in 1...10 {
      try open("村卫生室\(number)", "SY-CLINIC-\(number)", .villageClinic, "330604102", in: fixture)
    }
    try fixture.put(
      QualityControlCentre.self,
      ["code": "QC-330604-01", "area": "330604", "specialty": "护理", "level": "区级"],
      from: "2024-01-01")
    func broken() throws -> [String] {
      try rules(fixture.check(QualityControlScope.self, on: "2025-06-01"))
    }
    #expect(try broken() == ["M45_COVERAGE 330604", "M45_VILLAGE 330604"])
    for institution in ["SY-RMYY", "SY-CLINIC-1", "SY-CLINIC-2"] {
      try fixture.put(
        QualityControlScope.self, ["institution": institution, "centre": "QC-330604-01"],
        from: "2025-01-01")
    }
    #expect(try broken() == ["M45_VILLAGE 330604"])
    try fixture.put(
      QualityControlScope.self, ["institution": "SY-CLINIC-3", "centre": "QC-330604-01"],
      from: "2025-01-01")
    #expect(try broken().isEmpty)
    // A centre that closes takes its scope along.
    let recorded = try fixture.read {
      try $0.entry(
        QualityControlCentre.self, RegisterKey(["QC-330604-01"]), asOf: asOf("2025-01-01"))
    }?.recorded
    try fixture.write {
      _ = try $0.close(
        QualityControlCentre.self, RegisterKey(["QC-330604-01"]), at: day("2025-07-01"),
        expected: recorded ?? 0)
    }
    #expect(try fixture.entries(QualityControlScope.self, on: "2025-07-01").isEmpty)
  }

  private static let postHeader =
    "code,name,level,area,institution,parent,radius_km,round_the_clock,valid_from\n"

  /// M41, seed 003 clause 9: six levels, each under a higher one; 10—30公里 includes both bounds.
  @Test func emergencyNetworkHasSixLevels() throws {
    let fixture = try RegistryFixture.demo()
    #expect(EmergencyLevel.allCases.count == 6)
    // Children may stand before their parents in the file.
    let outcome = try fixture.importEntries(
      EmergencyPost.self,
      Self.postHeader + """
        POST-6,村点,村级急诊急救点,990121101,,POST-5,9,是,2024-01-01
        POST-5,乡镇站,乡镇级急诊急救站,990121101,,POST-4,30,是,2024-01-01
        POST-4,次中心,旗县级医疗次中心,990121,,POST-3,50,是,2024-01-01
        POST-3,县急救中心,县级急诊急救中心,990121,H99012100001,POST-2,,是,2024-01-01
        POST-2,市急救中心,盟级急诊急救中心,990100,,POST-1,,是,2024-01-01
        POST-1,调度中心,120急救调度中心,990100,,,,是,2024-01-01
        POST-7,孤点,村级急诊急救点,990121101,,POST-9,10,否,2024-01-01
        POST-8,又一点,村级急诊急救点,990121101,,POST-7,10,否,2024-01-01

        """)
    #expect(outcome.inserted == 6 && outcome.quarantined == 2)
    #expect(
      outcome.issues.map { "\($0.row) \($0.column) \($0.value)" } == [
        "8 parent POST-9", "9 parent POST-7",
      ])
    #expect(
      try rules(fixture.check(EmergencyPost.self, on: "2024-06-01")) == ["M41_RADIUS_MIN POST-6"])
    for (radius, broken) in [("10", []), ("30", []), ("31", ["M41_RADIUS_MAX POST-31"])] {
      let change = try fixture.put(
        EmergencyPost.self,
        [
          "code": "POST-\(radius)", "name": "点", "level": "乡镇级急诊急救站", "area": "990121101",
          "parent": "POST-4", "radius_km": radius,
        ], from: "2024-02-01")
      #expect(rules(change.findings) == broken)
    }
    let upside = try fixture.put(
      EmergencyPost.self,
      ["code": "POST-U", "name": "倒置", "level": "县级急诊急救中心", "area": "990121", "parent": "POST-6"],
      from: "2024-02-01")
    #expect(rules(upside.findings) == ["M41_CHAIN POST-U"])
    // What others stand under cannot end alone.
    let post = try fixture.read {
      try $0.entry(EmergencyPost.self, RegisterKey(["POST-5"]), asOf: asOf("2024-06-01"))
    }
    #expect(
      fixture.refusal {
        try fixture.write {
          _ = try $0.close(
            EmergencyPost.self, RegisterKey(["POST-5"]), at: day("2025-01-01"),
            expected: post?.recorded ?? 0)
        }
      } == "REGISTRY_STILL_REFERRED")
  }

  /// M41, seed 003 clause 9: 建成12家苏木乡镇卫生院乡村急救分中心.
  @Test func twelveRuralStationsInXingan() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    let rows = (1...12).map { "POST-\($0),站\($0),乡村急救分中心,152224,,,20,是,2024-01-01\n" }
    try fixture.importEntries(EmergencyPost.self, Self.postHeader + rows.dropLast().joined())
    #expect(
      try rules(fixture.check(EmergencyPost.self, in: "152200", on: "2024-06-01")).contains(
        "M41_RURAL 152200"))
    try fixture.importEntries(EmergencyPost.self, Self.postHeader + rows.joined())
    #expect(
      try !rules(fixture.check(EmergencyPost.self, in: "152200", on: "2024-06-01")).contains(
        "M41_RURAL 152200"))
  }

  /// M47: 兴安盟 asks for five shared centres (seed 003 clause 19), 亳州 for four (seed 004 clause 15).
  @Test(arguments: [("152224", 5), ("341622", 4)])
  func consortiaShareCentres(_ county: String, _ count: Int) throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    try open("县医院", "XYY-0001", .generalHospital, county, Rating(.secondary, .a), in: fixture)
    try fixture.write {
      _ = try $0.openConsortium(
        Consortium(code: code("YGT-0001"), name: "医共体", kind: .county, area: areaCode(county)),
        lead: code("XYY-0001"), from: day("2024-01-01"), overrides: [])
    }
    let kinds = ["影像", "心电", "病理", "检验", "消毒供应"].prefix(count)
    for kind in kinds {
      #expect(
        try rules(fixture.check(SharedCentre.self, on: "2024-06-01")) == ["M47 YGT-0001"])
      try fixture.put(
        SharedCentre.self,
        ["consortium": "YGT-0001", "kind": kind, "host": "XYY-0001", "remote_diagnosis": "是"],
        from: "2024-01-01")
    }
    #expect(try fixture.check(SharedCentre.self, on: "2024-06-01").isEmpty)
  }

  /// M47: results are recognised within a scope; who recognises further recognises nearer.
  @Test func resultsAreRecognisedWithinAScope() throws {
    let fixture = try RegistryFixture.demo()
    for (item, scope) in [("血常规", "全省"), ("胸部CT", "医共体内"), ("肝功能", "全市")] {
      try fixture.put(
        RecognisedResults.self,
        ["institution": "H99012100001", "item": item, "kind": "检验", "scope": scope],
        from: "2024-01-01")
    }
    let county = try FieldCondition(RecognisedResults.scope.definition, .atLeast, ["县域"])
    #expect(
      try fixture.entries(
        RecognisedResults.self, RegisterFilter(conditions: [county]), on: "2024-06-01"
      ).map { $0[RecognisedResults.item] } == ["肝功能", "血常规"])
  }

  /// M44: 兴安盟 builds six sub-centres (seed 003 clause 3), 上虞 one or more (seed 002 section 四), by
  /// the standard of a secondary hospital.
  @Test func subcentresAreCountedWhenReady() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    try open("章镇中心卫生院", "SY-ZZ-WSY", .townshipHealthCentre, "330604104", in: fixture)
    #expect(
      try rules(fixture.check(CountySubcentre.self, on: "2025-06-01")) == [
        "M44 152200", "M44 330604",
      ])
    let building = try fixture.put(
      CountySubcentre.self, ["institution": "SY-ZZ-WSY", "state": "在建"], from: "2025-01-01")
    #expect(building.findings.isEmpty)
    let ready = try fixture.put(
      CountySubcentre.self, ["institution": "SY-ZZ-WSY", "state": "已建成"], from: "2025-12-01",
      expected: building.version.recorded)
    #expect(rules(ready.findings) == ["M44_STANDARD SY-ZZ-WSY"])
    #expect(
      try rules(fixture.check(CountySubcentre.self, in: "330604", on: "2025-12-31")) == [
        "M44_STANDARD SY-ZZ-WSY"
      ])
  }

  /// M38, seed 003 clause 5: 健康促进部、慢性病管理中心、慢性病一体化门诊 in three tiers.
  @Test func preventionHasThreeTiers() throws {
    let fixture = try RegistryFixture.demo()
    let before = try rules(fixture.check(PreventionOffice.self, in: "990121", on: "2024-06-01"))
    #expect(before.filter { $0 == "M38 YGT-990121-1" }.count == 2)
    let township = try #require(before.first { $0 != "M38 YGT-990121-1" }?.dropFirst(4))
    for (institution, tier) in [
      ("H99012100001", "健康促进部"), (String(township), "慢性病一体化门诊"),
    ] {
      try fixture.put(
        PreventionOffice.self,
        [
          "consortium": "YGT-990121-1", "institution": institution, "tier": tier,
          "diseases": "传染病|慢性病",
        ], from: "2024-01-01")
    }
    let after = try rules(fixture.check(PreventionOffice.self, in: "990121", on: "2024-06-01"))
    #expect(after.count == before.count - 2)
    #expect(after.filter { $0 == "M38 YGT-990121-1" }.count == 1)
  }

  /// M39, seed 000 clause 十二: 社区疾病预防控制片区责任制: which townships have nobody.
  @Test func everyTownshipHasSomebodyResponsible() throws {
    let fixture = try RegistryFixture.demo()
    let before = try fixture.check(DiseaseControlArea.self, in: "990121", on: "2024-06-01")
    #expect(before.map(\.subject).contains("990121101"))
    try fixture.put(
      DiseaseControlArea.self, ["area": "990121101", "institution": "H99012100001"],
      from: "2024-01-01")
    let after = try fixture.check(DiseaseControlArea.self, in: "990121", on: "2024-06-01")
    #expect(after.count == before.count - 1)
    #expect(after.allSatisfy { $0.provision.rule == .diseaseControlAreas && !$0.forbids })
  }

  /// M37, seed 000 clause 十二: 33 items, which the text does not print; what it says is there.
  @Test func dutiesBindKindsOfInstitutions() throws {
    let fixture = try seeds()
    let duties = try fixture.entries(
      Duty.self, RegisterFilter(area: areaCode("152900")), on: "2024-12-31")
    #expect(duties.count == 3)
    #expect(
      try fixture.check(Duty.self, on: "2024-12-31").map { $0.provision.threshold } == [33])
    func bound(_ kind: InstitutionKind, _ ownership: Ownership) throws -> [Int64] {
      let institution = try Institution(
        code: code("TEST"), name: "试验", kind: kind, rating: Rating(.unrated, .unrated),
        ownership: ownership, area: areaCode("152921"))
      return duties.filter { $0.binds(institution) }.map { $0[Duty.number] }
    }
    #expect(try bound(.generalHospital, .government) == [1, 2, 3])
    #expect(try bound(.generalHospital, .privateForProfit) == [2, 3])
    #expect(try bound(.villageClinic, .government) == [2])
  }

  /// M60, seed 002 section 二: 常住人口2万以上 includes 20 000; four towns of 上虞 are named.
  @Test func tuberculosisFreeTownsAreLargeEnough() throws {
    let fixture = try seeds()
    #expect(try fixture.entries(TuberculosisFreeCommunity.self, on: "2025-12-31").count == 4)
    let header = "code,name,kind,parent,valid_from,residents,residents_year\n"
    try fixture.importAreas(
      Array(
        (header + """
          330604105,下管镇,镇,330604,2023-01-01,19999,2023
          330604106,丰惠镇,镇,330604,2023-01-01,20000,2023
          330604107,永和镇,镇,330604,2023-01-01,20001,2023

          """).utf8))
    #expect(
      try fixture.check(TuberculosisFreeCommunity.self, in: "330604", on: "2025-12-31").map(
        \.subject)
        == ["330604106", "330604107"])
    func put(_ area: String) -> String? {
      fixture.refusal {
        try fixture.put(
          TuberculosisFreeCommunity.self, ["area": area, "state": "拟建"], from: "2025-06-01")
      }
    }
    #expect(put("330604105") == "REGISTRY_RULE_M60")
    #expect(put("330604106") == nil)
    #expect(put("330604") == "REGISTRY_TUBERCULOSIS_AREA")
    // With a reason and a name the fact may stand.
    let decision = try RuleOverride(rule: .tuberculosisFree, reason: "流动人口较多", decidedBy: "tester")
    let change = try fixture.put(
      TuberculosisFreeCommunity.self, ["area": "330604105", "state": "拟建"], from: "2025-06-01",
      overrides: [decision])
    #expect(change.findings.map(\.override) == [decision])
    let exported = try fixture.exportEntries(TuberculosisFreeCommunity.self)
    #expect(exported.contains("330604105,拟建,2025-06-01,,M60,流动人口较多,tester"))
  }
}
