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

  /// Where the cost of a case lies.
  public enum Position: Sendable {
    case low, normal, high, ungrouped
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
      guard let stated, isAmong(list, type), meets(list, type.test, group) else { continue }
      let coefficient = Fraction(stated)
      if best.map({ coefficient > $0.coefficient }) ?? true { best = (type.code, coefficient) }
    }
    return best
  }

  private func isAmong(_ list: Case, _ type: AuxiliaryType) -> Bool {
    let main = plain(list.diagnoses[0].description)
    return (type.among.isEmpty || type.among.contains { main.starts(with: plain($0)) })
      && !type.except.contains { main.starts(with: plain($0)) }
  }

  private func isLong(_ list: Case, over limit: Int?, inclusive: Bool) -> Bool {
    guard let limit else { return true }
    let stay = max(list.discharge.day.days(since: list.admission.day), 1)
    return stay > limit || (stay == limit && inclusive)
  }

  private func meets(_ list: Case, _ test: AuxiliaryType.Test, _ group: DiseaseGroup) -> Bool {
    let codes = list.diagnoses.map { plain($0.description) }
    switch test {
    case .age(let from, let below):
      return !(from.map { isBelow($0, list) } ?? false) && (below.map { isBelow($0, list) } ?? true)
    case .severity(let severity):
      if severity.death, list.dischargeWay != .died { return false }
      guard isLong(list, over: severity.stayOver, inclusive: severity.stayInclusive) else {
        return false
      }
      let levels = list.diagnoses.dropFirst().compactMap {
        catalogue.complications.level(of: $0.key, main: list.diagnoses[0].key)
      }
      switch severity.complication {
      case .none: return true
      case .cc: return !levels.isEmpty
      case .mcc: return levels.contains(.mcc)
      }
    case .diagnosis(let test):
      guard isLong(list, over: test.stayOver, inclusive: test.stayInclusive) else { return false }
      let asked: [ReferenceGrouping.Text]
      switch test.position {
      case .main: asked = [codes[0]]
      case .any: asked = codes
      case .otherCategory: asked = codes.dropFirst().filter { $0.prefix(3) != codes[0].prefix(3) }
      }
      return asked.contains { code in test.prefixes.contains { code.starts(with: plain($0)) } }
    case .cost(let test):
      let part =
        switch test.kind {
        case .drugs: list.cost.drugs
        case .treatment: list.cost.treatment
        case .surgery: list.cost.surgery
        case .consumables: list.cost.consumables
        }
      guard let value = policy.payment.yearStartPointValue else { return false }
      let total = Fraction(list.cost.total)
      return total >= Fraction(test.times) * Fraction(group.score ?? .zero) * Fraction(value)
        * Fraction(100)
        && Fraction(part) >= Fraction(test.share) * total
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
      } else if !group.isConservative, let levels = rules.groupLevel[group.code] {
        product = Fraction(levels[institution.level])
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
  ) -> (score: Fraction, position: Position)? {
    let rounding = policy.rounding[.caseScore]
    switch answer {
    case .outOfScope: return (.zero, .normal)
    case .ungrouped: return (ungrouped(list, institution).rounded(rounding), .ungrouped)
    case .group(let index):
      return grouped(list, index, institution).map { ($0.score.rounded(rounding), $0.position) }
    }
  }

  /// What new technologies add, each once, as the policy rounds it.
  public func addOn(_ list: Case) -> Fraction {
    let codes = Set(list.procedures.map(\.description))
    let scores = catalogue.newTechnologies.filter { codes.contains($0.code.description) }
      .map { Fraction($0.score) }
    return scores.isEmpty ? .zero : Fraction.sum(scores).rounded(policy.rounding[.caseScore])
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
  ) -> (score: Fraction, position: Position)? {
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
    let bands = policy.deviation.bands
    guard let number = bands.firstIndex(where: { contains($0.interval, ratio) }),
      let normal = bands.firstIndex(where: { contains($0.interval, .one) })
    else { return nil }
    let band = bands[number]
    let k =
      Fraction(band.a) * (reference > .zero ? ratio : .zero) + Fraction(band.b)
      + Fraction(band.c) * coefficient
    var score = base * k.rounded(policy.rounding[.deviationK])
    if band.appliesInstitution { score = score * coefficient }
    if band.appliesAuxiliary { score = score * auxiliary }
    return (score, number < normal ? .low : number > normal ? .high : .normal)
  }

  private func contains(_ interval: Interval, _ ratio: Fraction) -> Bool {
    let lower = Fraction(interval.lower)
    guard ratio > lower || (interval.lowerInclusive && ratio == lower) else { return false }
    guard let end = interval.upper else { return true }
    let upper = Fraction(end)
    return ratio < upper || (interval.upperInclusive && ratio == upper)
  }
}
