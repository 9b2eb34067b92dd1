import Quantities

/// A family-doctor team (家庭医生团队). Its doctors may come from hospitals of any level and work in
/// several teams (seed 001 clause 10, seed 003 clause 5).
public struct Team: Sendable, Hashable {
  public let id: String
  public var name: String
  public var institutionCode: String
  public var institutionName: String
  public var area: AreaCode
  public var members: [TeamMember]

  public init(
    id: String, name: String, institutionCode: String, institutionName: String, area: AreaCode,
    members: [TeamMember]
  ) {
    self.id = id
    self.name = name
    self.institutionCode = institutionCode
    self.institutionName = institutionName
    self.area = area
    self.members = members
  }

  /// Who signs for the team on a day: the member asked for, or the leader when none is.
  public func signatory(_ doctorID: String?, on day: Day) throws(Problem) -> TeamMember {
    let present = members.filter { $0.belongs(on: day) && $0.role.signs }
    let chosen =
      doctorID.map { id in present.first { $0.doctorID == id } }
      ?? present.filter { $0.role == .leader }.min { $0.doctorID < $1.doctorID }
    guard let chosen else {
      throw Problem(
        .failedPrecondition, "TEAM_DOCTOR_MISSING",
        zh: doctorID.map { "医生 \($0) 当日不在团队 \(id) 或无签约资格" } ?? "团队 \(id) 当日没有团队长",
        en: doctorID.map { "doctor \($0) does not sign for team \(id) on that day" }
          ?? "team \(id) has no leader on that day",
        remedyZh: "请核对团队成员及其起止日期，或指定其他医生",
        remedyEn: "check the team's members and their days, or name another doctor",
        details: [
          .init("team_id", id), .init("doctor_id", doctorID ?? ""),
          .init("day", day.description),
        ])
    }
    return chosen
  }
}
