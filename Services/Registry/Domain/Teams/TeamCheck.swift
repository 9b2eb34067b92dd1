import Quantities

/// What the rules say about one family-doctor team on one day (家庭医生团队核查).
public struct TeamCheck: Sendable, Hashable {
  /// A member with who they are and where they are employed on the day.
  public struct Member: Sendable, Hashable {
    public let member: TeamMember
    /// Nil when they are not registered on the day.
    public let practitioner: Practitioner?
    public let employers: [Institution]

    public init(member: TeamMember, practitioner: Practitioner?, employers: [Institution]) {
      self.member = member
      self.practitioner = practitioner
      self.employers = employers
    }

    /// A general practitioner of a hospital of 二级 or above (二级及以上医院全科医生).
    var isHospitalGP: Bool {
      practitioner?.scope == .generalPractice && isFromHospital
        && employers.contains { $0.kind.isHospital && $0.rating.level >= .secondary }
    }

    var isFromHospital: Bool { employers.contains(where: \.kind.isHospital) }
  }

  public let team: Team
  public let findings: [RuleFinding]
  public let familyDoctors: Int
  /// General practitioners of 二级 or higher hospitals who joined (M11).
  public let hospitalPractitioners: [RegistryCode]
  /// Whether county institutions and township or village ones serve together (seed 004 clause 10:
  /// 县级医疗卫生机构与乡村医疗卫生机构共同签约).
  public let joinsLevels: Bool

  public init(_ team: Team, _ members: [Member], in area: AreaCode, rules: RegistryRules) {
    self.team = team
    let doctors = members.filter { $0.member.role.isFamilyDoctor }
    familyDoctors = doctors.count { $0.practitioner?.kind.isDoctor == true }
    hospitalPractitioners = members.filter(\.isHospitalGP).map(\.member.practitioner).sorted()
    joinsLevels =
      members.contains(where: \.isFromHospital)
      && members.contains { $0.employers.contains(where: \.kind.isPrimaryCare) }
    guard let provision = rules.provision(.hospitalPractitioners, in: area) else {
      findings = []
      return
    }
    findings =
      doctors.filter { $0.isFromHospital && !$0.isHospitalGP }
      .map { .hospitalDoctor($0, provision) }
      + (familyDoctors > 0 ? [] : [.noFamilyDoctor(team, provision)])
  }
}

extension RuleFinding {
  fileprivate static func hospitalDoctor(
    _ member: TeamCheck.Member, _ provision: RuleProvision
  ) -> RuleFinding {
    let name = member.practitioner?.name ?? member.member.practitioner.text
    return RuleFinding(
      provision, subject: member.member.practitioner.text,
      message: Bilingual(
        zh: "医院医生 \(name) 不是二级及以上医院的全科医生，可作为专科医生而非家庭医生加入团队",
        en:
          "\(name) is not a general practitioner of a 二级 or higher hospital; such doctors join as specialists"
      ),
      remedy: Bilingual(
        zh: "请核对执业范围，或将其角色改为专科医生",
        en: "check the scope of practice, or make the role specialist"))
  }

  fileprivate static func noFamilyDoctor(
    _ team: Team, _ provision: RuleProvision
  ) -> RuleFinding {
    RuleFinding(
      provision, subject: team.code.text,
      message: Bilingual(
        zh: "\(team.name) 没有可签约的家庭医生", en: "\(team.name) has no family doctor"),
      remedy: Bilingual(
        zh: "请加入至少一名医生；二级及以上医院全科医生也可加入",
        en: "add a doctor; general practitioners of 二级 or higher hospitals may join, too"))
  }
}
