import Quantities
import RegistryDomain
import Testing

@Suite struct GridTests {
  private static func grid(
    _ setting: GridSetting, residents: Int64, areas: [String] = ["152221001201"]
  ) throws -> HealthGrid {
    try HealthGrid(values: [
      "code": "GRID-1", "name": "网格一", "setting": setting.rawValue, "area": areas[0],
      "further_areas": areas.dropFirst().joined(separator: "|"), "residents": "\(residents)",
    ])
  }

  private static func rules(_ check: GridCheck) -> [RegistryRule] {
    check.findings.map(\.provision.rule)
  }

  private static func staff() throws -> [(role: GridRole, practitioner: Practitioner?)] {
    try [
      (.doctor, practitioner("DOC-1", .villageDoctor)),
      (.publicHealth, practitioner("PUB-1", .otherProfessional)),
    ]
  }

  /// Seed 003 clause 5: 每个健康网格至少配备1名医生（家庭医生）和1名公共卫生人员; in 兴安盟 that is an
  /// error, elsewhere a warning.
  @Test func aGridHasADoctorAndAPublicHealthWorker() throws {
    let grid = try Self.grid(.rural, residents: 300)
    let rules = RegistryRules.published
    #expect(try GridCheck(grid, workers: Self.staff(), rules: rules).isComplete)
    let empty = GridCheck(grid, workers: [], rules: rules)
    #expect(Self.rules(empty) == [.gridDoctor, .gridPublicHealth])
    #expect(empty.findings.allSatisfy { $0.provision.strength == .error })
    let elsewhere = GridCheck(
      try Self.grid(.rural, residents: 300, areas: ["341622001201"]), workers: [], rules: rules)
    #expect(elsewhere.findings.allSatisfy { $0.provision.strength == .warning })
    // A nurse is no doctor, somebody who is not registered then is nobody.
    let nurse = try [
      (role: GridRole.doctor, practitioner: Optional(practitioner("NUR-1", .nurse))),
      (role: .publicHealth, practitioner: nil),
    ]
    let check = GridCheck(grid, workers: nurse, rules: rules)
    #expect(check.doctors == 0 && check.publicHealthWorkers == 0)
    #expect(Self.rules(check) == [.gridDoctor, .gridPublicHealth])
  }

  /// 农牧区以嘎查村为单位: one village, however small.
  @Test func aRuralGridIsOneVillage() throws {
    let staff = try Self.staff()
    let rules = RegistryRules.published
    #expect(
      GridCheck(try Self.grid(.rural, residents: 12), workers: staff, rules: rules).isComplete)
    let two = try Self.grid(.rural, residents: 900, areas: ["152221001201", "152221001202"])
    #expect(Self.rules(GridCheck(two, workers: staff, rules: rules)) == [.gridUnit])
  }

  /// 城区原则上以大致2000人为一个单位: a warning beyond half or half as many again.
  @Test(
    arguments: [(999, true), (1000, false), (2000, false), (3000, false), (3001, true)]
      as [(Int64, Bool)])
  func anUrbanGridHasAboutTwoThousand(residents: Int64, warns: Bool) throws {
    let check = GridCheck(
      try Self.grid(.urban, residents: residents), workers: try Self.staff(), rules: .published)
    #expect(Self.rules(check) == (warns ? [.gridSize] : []))
    #expect(check.findings.allSatisfy { $0.provision.strength == .warning })
  }

  @Test func villagesWithoutAGridAreListed() throws {
    let check = GridCheck(
      try Self.grid(.rural, residents: 300), workers: try Self.staff(), rules: .published)
    let villages = try ["152221001201", "152221001203", "152221001202"].map { try areaCode($0) }
    let report = GridReport(
      [check], villages: villages, in: try areaCode("152221"), rules: .published)
    #expect(report.complete == 1)
    #expect(report.villagesWithoutGrid == [villages[2], villages[1]])
    #expect(report.findings.map(\.provision.rule) == [.gridCoverage])
    let covered = GridReport(
      [check], villages: [villages[0]], in: nil, rules: .published)
    #expect(covered.findings.isEmpty)
  }

  /// Seed 001 clause 10, seed 003 clause 5: 二级及以上医院全科医生 as family doctors or in teams.
  @Test func hospitalPractitionersJoinTeams() throws {
    let area = try areaCode("152221")
    func institution(_ kind: InstitutionKind, _ level: InstitutionLevel) throws -> Institution {
      try Institution(
        code: code("INST"), name: "机构", kind: kind, rating: Rating(level, .a),
        ownership: .government, area: area)
    }
    func member(
      _ role: TeamRole, _ person: Practitioner, _ employer: Institution
    ) throws -> TeamCheck.Member {
      TeamCheck.Member(
        member: try TeamMember(values: [
          "team": "TEAM-1", "practitioner": person.code.text, "role": role.rawValue,
        ]), practitioner: person, employers: [employer])
    }
    let team = try Team(values: ["code": "TEAM-1", "name": "一队", "institution": "TOWN"])
    let gp = try practitioner("DOC-1", scope: .generalPractice)
    let surgeon = try practitioner("DOC-2", scope: .clinical)
    let nurse = try practitioner("NUR-1", .nurse)
    let township = try institution(.townshipHealthCentre, .unrated)
    func check(_ members: [TeamCheck.Member]) -> TeamCheck {
      TeamCheck(team, members, in: area, rules: .published)
    }
    let good = check([
      try member(.leader, gp, institution(.generalHospital, .secondary)),
      try member(.nurse, nurse, township),
    ])
    #expect(good.findings.isEmpty)
    #expect(good.hospitalPractitioners == [gp.code])
    #expect(good.joinsLevels)
    // 一级 is below 二级; a surgeon is no general practitioner, but joins as a specialist.
    for (person, level) in [(gp, InstitutionLevel.primary), (surgeon, .tertiary)] {
      let hospital = try institution(.generalHospital, level)
      #expect(check([try member(.doctor, person, hospital)]).findings.count == 1)
    }
    let specialist = check([
      try member(.doctor, gp, township),
      try member(.specialist, surgeon, institution(.generalHospital, .tertiary)),
    ])
    #expect(specialist.findings.isEmpty && specialist.hospitalPractitioners.isEmpty)
    #expect(check([try member(.leader, nurse, township)]).findings.count == 1)
  }
}
