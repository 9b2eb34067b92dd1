import Quantities

/// What became of one auxiliary type for a case (辅助分型判定).
public struct AuxiliaryFinding: Sendable, Hashable {
  /// Code of the type.
  public var type: String
  public var isMet: Bool
  /// In the group of the case; nil where the type does not occur in it.
  public var coefficient: Decimal?
  public var reason: Bilingual
  /// File and row of the catalogue, or key of the policy, that decided.
  public var source: String
}

extension AuxiliaryClassifier {
  /// Every type of the policy for a case in a group: met or not, and why.
  ///
  /// - Parameter group: index in the catalogue; a case without a group has no types.
  public func explain(_ list: Case, group: Int32) -> [AuxiliaryFinding] {
    guard group >= 0 else { return [] }
    let mask = types(of: list, group: group)
    let exemption = Self.exemption(of: catalogue.groups[Int(group)], exempt)
    return list.withGroupingInput { input in
      guard let translation else { return findings(mask, input, group, exemption) }
      return translation.withTranslated(input) { findings(mask, $0, group, exemption) }
    }
  }

  private func findings(
    _ mask: UInt32, _ input: GroupingInput, _ group: Int32,
    _ exemption: AuxiliaryPolicy.Exemption?
  ) -> [AuxiliaryFinding] {
    types.enumerated().map { number, type in
      let coefficient = coefficient(of: number, group: group)
      var (reason, source) = fact(type, input, number)
      if let exemption {
        reason = exemption.sentence
        source = "auxiliary.exempt.\(exemption.rawValue)"
      } else if coefficient == nil {
        reason = Bilingual(
          zh: "该病种没有此分型的系数", en: "the type has no coefficient in this group")
        source = CatalogueManifest.Role.auxiliary.rawValue
      }
      return AuxiliaryFinding(
        type: type.code, isMet: mask >> UInt32(number) & 1 == 1, coefficient: coefficient,
        reason: reason, source: source)
    }
  }

  /// What the case shows of the trait that a type asks for.
  private func fact(
    _ type: AuxiliaryType, _ input: GroupingInput, _ number: Int
  ) -> (Bilingual, String) {
    let key = "auxiliary.types[\(number)]"
    if let limit = limit(type, DiagnosisCode(key: input.diagnoses[0]).description) {
      return (limit, key)
    }
    switch type.test {
    case .age:
      let (days, years) = (ageRule.days(of: input), ageRule.years(of: input))
      return (
        Bilingual(zh: "天龄 \(days) 天，年龄 \(years) 岁", en: "age \(days) days, \(years) years"), key
      )
    case .severity(let test): return severity(test, input, key)
    case .diagnosis(let test):
      let codes = (test.position == .main ? input.diagnoses.prefix(1) : input.diagnoses[...])
        .map { DiagnosisCode(key: $0).description }.joined(separator: "、")
      let wanted = test.prefixes.joined(separator: "、")
      let stay =
        test.stayOver.map { _ in
          Bilingual(zh: "，住院 \(input.stayInDays) 天", en: "; a stay of \(input.stayInDays) days")
        } ?? Bilingual(zh: "", en: "")
      return (
        Bilingual(
          zh: "诊断 \(codes)，要求 \(wanted)（\(test.position.label.zh)）\(stay.zh)",
          en: "diagnoses \(codes); asked for: \(wanted) (\(test.position.label.en))\(stay.en)"),
        key
      )
    case .cost(let test):
      let (total, part) = (input.cost.total, input.cost.amount(of: test.kind))
      return (
        Bilingual(
          zh:
            "总费用 \(total) 元，\(test.kind.label.zh) \(part) 元；要求费用标准的 \(test.times) 倍、占比 \(test.share)",
          en:
            "total \(total) yuan, \(test.kind.label.en) \(part) yuan; asked for: \(test.times) × the standard, a share of \(test.share)"
        ), key
      )
    case .icu:
      return (
        Bilingual(
          zh: "重症监护 \(input.icuDays) 天", en: "\(input.icuDays) days in intensive care"), key
      )
    case .comorbidity:
      let index = catalogue.comorbidities.index(of: input.diagnoses.dropFirst())
      let categories = Set(
        input.diagnoses.dropFirst().compactMap { catalogue.comorbidities.category(of: $0)?.name })
      let names = categories.sorted().joined(separator: "、")
      return (
        Bilingual(
          zh: "合并症指数 \(index)\(names.isEmpty ? "" : "（\(names)）")",
          en: "comorbidity index \(index)\(names.isEmpty ? "" : " (\(names))")"),
        CatalogueManifest.Role.comorbidities.rawValue
      )
    }
  }

  /// Why a main diagnosis cannot meet a type at all; nil when it may.
  private func limit(_ type: AuxiliaryType, _ main: String) -> Bilingual? {
    func begins(_ prefixes: [String]) -> Bool { prefixes.contains { main.hasPrefix($0) } }
    if !type.among.isEmpty, !begins(type.among) {
      let wanted = type.among.joined(separator: "、")
      return Bilingual(
        zh: "主要诊断 \(main) 不属于 \(wanted)", en: "the main diagnosis \(main) is none of \(wanted)")
    }
    guard begins(type.except) else { return nil }
    let wanted = type.except.joined(separator: "、")
    return Bilingual(
      zh: "主要诊断 \(main) 属于除外的 \(wanted)",
      en: "the main diagnosis \(main) is one of \(wanted), which are left out")
  }

  private func severity(
    _ test: SeverityTest, _ input: GroupingInput, _ key: String
  ) -> (Bilingual, String) {
    var (zh, en): ([String], [String]) = ([], [])
    var source = key
    if test.death {
      let died = input.dischargeWay == .died
      zh.append(died ? "离院方式为死亡" : "离院方式不是死亡")
      en.append(died ? "died in hospital" : "did not die in hospital")
    }
    if test.stayOver != nil {
      zh.append("住院 \(input.stayInDays) 天")
      en.append("a stay of \(input.stayInDays) days")
    }
    if test.complication != .none {
      let main = input.diagnoses[0]
      let levels = input.diagnoses.dropFirst().compactMap { key in
        catalogue.complications.level(of: key, main: main).map { (key, $0) }
      }
      if let (code, level) = levels.max(by: { $0.1 < $1.1 }) {
        zh.append("次要诊断 \(DiagnosisCode(key: code)) 为 \(level.term)")
        en.append("secondary diagnosis \(DiagnosisCode(key: code)) is \(level.term)")
        if let row = catalogue.complications.codes.entry(of: code)?.row {
          source = CatalogueManifest.Role.complications.row(row)
        }
      } else {
        zh.append("没有计入的并发症与合并症")
        en.append("no complication or comorbidity counts")
      }
    }
    return (
      Bilingual(zh: zh.joined(separator: "，"), en: en.joined(separator: ", ")), source
    )
  }
}

extension AuxiliaryPolicy.Exemption {
  var sentence: Bilingual {
    switch self {
    case .tcm: Bilingual(zh: "中医病种不分型", en: "TCM groups have no auxiliary types")
    case .composite: Bilingual(zh: "综合病种不分型", en: "composite groups have no auxiliary types")
    case .primaryCare:
      Bilingual(zh: "基层病种不分型", en: "primary-care groups have no auxiliary types")
    case .conservative:
      Bilingual(zh: "保守治疗病种不分型", en: "conservative groups have no auxiliary types")
    case .advance:
      Bilingual(zh: "先期分组不分型", en: "groups of the advance stage have no auxiliary types")
    }
  }
}

extension AuxiliaryPolicy {
  /// How results write a group: with the suffix of the type that counts, where the policy wants it.
  func code(of group: DiseaseGroup, with type: AuxiliaryType?) -> String {
    appendsSuffix ? group.code + (type?.suffix ?? "") : group.code
  }
}
