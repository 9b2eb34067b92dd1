import Quantities

/// Groups sorted into the few classes that take the same coefficient at every institution.
struct CoefficientClasses {
  private struct Key: Hashable {
    var isPrimaryCare: Bool
    var ownCoefficient: Decimal?
    var isTCM: Bool
    var isConservative: Bool
    var disease: Decimal?
    var levels: [Decimal]?
    /// Specialties of the policy that name the group.
    var specialties: [Int]
  }

  /// Class of each group.
  let ofGroup: [Int32]
  /// One group of each class.
  let representatives: [ScoringGroup]

  init(_ groups: [ScoringGroup], _ policy: CoefficientPolicy) {
    var classes: [Key: Int32] = [:]
    var representatives: [ScoringGroup] = []
    ofGroup = groups.map { group in
      // A primary-care group takes its own coefficient instead of everything else.
      let isOwn = group.isPrimaryCare
      let key = Key(
        isPrimaryCare: isOwn, ownCoefficient: isOwn ? group.primaryCareCoefficient : nil,
        isTCM: !isOwn && group.isTCM, isConservative: !isOwn && group.isConservative,
        disease: isOwn ? nil : policy.disease[group.code],
        levels: isOwn || group.isConservative ? nil : policy.groupLevel[group.code],
        specialties: isOwn
          ? [] : policy.specialty.indices.filter { policy.specialty[$0].names(group) })
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

extension CoefficientPolicy.Specialty {
  func names(_ group: ScoringGroup) -> Bool {
    groups.isEmpty || groups.contains { group.code.hasPrefix($0) }
  }

  func names(_ institution: ScoringInstitution) -> Bool { institutions.contains(institution.code) }
}
