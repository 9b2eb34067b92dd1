import Quantities

/// A township or street that is to become free of tuberculosis (无结核社区; M60, seed 002 section 二).
public struct TuberculosisFreeCommunity: RegisterEntry {
  public static let area = Field.area().key
  public static let state = Field<ProjectState>.term("state", "状态", "state")

  public static let register = RegisterDescription(
    "tuberculosis_free", "无结核社区", "communities free of tuberculosis", source: "M60: S002·(二)2(2)",
    fields: [area, state], rules: [.tuberculosisFree])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public func check() throws(Problem) {
    guard self[Self.area].level != .township else { return }
    throw Problem(
      .invalidInput, "REGISTRY_TUBERCULOSIS_AREA", zh: "“无结核社区”以乡镇（街道）为单位",
      en: "a community free of tuberculosis is a township or street",
      remedyZh: "请填写乡镇级区划代码", remedyEn: "write the code of a township",
      details: [Problem.Detail("field", "area")])
  }

  /// M60: 常住人口 2 万以上的乡镇（街道）; 20 000 itself is enough.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    guard let area = try knowledge.area(self[Self.area], on: day),
      let provision = knowledge.rules.provision(.tuberculosisFree, in: area.code),
      let population = area.population(on: day), population.residents < provision.threshold
    else { return [] }
    return [
      RuleFinding(
        provision, subject: "\(area.code)",
        message: Bilingual(
          zh:
            "\(area.name)常住人口 \(population.residents) 人（\(population.year) 年），不足 \(provision.threshold) 人",
          en:
            "\(area.code) has \(population.residents) residents (\(population.year)), fewer than \(provision.threshold)"
        ),
        remedy: Bilingual(zh: "请核对人口或另选乡镇", en: "check the count, or choose another township"))
    ]
  }

  /// Townships large enough that are not on the list.
  public static func eligible(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [Area] {
    let listed = Set(
      try knowledge.entries(TuberculosisFreeCommunity.self, in: area, where: [], on: day)
        .map { $0[Self.area] })
    return try knowledge.areas(in: area, level: .township, on: day).filter { township in
      guard let residents = township.population(on: day)?.residents,
        let provision = knowledge.rules.provision(.tuberculosisFree, in: township.code)
      else { return false }
      return residents >= provision.threshold && !listed.contains(township.code)
    }
  }

  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try eligible(in: area, on: day, knowledge).compactMap { township in
      knowledge.rules.finding(
        .tuberculosisCandidates, in: township.code, subject: "\(township.code)",
        Bilingual(
          zh:
            "\(township.name)常住人口 \(township.population(on: day)?.residents ?? 0) 人，符合“无结核社区”建设条件",
          en: "\(township.code) is large enough to become free of tuberculosis"),
        remedy: Bilingual(zh: "如开展建设请登记", en: "record it when work begins"))
    }
  }
}
