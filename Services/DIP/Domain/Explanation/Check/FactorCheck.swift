import Quantities

/// Scores and amounts of an explanation, computed again from policy, catalogue and list by the rules
/// as the specification words them (sections 6 and 7), in exact fractions.
struct FactorCheck {
  /// A factor as it has to be.
  struct Expected {
    var name: String
    var exact: BigRatio
    var value: BigRatio
    /// Nil where the rule is checked elsewhere.
    var rule: String?

    init(_ name: String, _ exact: BigRatio, _ value: BigRatio? = nil, rule: String?) {
      self.name = name
      self.exact = exact
      self.value = value ?? exact
      self.rule = rule
    }
  }

  private let record: ExplanationRecord
  private let subject: CheckedCase
  private let institution: ScoringInstitution
  private let rate: PaymentRate?
  private let special: SpecialOutcome.Decision?
  private let catalogue: Catalogue
  private var policy: Policy { subject.policy }

  init(
    _ check: ExplanationCheck, _ record: ExplanationRecord, _ subject: CheckedCase,
    _ institution: ScoringInstitution, _ rate: PaymentRate?,
    _ special: SpecialOutcome.Decision?
  ) {
    self.record = record
    self.subject = subject
    self.institution = institution
    self.rate = rate
    self.special = special
    catalogue = check.catalogue
  }

  func findings() -> [ExplanationFinding] {
    if case .paidByItem(let fund) = special {
      let amount = BigRatio(fen: fund) * BigRatio(1, 100)
      let factor = Expected("special_case", amount, rule: "special_case.payment")
      return compare([factor]) + compareResults(.zero, fund)
    }
    let (expected, score) = scored()
    let (amounts, payment) = amounts(score)
    return compare(expected + amounts) + compareResults(score, payment)
  }

  /// The score with the factors that lead to it.
  private func scored() -> ([Expected], BigRatio) {
    let rounding = policy.rounding[.caseScore]
    if case .adjustedScore(let stated) = special {
      let rounded = BigRatio(stated).rounded(by: rounding)
      let factor = Expected(
        "special_case", BigRatio(stated), rounded, rule: "special_case.payment")
      return ([factor], rounded)
    }
    let group = record.group.flatMap(catalogue.index).map { catalogue.groups[$0] }
    let (expected, score) = group.map(grouped) ?? ungrouped()
    // Every technology once, however often the list names it.
    let addOns = Set(subject.codes).compactMap { catalogue.newTechnology[$0.key] }
    guard !addOns.isEmpty else { return (expected, score) }
    let sum = addOns.reduce(BigRatio.zero) { $0 + BigRatio($1) }
    let rounded = sum.rounded(by: rounding)
    let factor = Expected("new_technology", sum, rounded, rule: "catalogue.new_technology")
    return (expected + [factor], score + rounded)
  }

  private func compare(_ expected: [Expected]) -> [ExplanationFinding] {
    let names = record.factors.map(\.name).filter { $0 != "ungrouped_rule" }
    guard names == expected.map(\.name) else {
      return [
        .init(
          .factor, "factors", zh: "因子应为 \(expected.map(\.name).joined(separator: "、"))",
          en: "the factors are \(expected.map(\.name).joined(separator: ", "))")
      ]
    }
    let said = record.factors.filter { $0.name != "ungrouped_rule" }
    return zip(expected, said).flatMap { right, factor -> [ExplanationFinding] in
      let path = "factors.\(right.name)"
      if let rule = right.rule, !factor.rule.hasPrefix(rule) {
        return [
          .init(
            .factor, path, zh: "依据应为 \(rule)，而非 \(factor.rule)",
            en: "its rule is \(rule), not \(factor.rule)")
        ]
      }
      guard right.exact.isWritten(as: factor.exact), right.value.isWritten(as: factor.value)
      else {
        return [
          .init(
            .arithmetic, path, zh: "应为 \(right.exact)，取整后 \(right.value)",
            en: "it is \(right.exact), rounded \(right.value)")
        ]
      }
      return []
    }
  }

  private func compareResults(_ score: BigRatio, _ payment: Money?) -> [ExplanationFinding] {
    var findings: [ExplanationFinding] = []
    if !score.isWritten(as: record.caseScore) {
      findings.append(
        .init(
          .arithmetic, "caseScore", zh: "病例分值应为 \(score)", en: "the case score is \(score)"))
    }
    if payment?.fen != record.paymentFen {
      let text = payment.map(\.description) ?? "—"
      findings.append(
        .init(.amount, "paymentFen", zh: "基金支付应为 \(text)", en: "the fund pays \(text)"))
    }
    return findings
  }
}

// Scores.
extension FactorCheck {
  private func grouped(_ group: DiseaseGroup) -> ([Expected], BigRatio) {
    let score = BigRatio(group.score ?? .zero)
    let coefficients = coefficients(of: group)
    var factors = [Expected("group_score", score, rule: "catalogue.groups.\(group.code)")]
    factors += coefficients.factors
    let coefficient = coefficients.product
    var auxiliary: BigRatio?
    if let code = record.auxiliaryType, let exact = auxiliaryCoefficient(code, group) {
      let value = BigRatio(exact).rounded(by: policy.rounding[.auxiliaryCoefficient])
      factors.append(
        Expected(
          "auxiliary_coefficient", BigRatio(exact), value, rule: "auxiliary.types.\(code)"))
      auxiliary = value
    }
    let (deviation, band, k) = deviation(group, coefficient, auxiliary)
    factors += deviation
    var exact = score * k
    if band.appliesInstitution { exact = exact * coefficient }
    if band.appliesAuxiliary, let auxiliary { exact = exact * auxiliary }
    let rounded = exact.rounded(by: policy.rounding[.caseScore])
    factors.append(Expected("case_score", exact, rounded, rule: "rounding.case_score"))
    return (factors, rounded)
  }

  private func auxiliaryCoefficient(_ code: String, _ group: DiseaseGroup) -> Decimal? {
    guard let type = policy.auxiliary.types.first(where: { $0.code == code }),
      let index = catalogue.index(of: group.code)
    else { return nil }
    return type.coefficient ?? catalogue.auxiliary.coefficient(group: index, type: code)
  }

  /// The first factor, the uplifts and their product.
  private func coefficients(
    of group: DiseaseGroup
  ) -> (factors: [Expected], product: BigRatio) {
    let keys = policy.coefficients
    let (base, rule) = base(of: group)
    var factors = [Expected("coefficient_base", BigRatio(base), rule: rule)]
    if !group.isPrimaryCare {
      if let place = keys.specialty.firstIndex(where: { specialty in
        specialty.institutions.contains(institution.code)
          && (specialty.groups.isEmpty || specialty.groups.contains { group.code.hasPrefix($0) })
      }) {
        factors.append(
          Expected(
            "specialty", BigRatio(keys.specialty[place].coefficient),
            rule: "coefficients.specialty[\(place)]"))
      }
      if let factor = keys.disease[group.code] {
        factors.append(
          Expected("disease", BigRatio(factor), rule: "coefficients.disease.\(group.code)"))
      }
      if institution.isTCM {
        factors.append(
          Expected(
            "tcm_institution", BigRatio(keys.tcmInstitution), rule: "coefficients.tcm.institution"))
      }
      if group.isTCM {
        factors.append(
          Expected("tcm_group", BigRatio(keys.tcmGroup), rule: "coefficients.tcm.group"))
      }
    }
    let product = factors.dropFirst().reduce(factors[0].value) { $0 * $1.value }
    let rounded = product.rounded(by: policy.rounding[.institutionCoefficient])
    factors.append(
      Expected(
        "institution_coefficient", product, rounded, rule: "rounding.institution_coefficient"))
    return (factors, rounded)
  }

  private func base(of group: DiseaseGroup) -> (Decimal, String) {
    let keys = policy.coefficients
    let level = institution.level
    if group.isPrimaryCare {
      guard let own = group.primaryCareCoefficient else {
        return (keys.primaryCare, "primary_care.coefficient")
      }
      return (own, "catalogue.primary_care")
    }
    if group.isConservative, let conservative = keys.conservative {
      return (conservative[level], "coefficients.conservative.\(level)")
    }
    if !group.isConservative, let levels = keys.groupLevel[group.code] {
      return (levels[level], "coefficients.group_level.\(group.code).\(level)")
    }
    if let stated = keys.institution[institution.code] {
      return (stated, "coefficients.institution.\(institution.code)")
    }
    if let own = institution.coefficient { return (own, "institution.coefficient") }
    let grade = "\(level)\(institution.grade)"
    if !institution.grade.isEmpty, let stated = keys.grade[grade] {
      return (stated, "coefficients.grade.\(grade)")
    }
    return (keys.level[level], "coefficients.level.\(level)")
  }

  /// Reference, ratio and k, with the band that they lead to.
  private func deviation(
    _ group: DiseaseGroup, _ coefficient: BigRatio, _ auxiliary: BigRatio?
  ) -> ([Expected], DeviationBand, BigRatio) {
    let cost = BigRatio(fen: subject.list.cost.total) * BigRatio(1, 100)
    var factors: [Expected] = []
    var ratio: BigRatio?
    if let reference = reference(group, coefficient, auxiliary),
      let quotient = cost.divided(by: reference.yuan)
    {
      if cost > .zero {
        factors.append(Expected("reference", reference.yuan, rule: reference.rule))
      }
      factors.append(Expected("cost_ratio", quotient, rule: "deviation.reference"))
      ratio = quotient
    }
    let bands = policy.deviation.bands
    let number = bands.firstIndex { $0.interval.holds(ratio ?? BigRatio(1, 1)) } ?? 0
    let band = bands[number]
    var k = BigRatio(band.b) + BigRatio(band.c) * coefficient
    if let ratio { k = k + BigRatio(band.a) * ratio }
    let rounded = k.rounded(by: policy.rounding[.deviationK])
    let source = policy.deviation.preset.map { "deviation.\($0)" } ?? "deviation.bands"
    factors.append(Expected("deviation_k", k, rounded, rule: "\(source)[\(number)] "))
    return (factors, band, rounded)
  }

  /// What the cost is compared with, in yuan; nil when there is nothing.
  private func reference(
    _ group: DiseaseGroup, _ coefficient: BigRatio, _ auxiliary: BigRatio?
  ) -> (yuan: BigRatio, rule: String)? {
    switch policy.deviation.reference {
    case .mean:
      let insurance = subject.list.insurance.code
      let wanted: [(Int?, String?)] = [
        (institution.level, insurance), (institution.level, nil), (nil, insurance), (nil, nil),
      ]
      let mean = wanted.lazy.compactMap { level, insurance in
        group.referenceMeans[ScoringGroup.Reference(level: level, insurance: insurance)]
      }.first
      return mean.map { (BigRatio(fen: $0) * BigRatio(1, 100), "catalogue.reference_mean") }
    case .standard:
      let isSettled = policy.deviation.pointValue == .settlement
      let yearStart = policy.payment.yearStartPointValue.map { BigRatio($0) }
      let value = isSettled ? rate?.pointValue ?? yearStart : yearStart
      guard let value else { return nil }
      let standard = BigRatio(group.score ?? .zero) * coefficient * value
      return (
        auxiliary.map { standard * $0 } ?? standard,
        "point_value.\(policy.deviation.pointValue.rawValue)"
      )
    }
  }

  private func ungrouped() -> ([Expected], BigRatio) {
    let exact: BigRatio
    switch policy.ungrouped {
    case .zero: exact = .zero
    case .fixedGroup(let code):
      let group = catalogue.index(of: code).map { catalogue.groups[$0] }
      exact =
        group.map { group in
          BigRatio(group.score ?? .zero) * coefficients(of: group).product
        } ?? .zero
    case .costFactor(let base, let factor, let meanCost):
      exact =
        BigRatio(base) * BigRatio(factor)
        * BigRatio(WideInteger(subject.list.cost.total.fen), WideInteger(meanCost.fen))
    case .meanScoreCoefficient(let coefficient, let meanScore):
      exact = BigRatio(meanScore) * BigRatio(coefficient)
    }
    let rounded = exact.rounded(by: policy.rounding[.caseScore])
    return ([Expected("case_score", exact, rounded, rule: "rounding.case_score")], rounded)
  }
}

// Amounts.
extension FactorCheck {
  /// What the score is worth at the rate; nothing without one.
  private func amounts(_ score: BigRatio) -> ([Expected], Money?) {
    guard let rate else { return ([], nil) }
    let (value, shares) = pointValue(rate)
    let standard = score * value
    let rounded = standard.rounded(by: policy.rounding[.caseStandard])
    var factors = [
      Expected(
        "point_value", value,
        rule: rate.volume == nil ? "rounding.point_value" : "point_value.elastic"),
      Expected("case_standard", standard, rounded, rule: "rounding.case_standard"),
    ]
    factors = shares + factors
    let cost = subject.list.cost
    let fund: BigRatio
    switch policy.payment.payable {
    case .scoreRate:
      let own =
        cost.total > .zero
        ? BigRatio(WideInteger(cost.fund.fen), WideInteger(cost.total.fen)) : .zero
      let ratio = rate.payRatio ?? own.rounded(by: policy.rounding[.payRatio])
      factors.append(
        Expected(
          "pay_ratio", ratio,
          rule: rate.payRatio == nil ? "booked ÷ cost" : "point_value.pay_ratio_scope"))
      fund = rounded * ratio
    case .scoreRateMinusPatient:
      let share = BigRatio(fen: cost.patient) * BigRatio(1, 100)
      factors.append(Expected("patient_share", share, rule: "payable.score_rate_minus_patient"))
      fund = max(rounded - share, .zero)
    }
    let paid = fund.rounded(by: policy.rounding[.caseFund])
    factors.append(Expected("case_fund", fund, paid, rule: "rounding.case_fund"))
    return (factors, try? (paid * BigRatio(100, 1)).fen(.halfUp))
  }
}

extension FactorCheck {
  /// What the case is paid at, with what says so where there are two values: the mean of both by the
  /// institution's scores, or by the share of the case's own group that is fixed.
  private func pointValue(_ rate: PaymentRate) -> (BigRatio, [Expected]) {
    if let share = rate.volume {
      let beyond = share.score - share.baseScore
      let mean =
        (share.base * share.baseScore + share.increment * beyond).divided(by: share.score)
      return (
        mean ?? share.base,
        twoValues(share.base, share.increment) + [
          Expected("base_score", share.baseScore, rule: "point_value.elastic.base"),
          Expected("institution_score", share.score, rule: "point_value.elastic"),
        ]
      )
    }
    guard let values = rate.elastic, let rule = policy.payment.elastic else {
      return (rate.pointValue, [])
    }
    let group = record.group.flatMap(catalogue.index).map { catalogue.groups[$0] }
    let share = group.flatMap { rule.fixedShare(code: $0.code, score: $0.score ?? .zero) }
    let fixed = BigRatio(share ?? .zero)
    let value = fixed * values.fixed + (BigRatio(1, 1) - fixed) * values.floating
    return (
      value,
      twoValues(values.fixed, values.floating) + [
        Expected("fixed_share", fixed, rule: rule.key)
      ]
    )
  }

  private func twoValues(_ base: BigRatio, _ increment: BigRatio) -> [Expected] {
    [
      Expected("base_point_value", base, rule: "point_value.year_start"),
      Expected("increment_point_value", increment, rule: "point_value.elastic"),
    ]
  }
}

extension BigRatio {
  /// Whether a text states this number: a decimal or a fraction exactly, a number marked `≈` to the
  /// eighteenth place.
  fileprivate func isWritten(as text: String) -> Bool {
    guard text.hasPrefix("≈") else {
      return BigRatio(stored: text).map { $0 == self } ?? false
    }
    return text == description
  }
}

extension Interval {
  fileprivate func holds(_ value: BigRatio) -> Bool {
    let low = BigRatio(lower)
    guard lowerInclusive ? value >= low : value > low else { return false }
    guard let upper else { return true }
    return upperInclusive ? value <= BigRatio(upper) : value < BigRatio(upper)
  }
}
