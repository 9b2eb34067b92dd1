import Quantities

/// One hospital supports another (对口帮扶; M43, seed 000 clause 二, seed 001 clause 1, seed 003 clause
/// 15).
public struct SupportPair: RegisterEntry {
  public static let supporter = Field.institution("supporter", "支援医院", "supporter").key
  public static let supported = Field.institution("supported", "受援医院", "supported").key
  public static let kind = Field<SupportKind>.term("kind", "帮扶形式", "kind")
  public static let specialties = Field.text("specialty", "帮扶专科", "specialty").list

  public static let register = RegisterDescription(
    "support_pairs", "对口帮扶", "support between hospitals", source: "M43: S000·二; S001·1; S003·15",
    fields: [supporter, supported, kind, specialties], rules: [.supportLevel])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public func check() throws(Problem) {
    guard self[Self.supporter] == self[Self.supported] else { return }
    throw Problem(
      .invalidInput, "REGISTRY_SUPPORT_SELF", zh: "医院不能帮扶自身",
      en: "a hospital does not support itself", remedyZh: "请核对两家医院的代码",
      remedyEn: "check the codes of the two", details: [Problem.Detail("field", "supported")])
  }

  /// M43: 落实三级公立医院对口支援旗级医院任务 (seed 000 clause 二). Hospitals whose level is not known
  /// are left alone.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    guard self[Self.kind] == .counterpart,
      let supporter = try knowledge.institution(self[Self.supporter], on: day),
      let supported = try knowledge.institution(self[Self.supported], on: day),
      supporter.rating.level != .unrated, supporter.rating.level < .tertiary
    else { return [] }
    return [
      knowledge.rules.finding(
        .supportLevel, in: supported.area, subject: supporter.code.text,
        Bilingual(
          zh: "对口支援由三级公立医院承担，\(supporter.name) 为\(supporter.rating.chinese)",
          en:
            "tertiary public hospitals support county hospitals; \(supporter.name) is of level \(supporter.rating.level.rawValue)"
        ), remedy: Bilingual(zh: "请核对支援医院的级别", en: "check the level of the supporter"))
    ].compactMap { $0 }
  }
}

/// Kind of support (帮扶形式).
public enum SupportKind: String, ControlledTerm {
  case counterpart, specialty, team, cooperation

  public var chinese: String {
    switch self {
    case .counterpart: "对口帮扶"
    case .specialty: "专科一对一帮扶"
    case .team: "组团式帮扶"
    case .cooperation: "跨区域合作"
    }
  }

  public var alternatives: [String] { self == .counterpart ? ["对口支援"] : [] }
}
