import Quantities

extension TeamCheck {
  /// The teams of an area (nil is everywhere) by what the registry knows of a day; by code.
  public static func teams(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [TeamCheck] {
    let teams = try knowledge.entries(Team.self, in: area, where: [], on: day)
    let members = try knowledge.entries(
      TeamMember.self, TeamMember.team, in: teams.map(\.code), on: day)
    let people = Set(members.map(\.practitioner))
    let practitioners = try knowledge.practitioners(people, on: day)
    let postings = Dictionary(
      grouping: try knowledge.entries(Posting.self, Posting.practitioner, in: people, on: day),
      by: \.practitioner)
    let byTeam = Dictionary(grouping: members, by: \.team)
    return try teams.compactMap { team in
      guard let base = try knowledge.institution(team.institution, on: day) else { return nil }
      let members = try byTeam[team.code, default: []].map { member in
        let employers = Set(postings[member.practitioner, default: []].map(\.employer)).sorted()
        return Member(
          member: member, practitioner: practitioners[member.practitioner],
          employers: try employers.compactMap { try knowledge.institution($0, on: day) })
      }
      return TeamCheck(team, members, in: base.area, rules: knowledge.rules)
    }
  }
}

extension Team {
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try TeamCheck.teams(in: area, on: day, knowledge).flatMap(\.findings)
  }
}
