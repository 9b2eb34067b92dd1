import Quantities
import Yams

extension DeviationPolicy {
  /// `deviation: {preset: dip10}` or `{reference, bands: […]}`, and `review` beside it.
  init(_ root: PolicySection, payment: PaymentPolicy) {
    self = Self.dip10
    guard let section = root.section("deviation") else { return }
    if section.has("preset") {
      self = section.text("preset").flatMap { Self.presets[$0] } ?? Self.dip10
    } else {
      self.init(
        reference: section.choice("reference", default: .mean), bands: Self.bands(section))
    }
    switch reference {
    case .mean:
      missingReference = section.choice("missing_reference", default: .refuse)
      if section.has("point_value") {
        section.findings.contradiction(
          section.mark(of: "point_value"), section.join("point_value"),
          zh: "以均次费用为参照时不使用点值", en: "has no effect when the reference is a mean cost")
      }
    case .standard:
      pointValue = section.choice("point_value", default: .yearStart)
      if section.has("missing_reference") {
        section.findings.contradiction(
          section.mark(of: "missing_reference"), section.join("missing_reference"),
          zh: "以支付标准为参照时不会缺少参照", en: "a payment standard is never missing")
      }
      checkPointValue(section, payment)
    }
    applyReview(root, section)
  }

  private func checkPointValue(_ section: PolicySection, _ payment: PaymentPolicy) {
    switch pointValue {
    case .yearStart where payment.yearStartPointValue == nil:
      section.findings.report(
        at: section.mark, section.path, "DIP_POLICY_POINT_VALUE_MISSING",
        zh: "以年初点值的支付标准为参照时须写明 point_value.year_start",
        en: "a standard reference with the year-start point value needs point_value.year_start",
        remedyZh: "请写明年初预设点值，或以 point_value: settlement 为参照",
        remedyEn: "state the year-start point value, or refer to point_value: settlement")
    case .settlement where payment.pointValueMethod != .settlement:
      section.findings.contradiction(
        section.mark(of: "point_value"), section.join("point_value"),
        zh: "仅当 point_value.method 为 settlement 时可以清算点值为参照",
        en: "the settlement point value is there only with point_value.method: settlement")
    default: break
    }
  }

  private static func bands(_ section: PolicySection) -> [DeviationBand] {
    let read = section.sections("bands").map { band -> (DeviationBand, PolicySection) in
      var made = DeviationBand(interval: band.interval())
      if let k = band.section("k") {
        made.a = k.decimal("a", default: .zero)
        made.b = k.decimal("b", default: .zero)
        made.c = k.decimal("c", default: .zero)
      }
      made.appliesInstitution = band.flag("apply_institution", default: true)
      made.appliesAuxiliary = band.flag("apply_auxiliary", default: true)
      made.review = band.choice("review", default: .none)
      return (made, band)
    }
    PolicySection.checkCoverage(
      read.map { ($0.0.interval, $0.1) }, of: section.join("bands"), mark: section.mark,
      section.findings)
    for (band, place) in read { checkSign(band, place) }
    for (before, after) in zip(read, read.dropFirst()) {
      reportJump(before.0, after.0, at: after.1)
    }
    return read.map(\.0)
  }

  /// `a` and `c` are not negative, so `k` is smallest at the lower end with a coefficient of zero.
  private static func checkSign(_ band: DeviationBand, _ place: PolicySection) {
    guard let lowest = try? band.a.ratio * band.interval.lower.ratio + band.b.ratio,
      lowest < .zero
    else { return }
    place.findings.report(
      at: place.mark, place.path, "DIP_POLICY_BAND_NEGATIVE",
      zh: "\(place.path)：k 在 \(band.interval) 内可为负",
      en: "\(place.path): k can be negative within \(band.interval)",
      remedyZh: "请调整 a、b、c，使 k 不为负", remedyEn: "adjust a, b and c so that k is never negative")
  }

  /// A jump of `k` where two bands meet (coefficient 1) is a region's right, and worth knowing.
  private static func reportJump(
    _ before: DeviationBand, _ after: DeviationBand, at place: PolicySection
  ) {
    func k(_ band: DeviationBand) -> Ratio? {
      try? band.a.ratio * after.interval.lower.ratio + band.b.ratio + band.c.ratio
    }
    guard let left = k(before), let right = k(after), left != right else { return }
    place.findings.remark(
      place.mark, place.path, "DIP_POLICY_BAND_JUMP",
      zh: "k 在 r = \(after.interval.lower) 处由 \(left) 变为 \(right)",
      en: "at r = \(after.interval.lower) k goes from \(left) to \(right)",
      remedyZh: "如为本意，无需处理", remedyEn: "nothing to do if this is meant")
  }
}
