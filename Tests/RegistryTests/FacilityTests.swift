import Quantities
import RegistryDomain
import RegistryStorage
import Testing

/// Beds, equipment, capabilities and key specialties, with the clauses that ask for them.
@Suite struct FacilityTests {
  /// Areas of the four regions, and a county consortium of 亳州 led by a hospital.
  private func bozhou(_ rating: Rating = Rating(.tertiary, .a)) throws -> RegistryFixture {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    try fixture.write { writer in
      _ = try writer.openInstitution(
        Institution(
          code: code("MCXRMYY"), name: "蒙城县第一人民医院", kind: .generalHospital, rating: rating,
          ownership: .government, area: areaCode("341622")), from: day("2020-01-01"))
      _ = try writer.openConsortium(
        Consortium(code: code("MC-YGT"), name: "蒙城县医共体", kind: .county, area: areaCode("341622")),
        lead: code("MCXRMYY"), from: day("2024-01-14"), overrides: [])
    }
    return fixture
  }

  private func rules(_ findings: [RuleFinding]) -> [String] {
    findings.map(\.provision.rule.rawValue)
  }

  /// M62, seed 004 clause 15: 医共体牵头医院电子病历应用水平分级评价达到4级以上,信息互联互通标准化成熟度测评
  /// 达到四级乙等以上; clause 30: 三甲医院 5级以上. 以上 includes the number.
  @Test(arguments: [
    ("3级", "三级", ["M62_LEAD_EMR", "M62_LEAD_INTEROPERABILITY", "M62_TERTIARY_EMR"]),
    ("4级", "四级乙等", ["M62_TERTIARY_EMR"]),
    ("4级", "三级", ["M62_LEAD_INTEROPERABILITY", "M62_TERTIARY_EMR"]),
    ("5级", "四级甲等", []),
    ("8级", "五级甲等", []),
  ])
  func leadsHaveAFloorOfInformation(
    _ records: String, _ interoperability: String, _ broken: [String]
  ) throws {
    let fixture = try bozhou()
    let change = try fixture.put(
      Capability.self,
      [
        "institution": "MCXRMYY", "电子病历": records, "互联互通": interoperability,
        "智慧医院": "是",
      ], from: "2024-06-01")
    #expect(rules(change.findings) == broken)
    #expect(change.findings.allSatisfy { $0.provision.strength == .warning })
    #expect(try rules(fixture.check(Capability.self, in: "341600", on: "2024-07-01")) == broken)
  }

  /// M62: a lead hospital without any certificate is below the floor, too; before it leads, it is not.
  @Test func leadsWithoutCertificateAreListed() throws {
    let fixture = try bozhou(Rating(.secondary, .a))
    #expect(
      try rules(fixture.check(Capability.self, on: "2024-07-01")) == [
        "M62_LEAD_EMR", "M62_LEAD_INTEROPERABILITY",
      ])
    #expect(try fixture.check(Capability.self, on: "2024-01-13").isEmpty)
  }

  /// M62, seed 004 clause 30: 三级医院智慧医院覆盖率达50%以上; 50 % itself is enough.
  @Test func halfOfTheTertiaryHospitalsAreSmart() throws {
    let fixture = try bozhou()
    try fixture.write { writer in
      _ = try writer.openInstitution(
        Institution(
          code: code("BZSRMYY"), name: "亳州市人民医院", kind: .generalHospital,
          rating: Rating(.tertiary, .b), ownership: .government, area: areaCode("341600")),
        from: day("2020-01-01"))
    }
    func smart() throws -> Bool {
      try fixture.check(Capability.self, on: "2024-07-01").contains {
        $0.provision.rule == .smartHospitals
      }
    }
    #expect(try smart())
    try fixture.put(
      Capability.self, ["institution": "BZSRMYY", "smart_hospital": "true"], from: "2024-06-01")
    #expect(try !smart())
  }

  /// Grades are a scale: 四级乙等 and better are found by one condition (M62).
  @Test func gradesAreOrdered() throws {
    let fixture = try RegistryFixture.demo()
    try fixture.importEntries(
      Capability.self,
      """
      institution,standard,emr,interoperability,valid_from
      H99012100001,推荐标准,5级,四级甲等,2024-01-01
      H99012200001,基本标准,4级,四级乙等,2024-01-01
      H99012200002,未达标,3级,三级,2024-01-01
      H99010200001,,6级,五级乙等,2024-01-01

      """)
    func found(_ field: RegisterField, _ text: String) throws -> [String] {
      try fixture.entries(
        Capability.self,
        RegisterFilter(conditions: [FieldCondition(field, .atLeast, [text])]), on: "2024-06-01"
      ).map { $0[Capability.institution].text }
    }
    #expect(
      try found(Capability.interoperability.definition, "四级乙等")
        == ["H99010200001", "H99012100001", "H99012200001"])
    #expect(
      try found(Capability.records.definition, "5级") == ["H99010200001", "H99012100001"])
    #expect(
      try found(Capability.standard.definition, "基本标准") == ["H99012100001", "H99012200001"])
    #expect(InteroperabilityGrade.fourB < .fourA)
    #expect(InteroperabilityGrade.fourA < .fiveB)
    #expect(RecordsLevel.allCases.count == 9 && InteroperabilityGrade.allCases.count == 7)
  }

  /// M42, seed 000 clause 一, seed 003 clause 14: counts by level, stream, year and hospital.
  @Test func keySpecialtiesAreCounted() throws {
    let fixture = try RegistryFixture.demo()
    try fixture.importEntries(
      KeySpecialty.self,
      """
      institution,name,level,stream,year,valid_from
      H99010200001,心血管内科,国家级,西医,2023,2023-06-01
      H99010200001,神经内科,省级,西医,2023,2023-06-01
      H99010200001,骨科,自治区级,西医,2024,2024-06-01
      H99010200002,针灸科,国家级,中医,2024,2024-06-01
      H99010200002,康复科,盟级,蒙医,2024,2024-06-01

      """)
    func count(_ fields: [RegisterField], on day: String) throws -> [String] {
      try fixture.read {
        try $0.count(
          KeySpecialty.self, RegisterFilter(area: areaCode("990100")), by: fields, sum: nil,
          asOf: asOf(day))
      }.map { "\($0.values.joined(separator: " ")) \($0.entries)" }
    }
    #expect(
      try count(
        [KeySpecialty.level.definition, KeySpecialty.stream.definition], on: "2024-12-31") == [
          "nation traditional 1", "nation western 1", "prefecture traditional 1",
          "region western 2",
        ])
    #expect(try count([KeySpecialty.year.definition], on: "2023-12-31") == ["2023 2"])
    #expect(
      try count([KeySpecialty.institution.definition], on: "2024-12-31") == [
        "H99010200001 3", "H99010200002 2",
      ])
  }

  /// M42, seed 003 clause 14: 每个旗县市每年至少建设2个旗县级临床重点专科, in 兴安盟 alone.
  @Test func everyBannerSetsUpTwoSpecialtiesAYear() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    let counties = try fixture.check(KeySpecialty.self, on: "2024-12-31").map(\.subject)
    #expect(counties.count == 6 && counties.allSatisfy { $0.hasPrefix("1522") })
    try fixture.write { writer in
      _ = try writer.openInstitution(
        Institution(
          code: code("TQX-RMYY"), name: "突泉县人民医院", kind: .generalHospital,
          rating: Rating(.secondary, .a), ownership: .government, area: areaCode("152224")),
        from: day("2020-01-01"))
    }
    for name in ["心内科", "妇产科"] {
      try fixture.put(
        KeySpecialty.self,
        ["institution": "TQX-RMYY", "name": name, "level": "旗县级", "stream": "西医", "year": "2024"],
        from: "2024-05-01")
    }
    #expect(
      try !fixture.check(KeySpecialty.self, on: "2024-12-31").map(\.subject).contains("152224"))
    #expect(try fixture.check(KeySpecialty.self, on: "2025-01-01").count == 6)
  }

  /// Beds by type are summed (seed 000 clauses 四 and 八); what is pooled is there.
  @Test func bedsByTypeAreSummed() throws {
    let fixture = try RegistryFixture.demo()
    try fixture.importEntries(
      BedCount.self,
      """
      institution,kind,authorised,open,pooled,valid_from
      H99012100001,普通床位,300,320,20,2024-01-01
      H99012100001,ICU床位,12,10,,2024-01-01
      H99012200001,普通床位,200,190,,2024-01-01

      """)
    let sums = try fixture.read {
      try $0.count(
        BedCount.self, RegisterFilter(area: areaCode("990100")), by: [BedCount.kind.definition],
        sum: BedCount.authorised.definition, asOf: asOf("2024-06-01"))
    }
    #expect(
      sums.map { "\($0.values[0]) \($0.entries) \($0.sum)" } == [
        "general 2 500", "intensive_care 1 12",
      ])
    #expect(
      fixture.refusal {
        try fixture.put(
          BedCount.self,
          [
            "institution": "H99012100001", "kind": "康复床位", "authorised": "10", "open": "8",
            "pooled": "9",
          ], from: "2024-01-01")
      } == "REGISTRY_BEDS_POOLED")
  }
}
