import Quantities

extension DeviationPolicy {
  /// `review: {special_case_above: 2, expert_above: 5}` on r: replaces the reviews of a preset's bands.
  /// Bands are cut where a review begins, with the same `k` on both sides.
  mutating func applyReview(_ root: PolicySection, _ section: PolicySection) {
    guard let review = root.section("review") else { return }
    for band in section.sections("bands") where band.has("review") {
      band.findings.contradiction(
        band.mark(of: "review"), band.join("review"), zh: "评审已由 review 统一规定",
        en: "reviews are stated once, by the key review")
    }
    let special = review.decimal("special_case_above")
    let expert = review.decimal("expert_above")
    if let special, let expert, expert <= special {
      review.findings.contradiction(
        review.mark(of: "expert_above"), review.join("expert_above"),
        zh: "应高于 special_case_above", en: "must be above special_case_above")
    }
    for index in bands.indices { bands[index].review = .none }
    if let special { setReview(.specialCase, above: special) }
    if let expert { setReview(.expert, above: expert) }
  }

  private mutating func setReview(_ review: DeviationBand.Review, above limit: Decimal) {
    bands = bands.flatMap { band -> [DeviationBand] in
      guard let (low, high) = band.interval.cut(above: limit) else {
        var whole = band
        if band.interval.lower > limit
          || (band.interval.lower == limit && !band.interval.lowerInclusive)
        {
          whole.review = review
        }
        return [whole]
      }
      var (below, above) = (band, band)
      below.interval = low
      above.interval = high
      above.review = review
      return [below, above]
    }
  }
}

extension Interval {
  /// The parts up to and including a limit, and above it; nil when one of them would be empty.
  func cut(above limit: Decimal) -> (low: Interval, high: Interval)? {
    guard lower < limit || (lower == limit && lowerInclusive) else { return nil }
    if let upper, upper <= limit { return nil }
    return (
      Interval(lower: lower, lowerInclusive: lowerInclusive, upper: limit, upperInclusive: true),
      Interval(lower: limit, lowerInclusive: false, upper: upper, upperInclusive: upperInclusive)
    )
  }
}
