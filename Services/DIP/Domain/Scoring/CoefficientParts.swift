import Quantities

/// What the coefficient of a group at an institution is made of (系数构成).
struct CoefficientParts {
  enum Source {
    case primaryCare
    case primaryCareList
    case conservative(level: Int)
    case groupLevel(group: String, level: Int)
    case institutionOfPolicy(code: String)
    case institution
    case grade(String)
    case level(Int)
  }

  /// A factor on top of the first one.
  enum Uplift {
    /// 专科: place in the policy's list.
    case specialty(Int)
    /// 病种: code of the group.
    case disease(String)
    case tcmInstitution
    case tcmGroup
  }

  /// Where the first factor came from.
  var source: Source
  var base: Decimal
  /// Further factors in the order of the policy's keys.
  var uplifts: [(uplift: Uplift, factor: Decimal)] = []

  init(
    _ institution: ScoringInstitution, _ group: ScoringGroup, _ policy: CoefficientPolicy
  ) {
    if group.isPrimaryCare {
      base = group.primaryCareCoefficient ?? policy.primaryCare
      source = group.primaryCareCoefficient == nil ? .primaryCare : .primaryCareList
      return
    }
    (source, base) = Self.base(institution, group, policy)
    if let place = policy.specialty.firstIndex(where: { $0.names(institution) && $0.names(group) })
    {
      uplifts.append((.specialty(place), policy.specialty[place].coefficient))
    }
    if let factor = policy.disease[group.code] { uplifts.append((.disease(group.code), factor)) }
    if institution.isTCM { uplifts.append((.tcmInstitution, policy.tcmInstitution)) }
    if group.isTCM { uplifts.append((.tcmGroup, policy.tcmGroup)) }
  }

  private static func base(
    _ institution: ScoringInstitution, _ group: ScoringGroup, _ policy: CoefficientPolicy
  ) -> (Source, Decimal) {
    let level = institution.level
    if group.isConservative, let conservative = policy.conservative {
      return (.conservative(level: level), conservative[level])
    }
    if !group.isConservative, let levels = policy.groupLevel[group.code] {
      return (.groupLevel(group: group.code, level: level), levels[level])
    }
    if let stated = policy.institution[institution.code] {
      return (.institutionOfPolicy(code: institution.code), stated)
    }
    if let own = institution.coefficient { return (.institution, own) }
    if !institution.grade.isEmpty {
      let grade = "\(level)\(institution.grade)"
      if let stated = policy.grade[grade] { return (.grade(grade), stated) }
    }
    return (.level(level), policy.level[level])
  }

  /// The product as the policy rounds it.
  func product(_ rounding: Rounding) throws(Problem) -> Decimal {
    try exactProduct().rounded(by: rounding)
  }

  func exactProduct() throws(Problem) -> Decimal {
    var digits = base.coefficient
    var scale = base.scale
    for (_, factor) in uplifts {
      digits = try checkedProduct(digits, factor.coefficient)
      scale += factor.scale
    }
    return try Decimal(coefficient: digits, scale: scale)
  }

  /// Policy key or other source of the first factor.
  var rule: String {
    switch source {
    case .primaryCare: "primary_care.coefficient"
    case .primaryCareList: "catalogue.primary_care"
    case .conservative(let level): "coefficients.conservative.\(level)"
    case .groupLevel(let group, let level): "coefficients.group_level.\(group).\(level)"
    case .institutionOfPolicy(let code): "coefficients.institution.\(code)"
    case .institution: "institution.coefficient"
    case .grade(let grade): "coefficients.grade.\(grade)"
    case .level(let level): "coefficients.level.\(level)"
    }
  }
}

extension CoefficientParts.Uplift {
  /// Name of the factor in an explanation.
  var name: String {
    switch self {
    case .specialty: "specialty"
    case .disease: "disease"
    case .tcmInstitution: "tcm_institution"
    case .tcmGroup: "tcm_group"
    }
  }

  var title: Bilingual {
    switch self {
    case .specialty: Bilingual(zh: "专科系数", en: "Coefficient of the specialty")
    case .disease: Bilingual(zh: "病种系数", en: "Coefficient of the group")
    case .tcmInstitution: Bilingual(zh: "中医机构系数", en: "Uplift of TCM institutions")
    case .tcmGroup: Bilingual(zh: "中医病种系数", en: "Uplift of TCM groups")
    }
  }

  /// Key of the policy.
  var rule: String {
    switch self {
    case .specialty(let place): "coefficients.specialty[\(place)]"
    case .disease(let code): "coefficients.disease.\(code)"
    case .tcmInstitution: "coefficients.tcm.institution"
    case .tcmGroup: "coefficients.tcm.group"
    }
  }
}
