import Quantities

extension ScoringTables {
  /// The exact score of one case, before `rounding.case_score`.
  ///
  /// This is the rule. The fast pass does the same in 64-bit integers and hands over whatever does
  /// not fit; explanations and estimates call it directly.
  func exactScore(
    institution: Int, group: Int, pool: Int, cost: Int64
  ) throws(Problem) -> CaseScore {
    guard group >= 0 else { return try ungroupedScore(institution: institution, cost: cost) }
    let trace = try deviation(institution: institution, group: group, pool: pool, cost: cost)
    var score = WideFraction(Int128(scores[group]), PowersOfTen.int128(scoreScale))
    if bands[trace.band].appliesInstitution {
      try score.multiply(
        by: Int128(scaledCoefficient(institution: institution, group: group)),
        over: PowersOfTen.int128(coefficientScale))
    }
    try score.multiply(by: trace.k.numerator, over: trace.k.denominator)
    return CaseScore(
      numerator: score.numerator, denominator: score.denominator,
      position: position(ofBand: trace.band), band: trace.band)
  }

  func position(ofBand band: Int) -> CaseScore.Position {
    band == normalBand ? .normal : band < normalBand ? .low : .high
  }

  /// A grouped case's place among the bands.
  struct Deviation {
    /// cost ÷ reference; nil when the group has no reference mean.
    var ratio: WideFraction?
    var band: Int
    /// k as `rounding.deviation_k` leaves it.
    var k: WideFraction
    var exactK: WideFraction
  }

  func deviation(
    institution: Int, group: Int, pool: Int, cost: Int64
  ) throws(Problem) -> Deviation {
    let coefficient = Int128(scaledCoefficient(institution: institution, group: group))
    let unit = PowersOfTen.int128(coefficientScale)
    let (top, bottom) = try costAndReference(
      institution: institution, group: group, pool: pool, cost: cost, coefficient: coefficient)
    var index = normalBand
    if bottom > 0 {
      index = 0
      while try !bands[index].holds(cost: top, reference: bottom) { index += 1 }
    }
    let band = bands[index]
    // k = (a·top·unit + (b·unit + c·coefficient)·bottom) ÷ (bottom·unit·10^scale)
    let constant = try checkedSum(
      checkedProduct(Int128(band.b), unit), checkedProduct(Int128(band.c), coefficient))
    var k = WideFraction(constant, try checkedProduct(unit, PowersOfTen.int128(band.scale)))
    if band.a != 0, bottom > 0 {
      var slope = WideFraction(Int128(band.a), PowersOfTen.int128(band.scale))
      try slope.multiply(by: top, over: bottom)
      if constant == 0 {
        k = slope
      } else {
        let total = try slope.ratio + k.ratio
        k = WideFraction(total.numerator, total.denominator)
      }
    }
    var rounded = k
    try rounded.round(by: policy.rounding[.deviationK])
    return Deviation(
      ratio: bottom > 0 ? WideFraction(top, bottom) : nil, band: index, k: rounded, exactK: k)
  }

  /// Cost and reference as integers of one unit; the reference is 0 when nothing can be compared.
  private func costAndReference(
    institution: Int, group: Int, pool: Int, cost: Int64, coefficient: Int128
  ) throws(Problem) -> (cost: Int128, reference: Int128) {
    switch policy.deviation.reference {
    case .mean:
      return (Int128(cost), Int128(reference(institution: institution, group: group, pool: pool)))
    case .standard:
      // score × coefficient × point value in yuan; a hundred times that in fen.
      guard let value = policy.payment.yearStartPointValue else { return (Int128(cost), 0) }
      let reference = try checkedProduct(
        checkedProduct(Int128(scores[group]), coefficient), checkedProduct(value.coefficient, 100))
      return (
        try checkedProduct(
          Int128(cost), PowersOfTen.int128(scoreScale + coefficientScale + value.scale)),
        reference
      )
    }
  }

  private func ungroupedScore(institution: Int, cost: Int64) throws(Problem) -> CaseScore {
    var score = WideFraction(0, 1)
    switch policy.ungrouped {
    case .zero: break
    case .fixedGroup:
      if let fixedGroup {
        score = WideFraction(Int128(scores[fixedGroup]), PowersOfTen.int128(scoreScale))
        try score.multiply(
          by: Int128(scaledCoefficient(institution: institution, group: fixedGroup)),
          over: PowersOfTen.int128(coefficientScale))
      }
    case .costFactor(let base, let factor, let meanCost):
      score = WideFraction(Int128(cost), Int128(meanCost.fen))
      try score.multiply(by: base.coefficient, over: PowersOfTen.int128(base.scale))
      try score.multiply(by: factor.coefficient, over: PowersOfTen.int128(factor.scale))
    case .meanScoreCoefficient(let coefficient, let meanScore):
      score = WideFraction(meanScore.coefficient, PowersOfTen.int128(meanScore.scale))
      try score.multiply(
        by: coefficient.coefficient, over: PowersOfTen.int128(coefficient.scale))
    }
    return CaseScore(
      numerator: score.numerator, denominator: score.denominator, position: .ungrouped, band: -1)
  }
}
