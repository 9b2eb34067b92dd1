import Quantities

/// Who is responsible for disease control in a part of a county (社区疾病预防控制片区责任制; M39, seed 000
/// clause 十二, seed 001 clause 12, seed 004 clause 16).
public struct DiseaseControlArea: RegisterEntry {
  public static let area = Field.area("area", "片区区划代码", "area").key
  public static let institution = Field.institution(
    "institution", "责任机构", "responsible institution")
  public static let centre = Field.institution("centre", "指导疾控机构", "centre that guides it").optional

  public static let register = RegisterDescription(
    "disease_control_areas", "疾控片区责任", "areas of disease control",
    source: "M39: S000·十二; S001·12; S004·16", fields: [area, institution, centre],
    rules: [.diseaseControlAreas])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M39: townships and streets that nobody is responsible for, neither as a whole nor by villages.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let taken = try knowledge.entries(DiseaseControlArea.self, in: area, where: [], on: day)
      .map { $0[Self.area] }
    var townships = Set(taken)
    for code in taken { townships.formUnion(code.ancestor(at: .township).map { [$0] } ?? []) }
    return try knowledge.areas(in: area, level: .township, on: day).compactMap { township in
      guard !townships.contains(township.code),
        !taken.contains(where: { $0.contains(township.code) })
      else { return nil }
      return knowledge.rules.finding(
        .diseaseControlAreas, in: township.code, subject: "\(township.code)",
        Bilingual(
          zh: "\(township.name)未落实疾病预防控制片区责任", en: "nobody is responsible for \(township.code)"),
        remedy: Bilingual(zh: "请登记责任机构", en: "record the institution that is responsible"))
    }
  }
}
