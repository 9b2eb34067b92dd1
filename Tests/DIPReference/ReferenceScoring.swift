import BigInt
import DIPDomain
import Quantities

/// Scores as the specification tells them (sections 5 and 6), one case at a time, in fractions.
public struct ReferenceScoring {
  private let catalogue: Catalogue
  private let policy: Policy

  public init(_ catalogue: Catalogue, _ policy: Policy) {
    self.catalogue = catalogue
    self.policy = policy
  }

  /// The auxiliary type that counts: the highest coefficient among those met, the earlier on equal.
  public func auxiliary(_ list: Case, group index: Int) -> (code: String, coefficient: Fraction)? {
    let group = catalogue.groups[index]
    let isExempt = policy.auxiliary.exempt.contains { exemption in
      switch exemption {
      case .tcm: group.isTCM
      case .composite: group.kind == .composite
      case .primaryCare: group.isPrimaryCare
      case .conservative: group.isConservative
      case .advance: group.kind == .advance
      }
    }
    if isExempt { return nil }
    var best: (code: String, coefficient: Fraction)?
    for type in policy.auxiliary.types {
      let stated =
        type.coefficient ?? catalogue.auxiliary.coefficient(group: index, type: type.code)
      guard let stated, meets(list, type.test) else { continue }
      let coefficient = Fraction(stated)
      if best.map({ coefficient > $0.coefficient }) ?? true { best = (type.code, coefficient) }
    }
    return best
  }

  private func meets(_ list: Case, _ test: AuxiliaryType.Test) -> Bool {
    let codes = list.diagnoses.map { plain($0.description) }
    switch test {
    case .age(let from, let below):
      return !(from.map { isBelow($0, list) } ?? false) && (below.map { isBelow($0, list) } ?? true)
    case .severity(let severity):
      if severity.death, list.dischargeWay != .died { return false }
      if let limit = severity.stayOver {
        let stay = max(list.discharge.day.days(since: list.admission.day), 1)
        if stay < limit || (stay == limit && !severity.stayInclusive) { return false }
      }
      let levels = list.diagnoses.dropFirst().compactMap {
        catalogue.complications.level(of: $0.key, main: list.diagnoses[0].key)
      }
      switch severity.complication {
      case .none: return true
      case .cc: return !levels.isEmpty
      case .mcc: return levels.contains(.mcc)
      }
    case .diagnosis(let prefixes, let main):
      return (main ? Array(codes.prefix(1)) : codes).contains { code in
        prefixes.contains { code.starts(with: plain($0)) }
      }
    case .icu(let from, let through):
      return Int(list.icuDays) >= from && through.map { Int(list.icuDays) <= $0 } ?? true
    case .comorbidity(let from, let through):
      var categories: [String: Int] = [:]
      for diagnosis in list.diagnoses.dropFirst() {
        if let category = catalogue.comorbidities.category(of: diagnosis.key) {
          categories[category.name] = category.weight
        }
      }
      let index = categories.values.reduce(0, +)
      return index >= from && through.map { index <= $0 } ?? true
    }
  }

  private func isBelow(_ bound: AgeBound, _ list: Case) -> Bool {
    switch bound {
    case .days(let days): ReferenceAge.days(list, policy.ageRule) < days
    case .years(let years): ReferenceAge.years(list, policy.ageRule) < years
    }
  }

  /// The institution coefficient of a group, as the policy rounds it.
  public func coefficient(_ institution: ScoringInstitution, _ group: DiseaseGroup) -> Fraction {
    let rules = policy.coefficients
    var product: Fraction
    if group.isPrimaryCare {
      product = Fraction(group.primaryCareCoefficient ?? rules.primaryCare)
    } else {
      if group.isConservative, let conservative = rules.conservative {
        product = Fraction(conservative[institution.level])
      } else if let own = rules.institution[institution.code] ?? institution.coefficient {
        product = Fraction(own)
      } else if !institution.grade.isEmpty,
        let grade = rules.grade["\(institution.level)\(institution.grade)"]
      {
        product = Fraction(grade)
      } else {
        product = Fraction(rules.level[institution.level])
      }
      let specialty = rules.specialty.first { rule in
        rule.institutions.contains(institution.code)
          && (rule.groups.isEmpty || rule.groups.contains { group.code.hasPrefix($0) })
      }
      if let specialty { product = product * Fraction(specialty.coefficient) }
      if let disease = rules.disease[group.code] { product = product * Fraction(disease) }
      if institution.isTCM { product = product * Fraction(rules.tcmInstitution) }
      if group.isTCM { product = product * Fraction(rules.tcmGroup) }
    }
    return product.rounded(policy.rounding[.institutionCoefficient])
  }

  /// The score of a case as the policy rounds it; nil when the group lacks the mean that the policy
  /// insists on.
  public func score(
    _ list: Case, _ answer: ReferenceGrouping.Answer, _ institution: ScoringInstitution
  ) -> Fraction? {
    switch answer {
    case .outOfScope: return .zero
    case .ungrouped: return ungrouped(list, institution).rounded(policy.rounding[.caseScore])
    case .group(let index):
      return grouped(list, index, institution)?.rounded(policy.rounding[.caseScore])
    }
  }

  private func ungrouped(_ list: Case, _ institution: ScoringInstitution) -> Fraction {
    switch policy.ungrouped {
    case .zero: return .zero
    case .fixedGroup(let code):
      guard let group = catalogue.groups.first(where: { $0.code == code }) else { return .zero }
      return Fraction(group.score ?? .zero) * coefficient(institution, group)
    case .costFactor(let base, let factor, let meanCost):
      return Fraction(list.cost.total) / Fraction(meanCost) * Fraction(base) * Fraction(factor)
    case .meanScoreCoefficient(let coefficient, let meanScore):
      return Fraction(meanScore) * Fraction(coefficient)
    }
  }

  private func grouped(
    _ list: Case, _ index: Int, _ institution: ScoringInstitution
  ) -> Fraction? {
    let group = catalogue.groups[index]
    let base = Fraction(group.score ?? .zero)
    let coefficient = coefficient(institution, group)
    let auxiliary =
      auxiliary(list, group: index)?.coefficient.rounded(policy.rounding[.auxiliaryCoefficient])
      ?? .one
    var reference: Fraction
    switch policy.deviation.reference {
    case .standard:
      guard let value = policy.payment.yearStartPointValue else { return nil }
      reference = base * coefficient * auxiliary * Fraction(value) * Fraction(100)
    case .mean:
      let insurance = list.insurance.code
      let keys: [(Int?, String?)] = [
        (institution.level, insurance), (institution.level, nil), (nil, insurance), (nil, nil),
      ]
      let mean = keys.lazy.compactMap {
        group.referenceMeans[.init(level: $0.0, insurance: $0.1)]
      }.first
      if mean == nil, policy.deviation.missingReference == .refuse { return nil }
      reference = mean.map { Fraction($0) } ?? .zero
    }
    // Without anything to compare with, the case is a normal one.
    let ratio = reference > .zero ? Fraction(list.cost.total) / reference : .one
    guard let band = policy.deviation.bands.first(where: { contains($0.interval, ratio) }) else {
      return nil
    }
    let k =
      Fraction(band.a) * (reference > .zero ? ratio : .zero) + Fraction(band.b)
      + Fraction(band.c) * coefficient
    var score = base * k.rounded(policy.rounding[.deviationK])
    if band.appliesInstitution { score = score * coefficient }
    if band.appliesAuxiliary { score = score * auxiliary }
    return score
  }

  private func contains(_ interval: Interval, _ ratio: Fraction) -> Bool {
    let lower = Fraction(interval.lower)
    guard ratio > lower || (interval.lowerInclusive && ratio == lower) else { return false }
    guard let end = interval.upper else { return true }
    let upper = Fraction(end)
    return ratio < upper || (interval.upperInclusive && ratio == upper)
  }
}
