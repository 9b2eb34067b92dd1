import Quantities
import Yams

extension PaymentPolicy {
  /// `point_value, payable, month, assessment, bands, residual`
  init(_ root: PolicySection) {
    self.init()
    if let section = root.section("point_value") { readPointValue(section) }
    payable = root.choice("payable", default: .scoreRate)
    residual = root.choice("residual", default: .report)
    if payable == .scoreRateMinusPatient, payRatioScope == .institution {
      root.findings.invalid(
        root.mark(of: "point_value"), "point_value.pay_ratio_scope",
        zh: "按“扣除个人负担”支付时不使用机构支付比例", en: "has no effect when the patient's share is subtracted")
    }
    if let section = root.section("month") {
      month = MonthlyAdvanceRule(section)
      needYearStart(section, zh: "月预结算", en: "a monthly advance")
    }
    if let section = root.section("assessment") { assessment = AssessmentRule(section) }
    if root.has("bands") { readBands(root) }
  }

  private mutating func readPointValue(_ section: PolicySection) {
    pointValueMethod = section.choice("method", default: .settlement)
    yearStartPointValue = section.decimal("year_start")
    payRatioScope = section.choice("pay_ratio_scope", default: .region)
    if let rule = section.section("elastic") {
      elastic = ElasticRule(rule)
      if pointValueMethod != .elastic {
        rule.findings.contradiction(
          rule.mark, rule.path, zh: "仅当 method 为 elastic 时起作用",
          en: "has an effect with method: elastic only")
      }
    } else if pointValueMethod == .elastic {
      section.findings.missing(section.mark(of: "method"), section.join("elastic"))
    }
    if pointValueMethod == .elastic { needYearStart(section, zh: "弹性点值", en: "an elastic method") }
    if pointValueMethod == .yearStart {
      needYearStart(section, zh: "按年初点值清算", en: "the method year_start")
    }
    if ["year_weights", "weighting", "trimming"].contains(where: section.has) {
      measured = YearStartRule(
        yearWeights: section.yearWeights() ?? [1, 2, 7],
        weighting: section.choice("weighting", default: .caseWeighted),
        trimming: MeasurementPolicy.Trimming(section))
    }
  }

  private func needYearStart(_ section: PolicySection, zh: String, en: String) {
    guard yearStartPointValue == nil else { return }
    section.findings.report(
      at: section.mark, section.path, "DIP_POLICY_POINT_VALUE_MISSING",
      zh: "\(zh)须写明 point_value.year_start", en: "\(en) needs point_value.year_start",
      remedyZh: "请写明年初预设点值", remedyEn: "state the year-start point value")
  }
}

extension ElasticRule {
  /// `elastic: {base, increment}`, `{severe: {groups, score_from}}` or `{rigid: {share, groups}}`, each
  /// with `cap`.
  init(_ rule: PolicySection) {
    let cap = rule.decimal("cap")
    if let severe = rule.section("severe") {
      let form = Form.severity(
        groups: severe.texts("groups"), scoreFrom: severe.decimal("score_from"))
      self.init(form: form, cap: cap)
    } else if let rigid = rule.section("rigid") {
      let groups = rigid.section("groups").map { groups in
        Dictionary(
          groups.keys.map { ($0, groups.decimal($0, default: .zero)) },
          uniquingKeysWith: { first, _ in first })
      }
      let form = Form.rigidCost(
        share: rigid.decimal("share", default: .zero), groups: groups ?? [:])
      self.init(form: form, cap: cap)
    } else {
      let base = rule.decimal("base", default: .zero)
      let increment = rule.decimal("increment", default: .zero)
      self.init(form: .volume(base: base, increment: increment), cap: cap)
      if rule.has("base"), let sum = try? base.ratio + increment.ratio, sum != .one {
        rule.findings.invalid(
          rule.mark, rule.path, zh: "base 与 increment 之和应为 1", en: "base and increment make 1")
      }
    }
  }
}

extension MonthlyAdvanceRule {
  /// `month: {advance: 0.9, deposit: 0.05, negative: carry | give_back}`
  init(_ section: PolicySection) {
    self.init(
      advance: section.decimal("advance", default: .zero),
      deposit: section.decimal("deposit", default: .zero),
      negative: section.choice("negative", default: .carry))
    if let limit = try? Decimal(coefficient: 5, scale: 2), deposit > limit {
      section.findings.remark(
        section.mark(of: "deposit"), section.join("deposit"), "DIP_POLICY_DEPOSIT_HIGH",
        zh: "质量保证金比例超过 5%", en: "the quality deposit is above 5 %",
        remedyZh: "2025 年规程的上限为 5%，请核对", remedyEn: "the 2025 rules allow at most 5 %")
    }
  }
}

extension AssessmentRule {
  /// `assessment: {default: 1, minimum: 0.9, maximum: 1.05}`
  init(_ section: PolicySection) {
    self.init(
      standard: section.decimal("default", default: .one),
      minimum: section.decimal("minimum", default: .zero),
      maximum: section.decimal("maximum", default: Decimal(integer: 2)))
    if standard < minimum || standard > maximum {
      section.findings.invalid(
        section.mark(of: "default"), section.join("default"), zh: "不在上下限之内",
        en: "is outside its own limits")
    }
  }
}

extension SpecialCaseRule {
  /// `special_case: {per_mille: 5, eligible: {cost_ratio: 2}, payment: by_item, basis: paid}`
  init?(_ root: PolicySection) {
    guard let section = root.section("special_case") else { return nil }
    var eligible: [Eligibility] = []
    if let list = section.section("eligible") {
      if let ratio = list.decimal("cost_ratio") { eligible.append(.costRatio(ratio)) }
      if let days = list.integer("long_stay") { eligible.append(.longStay(days: days)) }
      if list.flag("new_technology", default: false) { eligible.append(.newTechnology) }
      if list.flag("critical", default: false) { eligible.append(.critical) }
      if list.flag("multidisciplinary", default: false) { eligible.append(.multidisciplinary) }
    }
    self.init(
      perMille: section.integer("per_mille") ?? 0, eligible: eligible,
      payment: section.choice("payment", default: .byItem),
      basis: section.choice("basis", default: .paid))
    if perMille > 5 {
      section.findings.remark(
        section.mark(of: "per_mille"), section.join("per_mille"),
        "DIP_POLICY_SPECIAL_CASES_HIGH", zh: "特例单议比例超过 5‰", en: "more than 5 ‰ of special cases",
        remedyZh: "请核对国家规程的上限", remedyEn: "compare with the limit of the national rules")
    }
  }
}
