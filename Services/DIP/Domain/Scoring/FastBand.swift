import Quantities

/// A band as the hot loop applies it: k = (a·cost + (b + c·coefficient)·reference) ÷ reference, all
/// multiplied by a power of ten that is divided out again.
struct FastBand: Sendable {
  let position: CaseScore.Position
  let review: DeviationBand.Review
  let appliesInstitution: Bool
  /// Takes `FastTables.otherScores`.
  let takesOtherScore: Bool
  let a: Int64
  let b: Int64
  let c: Int64
  /// From the scale of a product to that of a case score; the divisor is at least 2.
  let multiplier: Int64
  let divisor: Int64
  /// ⌊x ÷ divisor⌋ = x·magic >> (64 + shift), see `NormalRounding`.
  let magic: UInt64
  let shift: UInt64
  /// Up to this cost no step of a score can leave 64 bits, whatever the group; -1 for none.
  let provenCost: Int64

  /// nil when the band's numbers do not fit.
  init?(
    _ index: Int, _ tables: ScoringTables, scoreScale: Int, highestScore: Int64, target: Int
  ) {
    let band = tables.bands[index]
    position = tables.position(ofBand: index)
    review = tables.policy.deviation.bands[index].review
    appliesInstitution = band.appliesInstitution
    takesOtherScore =
      !tables.cells.pairs.isEmpty
      && band.appliesAuxiliary != tables.bands[tables.normalBand].appliesAuxiliary
    var scale = scoreScale + band.scale + (band.appliesInstitution ? tables.coefficientScale : 0)
    c = band.c
    if band.c == 0 {
      a = band.a
      b = band.b
    } else {
      guard let unit = Int64(exactly: PowersOfTen.int128(tables.coefficientScale)) else {
        return nil
      }
      let (wideA, o1) = band.a.multipliedReportingOverflow(by: unit)
      let (wideB, o2) = band.b.multipliedReportingOverflow(by: unit)
      guard !o1, !o2 else { return nil }
      a = wideA
      b = wideB
      scale += tables.coefficientScale
    }
    guard let scaling = DecimalScaling(from: scale, to: target) else { return nil }
    // Nothing to round: twice the product ÷ 2, so that the loop needs no branch.
    multiplier = scaling.divisor > 1 ? scaling.multiplier : scaling.multiplier * 2
    divisor = scaling.divisor > 1 ? scaling.divisor : 2
    (magic, shift) = NormalRounding.magic(of: divisor)
    let coefficient = tables.coefficients.max() ?? 0
    guard
      let factor = try? checkedProduct(
        Int128(highestScore) * Int128(multiplier),
        band.appliesInstitution ? Int128(max(coefficient, 1)) : 1)
    else { return nil }
    provenCost = Self.provenCost(
      a, b, c, factor: factor, coefficient: coefficient,
      reference: tables.references.max() ?? 0, divisor: divisor)
  }

  private static func provenCost(
    _ a: Int64, _ b: Int64, _ c: Int64, factor: Int128, coefficient: Int64, reference: Int64,
    divisor: Int64
  ) -> Int64 {
    let most = Int128(Int64.max)
    let divisor = Int128(reference) * Int128(divisor)
    guard divisor <= most, factor <= most,
      let constant = try? checkedProduct(
        Int128(b.magnitude) + Int128(c.magnitude) * Int128(coefficient), Int128(reference))
    else { return -1 }
    // The quotient's addend is less than the divisor.
    let inner = (most - divisor) / factor - constant
    guard inner >= 0 else { return -1 }
    return a == 0 ? .max : Int64(clamping: inner / Int128(a.magnitude))
  }
}

/// From the scale of a product to that of a result.
struct DecimalScaling: Sendable {
  var multiplier: Int64
  var divisor: Int64

  init?(from scale: Int, to target: Int) {
    guard abs(scale - target) <= 18 else { return nil }
    multiplier = scale < target ? Int64(PowersOfTen.int128(target - scale)) : 1
    divisor = scale > target ? Int64(PowersOfTen.int128(scale - target)) : 1
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
