import Quantities

/// A population group (人群) of the family-doctor service.
///
/// The key groups (重点人群) are those of the national guideline on contracted services
/// (国卫基层发〔2022〕10号) and of the basic public health services; seed 002 (四)2(2) asks for 85 % of
/// them to be contracted, seed 002 (七)2(1) for all special families.
public enum PopulationGroup: String, Sendable, Hashable, CaseIterable {
  /// 一般人群: everybody, and the only group that is no key group.
  case general
  /// 0～6岁儿童; follows from age.
  case children = "children_0_6"
  /// 65岁及以上老年人; follows from age.
  case elderly
  /// 孕产妇
  case maternal
  /// 高血压患者
  case hypertension
  /// 2型糖尿病患者
  case diabetes
  /// 慢阻肺病患者
  case copd
  /// 严重精神障碍患者
  case severeMental = "severe_mental"
  /// 肺结核患者
  case tuberculosis
  /// 残疾人
  case disability
  /// 计划生育特殊家庭成员
  case specialFamily = "special_family"
  /// 脱贫人口
  case liftedFromPoverty = "lifted_from_poverty"

  public var isKeyGroup: Bool { self != .general }

  /// Groups that follow from age are derived on a day and never imported, so they cannot go stale.
  public var followsFromAge: Bool { self == .children || self == .elderly }

  /// Groups that follow from age in completed years.
  static func derived(age: Int) -> [PopulationGroup] {
    switch age {
    case 0..<7: [.children]
    case 65...: [.elderly]
    default: []
    }
  }

  /// Birthdays of those who belong to this group by age on a day: later than `after` and not later
  /// than `upTo`; nil for a group that does not follow from age.
  public func birthdays(on day: Day) throws(Problem) -> (after: Day?, upTo: Day)? {
    switch self {
    case .children: (try day.adding(months: -7 * 12), day)
    case .elderly: (nil, try day.adding(months: -65 * 12))
    default: nil
    }
  }

  public var name: Bilingual {
    switch self {
    case .general: Bilingual(zh: "一般人群", en: "general population")
    case .children: Bilingual(zh: "0～6岁儿童", en: "children aged 0 to 6")
    case .elderly: Bilingual(zh: "65岁及以上老年人", en: "people of 65 and older")
    case .maternal: Bilingual(zh: "孕产妇", en: "expectant and recent mothers")
    case .hypertension: Bilingual(zh: "高血压患者", en: "people with hypertension")
    case .diabetes: Bilingual(zh: "糖尿病患者", en: "people with diabetes")
    case .copd: Bilingual(zh: "慢阻肺病患者", en: "people with COPD")
    case .severeMental: Bilingual(zh: "严重精神障碍患者", en: "people with severe mental disorders")
    case .tuberculosis: Bilingual(zh: "肺结核患者", en: "people with tuberculosis")
    case .disability: Bilingual(zh: "残疾人", en: "people with disabilities")
    case .specialFamily: Bilingual(zh: "计划生育特殊家庭成员", en: "members of special families")
    case .liftedFromPoverty: Bilingual(zh: "脱贫人口", en: "people lifted out of poverty")
    }
  }

  /// The position in the declaration: the order of lists and of ties.
  public var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}

extension PopulationGroup: Comparable {
  public static func < (a: PopulationGroup, b: PopulationGroup) -> Bool { a.rank < b.rank }
}
