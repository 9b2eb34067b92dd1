import Quantities
import Yams

extension PaymentPolicy {
  private enum Method: String, CaseIterable { case settlement }

  /// `point_value, payable, month, assessment, bands, residual`
  init(_ root: PolicySection) {
    self.init()
    if let section = root.section("point_value") {
      let _: Method? = section.choice("method")
      yearStartPointValue = section.optionalDecimal("year_start")
      if yearStartPointValue == .zero {
        section.findings.invalid(
          section.mark(of: "year_start"), section.join("year_start"), zh: "应大于零",
          en: "must be above zero")
      }
      payRatioScope = section.choice("pay_ratio_scope", default: .region) ?? .region
      section.finish()
    }
    payable = root.choice("payable") ?? .scoreRate
    residual = root.choice("residual") ?? .report
    if payable == .scoreRateMinusPatient, payRatioScope == .institution {
      root.findings.invalid(
        root.mark(of: "point_value"), "point_value.pay_ratio_scope",
        zh: "按“扣除个人负担”支付时不使用机构支付比例", en: "has no effect when the patient's share is subtracted")
    }
    if let section = root.section("month", required: false) {
      month = MonthlyAdvanceRule(section)
      if yearStartPointValue == nil {
        section.findings.report(
          at: section.mark, "month", "DIP_POLICY_POINT_VALUE_MISSING",
          zh: "月预结算须写明 point_value.year_start",
          en: "a monthly advance needs point_value.year_start",
          remedyZh: "请写明年初预设点值", remedyEn: "state the year-start point value")
      }
    }
    if let section = root.section("assessment", required: false) {
      assessment = AssessmentRule(section)
    }
    if root.has("bands") { surplusBands = Self.surplusBands(root) }
  }

  /// `bands: [{lower, upper, booked, due}]` on booked ÷ due.
  private static func surplusBands(_ root: PolicySection) -> [SurplusBand] {
    let read = root.sections("bands").map { band -> (SurplusBand, PolicySection) in
      let made = SurplusBand(
        interval: band.interval(), bookedShare: band.decimal("booked", default: .zero),
        dueShare: band.decimal("due", default: .zero))
      band.finish()
      return (made, band)
    }
    PolicySection.checkCoverage(
      read.map { ($0.0.interval, $0.1) }, of: "bands", mark: root.mark(of: "bands"), root.findings)
    return read.map(\.0)
  }
}

extension MonthlyAdvanceRule {
  /// `month: {advance: 0.9, deposit: 0.05, negative: carry | give_back}`
  init(_ section: PolicySection) {
    self.init(
      advance: section.decimal("advance", to: .one),
      deposit: section.decimal("deposit", default: .zero, to: .one),
      negative: section.choice("negative", default: .carry) ?? .carry)
    if let limit = try? Decimal(coefficient: 5, scale: 2), deposit > limit {
      section.findings.report(
        error: false, at: section.mark(of: "deposit"), section.join("deposit"),
        "DIP_POLICY_DEPOSIT_HIGH", zh: "质量保证金比例超过 5%", en: "the quality deposit is above 5 %",
        remedyZh: "2025 年规程的上限为 5%，请核对", remedyEn: "the 2025 rules allow at most 5 %")
    }
    section.finish()
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
    section.finish()
  }
}
