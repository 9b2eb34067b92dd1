import Quantities
import Yams

extension PolicySection {
  /// The `lower, lower_inclusive, upper, upper_inclusive` of a band. Without `upper` it is unbounded.
  func interval() -> Interval {
    let interval = Interval(
      lower: decimal("lower", default: .zero),
      lowerInclusive: flag("lower_inclusive", default: true), upper: decimal("upper"),
      upperInclusive: flag("upper_inclusive", default: false))
    if let upper = interval.upper {
      let isPoint = upper == interval.lower
      if upper < interval.lower
        || (isPoint && !(interval.lowerInclusive && interval.upperInclusive))
      {
        findings.report(
          at: mark, path, "DIP_POLICY_BAND_EMPTY", zh: "\(path)：区间 \(interval) 为空",
          en: "\(path): the interval \(interval) is empty",
          remedyZh: "上限应大于下限", remedyEn: "the upper end must be above the lower one")
      }
    } else if has("upper_inclusive") {
      findings.invalid(
        mark(of: "upper_inclusive"), join("upper_inclusive"), zh: "没有上限时不起作用",
        en: "has no effect without an upper end")
    }
    return interval
  }

  /// Checks that bands cover [0, ∞) once: every gap and overlap is an error at the band after it.
  static func checkCoverage(
    _ bands: [(interval: Interval, section: PolicySection)], of path: String, mark: Mark?,
    _ findings: PolicyFindings
  ) {
    guard let first = bands.first, let last = bands.last else {
      findings.invalid(mark, path, zh: "至少要有一个区间", en: "at least one band is needed")
      return
    }
    func gap(_ section: PolicySection, _ zh: String, _ en: String) {
      findings.report(
        at: section.mark, section.path, "DIP_POLICY_BAND_GAP", zh: "\(section.path)：\(zh)",
        en: "\(section.path): \(en)",
        remedyZh: "各区间应从 0 起首尾相接", remedyEn: "bands begin at 0 and join end to end")
    }
    if first.interval.lower > .zero || !first.interval.lowerInclusive {
      gap(
        first.section, "0 至 \(first.interval.lower) 未覆盖",
        "0 to \(first.interval.lower) is not covered")
    }
    if let upper = last.interval.upper {
      gap(last.section, "\(upper) 以上未覆盖", "above \(upper) is not covered")
    }
    for (before, after) in zip(bands, bands.dropFirst()) {
      let lower = after.interval.lower
      let isOverlap: Bool
      if let upper = before.interval.upper {
        if upper < lower
          || (upper == lower && !before.interval.upperInclusive && !after.interval.lowerInclusive)
        {
          gap(
            after.section, "\(before.interval) 与 \(after.interval) 之间未覆盖",
            "nothing covers what lies between \(before.interval) and \(after.interval)")
        }
        isOverlap =
          upper > lower
          || (upper == lower && before.interval.upperInclusive && after.interval.lowerInclusive)
      } else {
        isOverlap = true
      }
      if isOverlap {
        findings.report(
          at: after.section.mark, after.section.path, "DIP_POLICY_BAND_OVERLAP",
          zh: "\(after.section.path)：\(before.interval) 与 \(after.interval) 重叠",
          en: "\(after.section.path): \(before.interval) and \(after.interval) overlap",
          remedyZh: "相接处只能有一个区间包含端点", remedyEn: "only one of two joining bands holds the common end"
        )
      }
    }
  }
}
