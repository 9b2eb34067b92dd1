import Quantities

/// A band as the hot loop applies it: k = (a·cost + (b + c·coefficient)·reference) ÷ reference.
///
/// All bands of a policy are brought to one power of ten, which is divided out with the reference.
struct FastBand: Sendable {
  let position: CaseScore.Position
  let review: DeviationBand.Review
  private let appliesInstitution: Bool
  private let takesOtherScore: Bool
  private let a: Int64
  private let b: Int64
  private let c: Int64
  /// What a product is multiplied by to be divided by the bands' common divisor.
  private let multiplier: Int64
  private let provenCost: Int64

  /// The bands and their common divisor, at least 2; nil when a number does not fit.
  static func compile(
    _ tables: ScoringTables, scoreScale: Int, highestScore: Int64, target: Int
  ) -> (bands: [FastBand], divisor: Int64)? {
    let scales = tables.bands.map { band in
      scoreScale + band.scale + (band.appliesInstitution ? tables.coefficientScale : 0)
        + (band.c != 0 ? tables.coefficientScale : 0)
    }
    guard let highest = scales.max(), abs(highest - target) <= 18 else { return nil }
    let divisor = highest > target ? Int64(PowersOfTen.int128(highest - target)) : 2
    var bands: [FastBand] = []
    for (index, scale) in scales.enumerated() {
      // product × multiplier ÷ divisor = product × 10^(target − scale).
      guard target - scale <= 18,
        let multiplier = Int64(
          exactly: target >= scale
            ? PowersOfTen.int128(target - scale) * Int128(divisor)
            : Int128(divisor) / PowersOfTen.int128(scale - target)),
        let band = FastBand(
          index, tables, highestScore: highestScore, multiplier: multiplier, divisor: divisor)
      else { return nil }
      bands.append(band)
    }
    return (bands, divisor)
  }

  private init?(
    _ index: Int, _ tables: ScoringTables, highestScore: Int64, multiplier: Int64, divisor: Int64
  ) {
    let band = tables.bands[index]
    position = tables.position(ofBand: index)
    review = tables.policy.deviation.bands[index].review
    appliesInstitution = band.appliesInstitution
    takesOtherScore =
      !tables.cells.pairs.isEmpty
      && band.appliesAuxiliary != tables.bands[tables.normalBand].appliesAuxiliary
    let unit =
      band.c == 0 ? 1 : Int64(exactly: PowersOfTen.int128(tables.coefficientScale))
    guard let unit else { return nil }
    let (a, o1) = band.a.multipliedReportingOverflow(by: unit)
    let (b, o2) = band.b.multipliedReportingOverflow(by: unit)
    let coefficient = tables.coefficients.max() ?? 0
    guard !o1, !o2,
      let factor = try? checkedProduct(
        Int128(highestScore) * Int128(multiplier),
        band.appliesInstitution ? Int128(max(coefficient, 1)) : 1)
    else { return nil }
    self.a = a
    self.b = b
    c = band.c
    self.multiplier = multiplier
    provenCost = Self.provenCost(
      a, b, band.c, factor: factor, coefficient: coefficient,
      reference: tables.references.max() ?? 0, divisor: divisor)
  }

  /// What the band makes of a coefficient; means nothing where no cost is proven.
  func factor(_ coefficient: Int64) -> FastTables.BandFactor {
    let factor = (appliesInstitution ? coefficient : 1) &* multiplier
    return FastTables.BandFactor(
      slope: factor &* a, constant: factor &* (b &+ c &* coefficient), provenCost: provenCost,
      takesOtherScore: takesOtherScore)
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
    // What is added to round is less than the divisor.
    let inner = (most - divisor) / max(factor, 1) - constant
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

/// How a quotient is rounded: what is added to a dividend before it is divided by d.
struct QuotientRounding: Sendable {
  /// d × `share` ÷ 2: the divisor is even.
  let share: Int64
  /// Subtracted from that.
  let less: Int64
  let isHalfEven: Bool

  init(_ mode: RoundingMode) {
    switch mode {
    case .halfUp, .halfEven: (share, less) = (1, 0)
    case .up: (share, less) = (2, 1)
    case .down: (share, less) = (0, 0)
    }
    isHalfEven = mode == .halfEven
  }
}
