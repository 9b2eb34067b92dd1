import Quantities

/// The tables of the hot loop: everything in 64-bit integers, looked up by cell (group, level, pool).
///
/// They exist for policies with reference means, an exact `k`, a normal band of k = 1 and a decimal
/// `case_score`, as long as scores and coefficients are of ordinary size; other policies are scored
/// by the rule itself.
struct FastTables: Sendable {
  /// A cell in fen, twelve bytes, because the table of a national catalogue has to stay in the cache:
  /// waiting for it is what a case costs.
  struct Cell: Sendable {
    /// Costs of the normal band, both inclusive. A cost beyond 32 bits (42 million yuan) lies above
    /// every `highest`, and is scored as one that is not normal or by the rule itself.
    var lowest: UInt32
    var highest: UInt32
    /// Reference mean; 0 where there is none.
    var reference: UInt32
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
  /// Score × 10^scoreScale by group.
  let scores: [Int32]
  let classes: [UInt8]
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
    var cells: [Cell] = []
    cells.reserveCapacity(tables.references.count)
    for reference in tables.references {
      guard let cell = Cell(reference, bands, normal: tables.normalBand) else { return nil }
      cells.append(cell)
    }
    var scores: [Int32] = []
    scores.reserveCapacity(tables.scores.count)
    for score in tables.scores {
      guard let narrow = Int32(exactly: score) else { return nil }
      scores.append(narrow)
    }
    guard tables.classCount <= 256 else { return nil }
    self.cells = cells
    self.scores = scores
    classes = tables.coefficientClass.map { UInt8($0) }
    self.bands = bands
    self.normal = normal
    self.mode = mode
    ungroupedScore = Self.constantUngroupedScore(tables, scale, mode)
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

extension FastTables.Cell {
  /// nil when a limit does not fit; a cell without a reference is normal at every cost.
  fileprivate init?(_ reference: Int64, _ bands: [FastTables.Band], normal: Int) {
    guard let narrow = UInt32(exactly: reference) else { return nil }
    self.reference = narrow
    lowest = 0
    highest = .max
    guard reference > 0 else { return }
    if normal > 0 {
      guard let end = bands[normal - 1].highestCost(reference),
        let first = UInt32(exactly: end + 1)
      else { return nil }
      lowest = first
    }
    if !bands[normal].isLast {
      guard let end = bands[normal].highestCost(reference) else { return nil }
      highest = UInt32(clamping: end)
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
