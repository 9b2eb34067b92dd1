import Quantities

/// Groups sorted into the few classes that take the same coefficient at every institution.
struct CoefficientClasses {
  private struct Key: Hashable {
    var isPrimaryCare: Bool
    var ownCoefficient: Decimal?
    var isTCM: Bool
    var isConservative: Bool
  }

  /// Class of each group.
  let ofGroup: [Int32]
  /// One group of each class.
  let representatives: [ScoringGroup]

  init(_ groups: [ScoringGroup], _ policy: CoefficientPolicy) {
    var classes: [Key: Int32] = [:]
    var representatives: [ScoringGroup] = []
    ofGroup = groups.map { group in
      let key = Key(
        isPrimaryCare: group.isPrimaryCare,
        ownCoefficient: group.isPrimaryCare ? group.primaryCareCoefficient : nil,
        isTCM: group.isTCM, isConservative: group.isConservative)
      if let known = classes[key] { return known }
      let next = Int32(representatives.count)
      classes[key] = next
      representatives.append(group)
      return next
    }
    self.representatives = representatives
  }

  /// Coefficients by institution, then class.
  func coefficients(
    of institutions: [ScoringInstitution], _ policy: Policy
  ) throws(Problem) -> [Decimal] {
    var result: [Decimal] = []
    result.reserveCapacity(institutions.count * representatives.count)
    for institution in institutions {
      for group in representatives {
        let parts = CoefficientParts(institution, group, policy.coefficients)
        result.append(try parts.product(policy.rounding[.institutionCoefficient]))
      }
    }
    return result
  }
}

/// What the coefficient of a group at an institution is made of.
struct CoefficientParts {
  enum Source {
    case primaryCare
    case primaryCareList
    case conservative(level: Int)
    case institutionOfPolicy(code: String)
    case institution
    case level(Int)
  }

  /// Where the first factor came from.
  var source: Source
  var base: Decimal
  var tcmInstitution: Decimal?
  var tcmGroup: Decimal?

  init(
    _ institution: ScoringInstitution, _ group: ScoringGroup, _ policy: CoefficientPolicy
  ) {
    if group.isPrimaryCare {
      base = group.primaryCareCoefficient ?? policy.primaryCare
      source = group.primaryCareCoefficient == nil ? .primaryCare : .primaryCareList
      return
    }
    let level = institution.level
    if group.isConservative, let conservative = policy.conservative {
      base = conservative[level]
      source = .conservative(level: level)
    } else if let stated = policy.institution[institution.code] {
      base = stated
      source = .institutionOfPolicy(code: institution.code)
    } else if let own = institution.coefficient {
      base = own
      source = .institution
    } else {
      base = policy.level[level]
      source = .level(level)
    }
    if institution.isTCM { tcmInstitution = policy.tcmInstitution }
    if group.isTCM { tcmGroup = policy.tcmGroup }
  }

  /// The exact product, and the product as the policy rounds it.
  func product(_ rounding: Rounding) throws(Problem) -> Decimal {
    let exact = try exactProduct()
    guard case .decimals(let scale, let mode) = rounding else { return exact }
    return try exact.ratio.rounded(scale: scale, mode)
  }

  func exactProduct() throws(Problem) -> Decimal {
    var digits = base.coefficient
    var scale = base.scale
    for factor in [tcmInstitution, tcmGroup] {
      guard let factor else { continue }
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
    case .institutionOfPolicy(let code): "coefficients.institution.\(code)"
    case .institution: "institution.coefficient"
    case .level(let level): "coefficients.level.\(level)"
    }
  }
}
