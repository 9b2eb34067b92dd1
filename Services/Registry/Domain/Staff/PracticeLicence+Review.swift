import Quantities

extension PracticeLicence {
  /// A practitioner has one main institution at a time (主要执业机构), and works where they are
  /// licensed; the rest is found here.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let licences = try knowledge.entries(PracticeLicence.self, in: area, where: [], on: day)
    let people = Set(licences.map(\.practitioner))
    let all = Dictionary(
      grouping: try knowledge.entries(
        PracticeLicence.self, PracticeLicence.practitioner, in: people, on: day),
      by: \.practitioner)
    let place =
      try area
      ?? licences.first.flatMap {
        try knowledge.institution($0.institution, on: day)?.area
      }
    guard let place, let provision = knowledge.rules.provision(.mainInstitution, in: place) else {
      return []
    }
    return all.sorted { $0.key < $1.key }.compactMap { person, licences in
      let main = licences.filter(\.isMain).map(\.institution.text).sorted()
      guard main.count != 1 else { return nil }
      return RuleFinding(
        provision, subject: person.text,
        message: Bilingual(
          zh: "\(person) 的主要执业机构应为一个，登记了 \(main.count) 个：\(main.joined(separator: "、"))",
          en:
            "\(person) has one main institution to practise at, not \(main.count): \(main.joined(separator: ", "))"
        ),
        remedy: Bilingual(
          zh: "请保留一个主要执业机构，其余登记为多机构备案",
          en: "keep one main institution and register the others as further ones"))
    }
  }
}
