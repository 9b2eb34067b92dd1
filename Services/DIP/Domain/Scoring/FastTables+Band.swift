import Quantities

extension FastTables.Band {
  init?(
    _ band: IntegerBand, _ position: CaseScore.Position, _ review: DeviationBand.Review,
    scoreScale: Int, coefficientScale: Int, target: Int
  ) {
    appliesInstitution = band.appliesInstitution
    self.position = position
    self.review = review
    var scale = scoreScale + band.scale + (band.appliesInstitution ? coefficientScale : 0)
    a = band.a
    b = band.b
    c = band.c
    if band.c != 0 {
      guard coefficientScale <= 18 else { return nil }
      let unit = Int64(PowersOfTen.int128(coefficientScale))
      let (wideA, o1) = band.a.multipliedReportingOverflow(by: unit)
      let (wideB, o2) = band.b.multipliedReportingOverflow(by: unit)
      guard !o1, !o2 else { return nil }
      a = wideA
      b = wideB
      scale += coefficientScale
    }
    guard let scaling = FastTables.Scaling(from: scale, to: target) else { return nil }
    self.scaling = scaling
  }

  /// The highest cost at which no step of `score` leaves 64 bits with terms up to these.
  func provenCost(score: Int64, coefficient: Int64, reference: Int64) -> Int64 {
    let most = Int128(Int64.max)
    let base = Int128(max(score, 1)) * (appliesInstitution ? Int128(max(coefficient, 1)) : 1)
    let divisor = Int128(reference) * Int128(scaling.divisor)
    guard divisor <= most,
      let constant = try? checkedProduct(
        Int128(b.magnitude) + Int128(c.magnitude) * Int128(coefficient), Int128(reference)),
      let factor = try? checkedProduct(base, Int128(scaling.multiplier))
    else { return -1 }
    // The quotient's addend is at most the divisor.
    let inner = (most - divisor) / factor - constant
    guard inner >= 0 else { return -1 }
    return a == 0 ? .max : Int64(clamping: inner / Int128(a.magnitude))
  }

  /// `score × coefficient × k` at the scale of case scores; nil when a step would leave 64 bits or
  /// `k` is below zero.
  ///
  /// - Parameter isProven: a constant: whether the cost is at most `provenCost`, so that nothing has
  ///   to be checked.
  @inline(__always)
  func score(
    _ cost: Int64, reference: Int64, score: Int64, coefficient: Int64, _ rounding: QuotientRounding,
    isProven: Bool
  ) -> Int64? {
    var overflows = false
    func product(_ x: Int64, _ y: Int64) -> Int64 {
      if isProven { return x &* y }
      let (value, overflow) = x.multipliedReportingOverflow(by: y)
      overflows = overflows || overflow
      return value
    }
    func sum(_ x: Int64, _ y: Int64) -> Int64 {
      if isProven { return x &+ y }
      let (value, overflow) = x.addingReportingOverflow(y)
      overflows = overflows || overflow
      return value
    }
    let constant = product(sum(b, product(c, coefficient)), reference)
    let k = sum(product(a, cost), constant)
    // score × coefficient is bounded by NormalRounding.
    let base = appliesInstitution ? score &* coefficient : score
    let numerator = product(product(base, k), scaling.multiplier)
    let divisor = product(reference, scaling.divisor)
    // ⌊(n + ⌊d ÷ 2⌋) ÷ d⌋ rounds half up for even and odd d.
    let addend = (divisor &>> 1) & rounding.half | (divisor &- 1) & rounding.up
    let dividend = sum(numerator, addend)
    if overflows || numerator < 0 { return nil }
    let quotient = Int64(
      truncatingIfNeeded: UInt64(truncatingIfNeeded: dividend)
        / UInt64(truncatingIfNeeded: divisor))
    guard rounding.isHalfEven, divisor & 1 == 0, quotient &* divisor == dividend else {
      return quotient
    }
    return quotient &- (quotient & 1)
  }
}

/// How a quotient is rounded, as masks for the addend of the dividend.
struct QuotientRounding: Sendable {
  /// All ones where half the divisor is added.
  let half: Int64
  /// All ones where the divisor less one is added.
  let up: Int64
  let isHalfEven: Bool

  init(_ mode: RoundingMode) {
    half = mode == .halfUp || mode == .halfEven ? -1 : 0
    up = mode == .up ? -1 : 0
    isHalfEven = mode == .halfEven
  }
}
