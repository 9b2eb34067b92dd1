import Quantities

/// The tables of the hot loop: everything in 64-bit integers, looked up by cell (group, level, pool).
///
/// They exist for policies with reference means, an exact `k`, a normal band of k = 1 and a decimal
/// `case_score`, as long as scores and coefficients are of ordinary size; other policies are scored
/// by the rule itself.
struct FastTables: Sendable {
  /// What a case needs of its group at its institution's level and pool; one cache line holds two.
  struct Cell: Sendable {
    /// Costs of the normal band, both inclusive.
    var lowest: Int64
    var highest: Int64
    var reference: Int64
    /// Score × 10^scoreScale.
    var score: Int32
    var coefficientClass: Int32
  }

  /// A band as the loop applies it: k = (a·cost + (b + c·coefficient)·reference) ÷ reference, all
  /// multiplied by a power of ten that `scaling` undoes.
  struct Band: Sendable {
    var numerator: Int64
    var denominator: Int64
    var isLast: Bool
    var isInclusive: Bool
    var appliesInstitution: Bool
    var position: CaseScore.Position
    var review: DeviationBand.Review
    var a: Int64
    var b: Int64
    var c: Int64
    var scaling: Scaling
  }

  /// From the scale of a product to that of a case score.
  struct Scaling: Sendable {
    var multiplier: Int64
    var divisor: Int64

    init?(from scale: Int, to target: Int) {
      guard abs(scale - target) <= 18 else { return nil }
      multiplier = scale < target ? Int64(PowersOfTen.int128(target - scale)) : 1
      divisor = scale > target ? Int64(PowersOfTen.int128(scale - target)) : 1
    }
  }

  let cells: [Cell]
  let bands: [Band]
  let normal: NormalRounding
  let mode: RoundingMode
  /// Score of an ungrouped case where it is the same for all; else they go to the rule itself.
  let ungroupedScore: Int64?

  init?(_ tables: ScoringTables) {
    let policy = tables.policy
    guard policy.deviation.reference == .mean, policy.rounding[.deviationK] == .exact,
      case .decimals(let scale, let mode) = policy.rounding[.caseScore],
      tables.bands[tables.normalBand].isPlain,
      let highestScore = tables.scores.max(), let highestCoefficient = tables.coefficients.max(),
      let normal = NormalRounding(
        from: tables.scoreScale + tables.coefficientScale, to: scale, mode,
        highestScore: highestScore, highestCoefficient: highestCoefficient)
    else { return nil }
    var bands: [Band] = []
    for (index, band) in tables.bands.enumerated() {
      guard
        let compiled = Band(
          band, tables.position(ofBand: index), policy.deviation.bands[index].review,
          scoreScale: tables.scoreScale, coefficientScale: tables.coefficientScale, target: scale)
      else { return nil }
      bands.append(compiled)
    }
    guard let cells = Self.cells(tables, bands) else { return nil }
    self.cells = cells
    self.bands = bands
    self.normal = normal
    self.mode = mode
    ungroupedScore = Self.constantUngroupedScore(tables, scale, mode)
  }

  private static func cells(_ tables: ScoringTables, _ bands: [Band]) -> [Cell]? {
    let perGroup = ScoringInstitution.levels * tables.policy.pools.types.count
    var cells: [Cell] = []
    cells.reserveCapacity(tables.references.count)
    for (index, reference) in tables.references.enumerated() {
      let group = index / perGroup
      guard let score = Int32(exactly: tables.scores[group]) else { return nil }
      var cell = Cell(
        lowest: 0, highest: .max, reference: reference, score: score,
        coefficientClass: tables.coefficientClass[group])
      if reference > 0 {
        if tables.normalBand > 0 {
          guard let end = bands[tables.normalBand - 1].highestCost(reference) else { return nil }
          cell.lowest = end + 1
        }
        if !bands[tables.normalBand].isLast {
          guard let end = bands[tables.normalBand].highestCost(reference) else { return nil }
          cell.highest = end
        }
      }
      cells.append(cell)
    }
    return cells
  }

  private static func constantUngroupedScore(
    _ tables: ScoringTables, _ scale: Int, _ mode: RoundingMode
  ) -> Int64? {
    switch tables.policy.ungrouped {
    case .zero: return 0
    case .meanScoreCoefficient(let coefficient, let meanScore):
      guard let exact = try? coefficient.ratio * meanScore.ratio,
        let rounded = try? exact.scaled(scale, mode)
      else { return nil }
      return Int64(exactly: rounded)
    case .fixedGroup, .costFactor: return nil
    }
  }
}

extension FastTables.Band {
  init?(
    _ band: IntegerBand, _ position: CaseScore.Position, _ review: DeviationBand.Review,
    scoreScale: Int, coefficientScale: Int, target: Int
  ) {
    numerator = band.upper?.numerator ?? 0
    denominator = band.upper?.denominator ?? 1
    isLast = band.upper == nil
    isInclusive = band.upper?.inclusive ?? false
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

  /// The highest whole-fen cost below the band's upper end; nil when it leaves 64 bits.
  func highestCost(_ reference: Int64) -> Int64? {
    let (product, overflow) = reference.multipliedReportingOverflow(by: numerator)
    guard !overflow else { return nil }
    return isInclusive ? product / denominator : (product + denominator - 1) / denominator - 1
  }
}
