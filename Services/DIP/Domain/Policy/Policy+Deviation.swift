import Quantities
import Yams

extension DeviationPolicy {
  /// `deviation: {preset: dip10}` or `{reference, bands: […]}`, with `missing_reference` for means.
  init(_ root: PolicySection, yearStartPointValue: Decimal?) {
    self = Self.dip10
    guard let section = root.section("deviation") else { return }
    if section.has("preset") {
      let name = section.text("preset") ?? ""
      if let preset = Self.presets[name] {
        self = preset
      } else {
        section.findings.invalid(
          section.mark(of: "preset"), section.join("preset"),
          zh: "应为 \(Self.presets.keys.sorted().joined(separator: "、")) 之一",
          en: "expected one of \(Self.presets.keys.sorted().joined(separator: ", "))")
      }
    } else {
      let reference: Reference? = section.choice("reference")
      self.init(reference: reference ?? .mean, bands: Self.bands(section))
    }
    if reference == .mean {
      missingReference = section.choice("missing_reference", default: .refuse) ?? .refuse
    } else if yearStartPointValue == nil {
      section.findings.report(
        at: section.mark, section.path, "DIP_POLICY_POINT_VALUE_MISSING",
        zh: "以支付标准为参照时须写明 point_value.year_start",
        en: "a standard reference needs point_value.year_start",
        remedyZh: "请写明年初预设点值；以清算点值为参照本版本不支持",
        remedyEn:
          "state the year-start point value; the settlement one as reference is not supported here")
    }
    section.finish()
  }

  private static func bands(_ section: PolicySection) -> [DeviationBand] {
    let read = section.sections("bands").map { band -> (DeviationBand, PolicySection) in
      var made = DeviationBand(interval: band.interval())
      if let k = band.section("k") {
        made.a = k.decimal("a", default: .zero)
        made.b = k.decimal("b", default: .zero, from: nil)
        made.c = k.decimal("c", default: .zero)
        k.finish()
      }
      made.appliesInstitution = band.flag("apply_institution", default: true)
      made.review = band.choice("review", default: DeviationBand.Review.none) ?? .none
      band.finish()
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
    place.findings.report(
      error: false, at: place.mark, place.path, "DIP_POLICY_BAND_JUMP",
      zh: "\(place.path)：k 在 r = \(after.interval.lower) 处由 \(left) 变为 \(right)",
      en: "\(place.path): at r = \(after.interval.lower) k goes from \(left) to \(right)",
      remedyZh: "如为本意，无需处理", remedyEn: "nothing to do if this is meant")
  }
}
