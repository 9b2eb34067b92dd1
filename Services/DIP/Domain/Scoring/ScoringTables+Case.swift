import Quantities

extension ScoringTables {
  /// The exact score of one case, before `rounding.case_score`.
  ///
  /// This is the rule. The fast pass does the same in 64-bit integers and hands over whatever does
  /// not fit; explanations and estimates call it directly.
  ///
  /// - Parameter cell: the case's cell; below zero for an ungrouped case.
  func exactScore(
    institution: Int, cell: Int, pool: Int, cost: Int64
  ) throws(Problem) -> CaseScore {
    guard cell >= 0 else { return try ungroupedScore(institution: institution, cost: cost) }
    let group = cells.group(of: cell)
    let trace = try deviation(institution: institution, cell: cell, pool: pool, cost: cost)
    var score = WideFraction(Int128(scores[group]), PowersOfTen.int128(scoreScale))
    if bands[trace.band].appliesInstitution {
      try score.multiply(
        by: Int128(scaledCoefficient(institution: institution, group: group)),
        over: PowersOfTen.int128(coefficientScale))
    }
    if bands[trace.band].appliesAuxiliary, let auxiliary = scaledAuxiliary(cell: cell) {
      try score.multiply(by: Int128(auxiliary), over: PowersOfTen.int128(auxiliaryScale))
    }
    try score.multiply(by: trace.k.numerator, over: trace.k.denominator)
    return CaseScore(
      numerator: score.numerator, denominator: score.denominator,
      position: position(ofBand: trace.band), band: trace.band,
      isWithoutReference: trace.ratio == nil && policy.deviation.reference == .mean)
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
    institution: Int, cell: Int, pool: Int, cost: Int64
  ) throws(Problem) -> Deviation {
    let group = cells.group(of: cell)
    let coefficient = Int128(scaledCoefficient(institution: institution, group: group))
    let unit = PowersOfTen.int128(coefficientScale)
    let (top, bottom) = try costAndReference(
      institution: institution, cell: cell, pool: pool, cost: cost, coefficient: coefficient)
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
    institution: Int, cell: Int, pool: Int, cost: Int64, coefficient: Int128
  ) throws(Problem) -> (cost: Int128, reference: Int128) {
    let group = cells.group(of: cell)
    switch policy.deviation.reference {
    case .mean:
      return (Int128(cost), Int128(reference(institution: institution, group: group, pool: pool)))
    case .standard:
      // score × coefficients × point value in yuan; a hundred times that in fen. With the auxiliary
      // coefficient, so that a case scored by its own cost is paid just that.
      guard let value = policy.payment.yearStartPointValue else { return (Int128(cost), 0) }
      var reference = try checkedProduct(
        checkedProduct(Int128(scores[group]), coefficient), checkedProduct(value.coefficient, 100))
      var scale = scoreScale + coefficientScale + value.scale
      if let auxiliary = scaledAuxiliary(cell: cell) {
        reference = try checkedProduct(reference, Int128(auxiliary))
        scale += auxiliaryScale
      }
      guard scale <= Decimal.maximumScale else { throw .overflow("a payment standard") }
      return (try checkedProduct(Int128(cost), PowersOfTen.int128(scale)), reference)
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
