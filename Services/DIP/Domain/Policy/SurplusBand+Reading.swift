import Quantities
import Yams

extension PaymentPolicy {
  /// `bands: [{lower, upper, booked, due}]`, or `bands: {base, mode, intervals: […]}`.
  mutating func readBands(_ root: PolicySection) {
    var place = root
    var key = "bands"
    if let section = root.section("bands"), root.node("bands")?.sequence == nil {
      (place, key) = (section, "intervals")
      bandBase = section.choice("base", default: .due)
      bandMode = section.choice("mode", default: .whole)
    }
    let read = place.sections(key).map { (SurplusBand($0, base: bandBase, mode: bandMode), $0) }
    PolicySection.checkCoverage(
      read.map { ($0.0.interval, $0.1) }, of: place.join(key), mark: place.mark(of: key),
      root.findings)
    surplusBands = read.map(\.0)
  }
}

extension SurplusBand {
  /// The readable keys come down to one linear form: `keep: s` of a surplus pays
  /// booked + s × (due − booked); `fund_share: s` of a deficit pays due + s × (booked − due);
  /// `cap: s` pays s × the base.
  init(_ section: PolicySection, base: Base, mode: Mode) {
    self.init(interval: section.interval(), bookedShare: .zero, dueShare: .zero)
    func rest(of share: Decimal) -> Decimal {
      let whole = PowersOfTen.int128(share.scale)
      return (try? Decimal(coefficient: whole - share.coefficient, scale: share.scale)) ?? .zero
    }
    if let keep = section.decimal("keep") {
      (bookedShare, dueShare) = (rest(of: keep), keep)
      checkSide(section, "keep", isBelowOne: base == .due)
    } else if let share = section.decimal("fund_share") {
      (bookedShare, dueShare) = (share, rest(of: share))
      checkSide(section, "fund_share", isBelowOne: base == .booked)
    } else if let cap = section.decimal("cap") {
      (bookedShare, dueShare) = base == .due ? (.zero, cap) : (cap, .zero)
    } else {
      bookedShare = section.decimal("booked", default: .zero)
      dueShare = section.decimal("due", default: .zero)
      if bookedShare == .zero, dueShare == .zero {
        section.findings.remark(
          section.mark, section.path, "DIP_POLICY_BAND_PAYS_NOTHING", zh: "此区间不支付任何金额",
          en: "this band pays nothing", remedyZh: "如为本意，无需处理",
          remedyEn: "nothing to do if this is meant")
      }
    }
    guard mode == .marginal else { return }
    for key in ["cap", "booked", "due"] where section.has(key) {
      section.findings.contradiction(
        section.mark(of: key), section.join(key), zh: "分段计算时只用 keep 或 fund_share",
        en: "a marginal band states keep or fund_share")
    }
  }

  /// A surplus is kept where less was booked than is due, a deficit shared where more was.
  private func checkSide(_ section: PolicySection, _ key: String, isBelowOne: Bool) {
    let isRight =
      isBelowOne ? interval.upper.map { $0 <= .one } ?? false : interval.lower >= .one
    guard !isRight else { return }
    section.findings.contradiction(
      section.mark(of: key), section.join(key),
      zh: isBelowOne ? "区间应在 1 以下" : "区间应在 1 以上",
      en: isBelowOne ? "the band must lie below 1" : "the band must lie above 1")
  }
}
