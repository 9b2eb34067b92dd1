import Quantities
import RegistryDomain
import Testing

@Suite struct ClinicTests {
  private static let codes = (0..<40).map { "15222100\(1 + $0 / 20)\(200 + $0 % 20)" }

  private static func village(
    _ index: Int, residents: Int64?, neighbours: [Int], kind: AreaKind = .gacha,
    convertedOn: String? = nil, clinics: [String] = []
  ) throws -> PlannedVillage {
    PlannedVillage(
      code: try areaCode(codes[index]), name: "嘎查\(index)", kind: kind, residents: residents,
      neighbours: Set(try neighbours.map { try areaCode(codes[$0]) }),
      convertedOn: try convertedOn.map { try day($0) }, clinics: try clinics.map { try code($0) })
  }

  /// Seed 000 clause 三, seed 001 clause 3, seed 003 clause 3: 服务人口不足500人、地域邻近的行政嘎查村，
  /// 可与邻近行政嘎查村联办卫生室. Both conditions, and 500 itself is refused.
  @Test(
    arguments: [
      (499, true, true), (500, true, false), (501, true, false), (499, false, false),
      (500, false, false), (0, true, true),
    ] as [(Int64, Bool, Bool)])
  func joinsWhenFewAndAdjacent(residents: Int64, adjacent: Bool, joins: Bool) throws {
    let plan = ClinicPlan(
      [
        try Self.village(0, residents: residents, neighbours: adjacent ? [1] : []),
        try Self.village(1, residents: 1200, neighbours: adjacent ? [0] : []),
      ], limit: 500)
    let (small, large) = (plan.proposals[0], plan.proposals[1])
    #expect(small.decision == (joins ? .join : .own))
    #expect(small.seat == (joins ? large.village.code : nil))
    #expect(small.candidates == (joins ? [large.village.code] : []))
    var obstacles: [JoinObstacle] = []
    if residents >= 500 { obstacles.append(.tooManyResidents(residents, limit: 500)) }
    if !adjacent { obstacles.append(.noNeighbour) }
    #expect(small.obstacles == obstacles)
    #expect(large.decision == .own)
  }

  /// The same rule on a clinic that is registered: every obstacle of every village is named.
  @Test func aJointClinicIsHeldToBothConditions() throws {
    let clinic = try VillageClinic(values: [
      "institution": "CLIN-1", "mode": "联办", "seat": Self.codes[0],
      "joined": Self.codes[1...4].joined(separator: "|"),
    ])
    let residents: [String: Int64] = [
      Self.codes[1]: 499, Self.codes[2]: 500, Self.codes[3]: 100,
    ]
    let findings = RegistryRules.published.jointClinic(
      clinic, residents: { residents["\($0)"] },
      adjacent: { a, _ in "\(a)" != Self.codes[3] })
    #expect(findings.map(\.subject) == [Self.codes[2], Self.codes[3], Self.codes[4]])
    #expect(findings.allSatisfy { $0.forbids })
    #expect(findings.allSatisfy { $0.provision.source == "S000·三; S001·3; S003·3" })
    #expect(findings[0].message.zh.contains("500 人，不是不足 500 人"))
    #expect(findings[1].message.zh.contains("不邻近"))
    #expect(findings[2].message.zh.contains("未知"))
    // Other ways of serving a village ask for neither.
    let roving = try VillageClinic(values: [
      "institution": "CLIN-1", "mode": "巡回", "seat": Self.codes[0], "joined": Self.codes[2],
    ])
    #expect(
      RegistryRules.published.jointClinic(
        roving, residents: { _ in nil }, adjacent: { _, _ in false }
      ).isEmpty)
  }

  @Test func modesFitTheirVillages() throws {
    for (mode, joined) in [("联办", ""), ("固定", Self.codes[1]), ("联办", Self.codes[0])] {
      let error = #expect(throws: Problem.self) {
        try VillageClinic(values: [
          "institution": "CLIN-1", "mode": mode, "seat": Self.codes[0], "joined": joined,
        ])
      }
      #expect(error?.code == "REGISTRY_CLINIC_VILLAGES")
    }
  }

  /// 由苏木乡镇转为街道的地区，原则上规划设置社区卫生服务站，不再设置嘎查村卫生室.
  @Test func streetsGetStations() throws {
    let plan = ClinicPlan(
      [
        try Self.village(0, residents: 300, neighbours: [1, 2], convertedOn: "2024-06-01"),
        try Self.village(1, residents: 300, neighbours: [0, 2]),
        try Self.village(2, residents: 300, neighbours: [0, 1], kind: .community),
      ], limit: 500)
    #expect(plan.proposals.map(\.decision) == [.station, .own, .station])
    #expect(plan.proposals[0].obstacles == [.convertedToStreet(try day("2024-06-01"))])
    // Villages that stations serve are nobody's partners.
    #expect(plan.proposals[1].obstacles == [.noNeighbour])
    let clinic = try Institution(
      code: code("CLIN-1"), name: "卫生室", kind: .villageClinic,
      rating: Rating(.unrated, .unrated), ownership: .government, area: areaCode(Self.codes[0]))
    func finding(_ opened: String) throws -> RuleFinding? {
      RegistryRules.published.convertedStreet(
        clinic, openedOn: try day(opened), convertedOn: try day("2024-06-01"))
    }
    #expect(try finding("2024-05-31") == nil)
    #expect(try finding("2024-06-01")?.provision.strength == .warning)
    #expect(
      RegistryRules.published.convertedStreet(
        clinic, openedOn: try day("2025-01-01"), convertedOn: nil) == nil)
  }

  @Test func smallNeighboursShareOneClinic() throws {
    let plan = ClinicPlan(
      [
        try Self.village(0, residents: 100, neighbours: [1]),
        try Self.village(1, residents: 200, neighbours: [0, 2]),
        try Self.village(2, residents: 300, neighbours: [1, 3], clinics: ["CLIN-2"]),
        try Self.village(3, residents: nil, neighbours: [2]),
      ], limit: 500)
    #expect(plan.proposals.map(\.decision) == [.join, .own, .join, .own])
    #expect(plan.proposals[3].obstacles == [.residentsUnknown])
    // 2 joins 3, which keeps a clinic anyway, or 1, which does, too: the larger known one.
    #expect(plan.proposals[2].seat == plan.proposals[1].village.code)
  }

  /// Whoever joins may join, whoever is joined keeps a clinic and borders on it; and the order in
  /// which villages come changes nothing.
  @Test(arguments: 0..<30 as Range<UInt64>)
  func plansKeepTheRule(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var borders: [Set<Int>] = Array(repeating: [], count: 40)
    for _ in 0..<70 {
      let (a, b) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
      guard a != b else { continue }
      borders[a].insert(b)
      borders[b].insert(a)
    }
    let villages = try (0..<40).map { index in
      try Self.village(
        index, residents: Int64.random(in: 0...999, using: &random),
        neighbours: borders[index].sorted(),
        convertedOn: Int.random(in: 0..<8, using: &random) == 0 ? "2024-01-01" : nil)
    }
    let plan = ClinicPlan(villages, limit: 500)
    let byCode = Dictionary(uniqueKeysWithValues: plan.proposals.map { ($0.village.code, $0) })
    for proposal in plan.proposals {
      let village = proposal.village
      let partners = village.neighbours.filter { byCode[$0]?.village.convertedOn == nil }
      let mayJoin =
        (village.residents ?? 500) < 500 && !partners.isEmpty && village.convertedOn == nil
      #expect(proposal.obstacles.isEmpty == mayJoin, "seed \(seed)")
      #expect(Set(proposal.candidates) == (mayJoin ? partners : []), "seed \(seed)")
      guard let seat = proposal.seat else { continue }
      #expect(mayJoin && village.neighbours.contains(seat), "seed \(seed)")
      #expect(byCode[seat]?.decision == .own, "seed \(seed)")
    }
    #expect(ClinicPlan(villages.shuffled(using: &random), limit: 500) == plan, "seed \(seed)")
  }

  /// Seed 000 clause 三: 对医疗卫生人员不足的嘎查村卫生室，由医共体总医院分院派驻医生; seed 003 clause 3:
  /// 公有公办，逐步转为乡镇延伸举办，村医乡聘村用.
  @Test func clinicsHaveDoctorsAndPublicOwners() throws {
    let rules = RegistryRules.published
    func clinic(_ ownership: Ownership) throws -> Institution {
      try Institution(
        code: code("CLIN-1"), name: "卫生室", kind: .villageClinic,
        rating: Rating(.unrated, .unrated), ownership: ownership, area: areaCode(Self.codes[0]))
    }
    let township = try Institution(
      code: code("TOWN"), name: "卫生院", kind: .townshipHealthCentre,
      rating: Rating(.unrated, .unrated), ownership: .government, area: areaCode("152221001"))
    let own = try clinic(.government)
    #expect(rules.clinicStaff(own, own: 0, dispatched: 0)?.provision.strength == .warning)
    #expect(rules.clinicStaff(own, own: 1, dispatched: 0) == nil)
    #expect(rules.clinicStaff(own, own: 0, dispatched: 1) == nil)
    #expect(rules.publicOwnership(own, host: township, doctors: 1, engaged: 1) == nil)
    let finding = try #require(
      rules.publicOwnership(clinic(.collective), host: nil, doctors: 2, engaged: 1))
    #expect(finding.provision.strength == .note)
    for part in ["尚未公有", "尚未由乡镇延伸举办", "2 名医生中 1 名乡聘村用"] {
      #expect(finding.message.zh.contains(part))
    }
  }
}
