import Quantities

/// The tables of the hot loop, in integers of at most 64 bits.
///
/// They exist for policies with reference means, an exact `k` that is constant in the normal band, and
/// a decimal `case_score`, as long as scores and coefficients are of ordinary size; the cases of other
/// policies are scored one by one (`IntegerScoring`).
struct FastTables: Sendable {
  /// A cell at one level of institutions and in one pool: its reference as limits of cost, so that a
  /// case costs one comparison.
  struct Cell: Sendable {
    /// Lowest cost of the normal band, fen.
    var low: UInt32
    /// Highest cost of the normal band less `low`.
    var width: UInt32
    /// Score × 10^scale as the normal band takes it: with the auxiliary coefficient where it applies.
    var score: UInt32
    /// Reference mean in fen; 0 where there is none, and every cost is normal then.
    var reference: UInt32
    /// ⌊(2^64 − 1) ÷ (reference × divisor of the bands)⌋, so that nothing divides; 0 where there is no
    /// reference.
    var reciprocal: UInt64
    /// The score for bands that treat the auxiliary coefficient otherwise than the normal one does.
    var otherScore: UInt32
    /// Class of the coefficient.
    var coefficientClass: UInt32
  }

  /// Levels and pools one after the other, so that all cases of an institution and pool find theirs in
  /// one table that the first caches hold, and read it in its order.
  let cells: [Cell]
  let planeLength: Int
  let classCount: Int
  /// What a score of the normal band is multiplied by before it is rounded, by institution and class.
  let normalFactors: [Int64]
  /// The same for one multiplication and a shift, see `ShortRounding`; empty where it does not fit.
  let shortFactors: [Int64]
  let shortAddend: Int64
  /// What bands make of the coefficients, by institution, class and band.
  let bandFactors: [BandFactor]
  private let levels: [Int32]
  private let pools: Int
  let bands: [FastBand]
  /// An even power of ten, or 2.
  let divisor: Int64
  /// Upper ends that are not ends of the normal band: on which side of that a case lies is known when
  /// its band is looked for.
  let outerEnds: [BandEnd]
  /// What a cost above the normal band adds to the number of outer ends that it lies beyond.
  let aboveStep: Int
  /// What a cost is multiplied by before it is compared with the ends.
  let costFactor: Int64
  let normal: NormalRounding
  let rounding: QuotientRounding
  /// No score of the loop is higher; cases that earn more are scored one by one.
  let highestScore: Int64
  /// Whether a grouped case without a reference mean has to be looked for.
  let refusesMissingReferences: Bool

  /// Scores that the loop always takes, so that whoever earns more is a rarity.
  private static let ordinaryScore: Int64 = 1 << 41
  /// The scores of this many cases of the loop never leave 64 bits.
  static let leastCases = 8192
  static let mostBands = 8
  /// Beyond, the tables would cost more than they save.
  private static let mostCells = 1 << 16
  private static let mostFactors = 1 << 20

  /// A band at an institution, for a class of groups: a score is multiplied by slope·cost +
  /// constant·reference, and divided by the reference and the bands' divisor.
  struct BandFactor: Sendable {
    /// a, times what the score is multiplied by.
    var slope: Int64
    /// b + c·coefficient, times the same.
    var constant: Int64
    /// Up to this cost no step of a score can leave 64 bits, whatever the group; -1 for none.
    var provenCost: Int64
    /// Takes the other score of a cell.
    var takesOtherScore: Bool
  }

  init?(_ tables: ScoringTables) {
    let policy = tables.policy
    let normalBand = tables.bands[tables.normalBand]
    guard policy.deviation.reference == .mean, policy.rounding[.deviationK] == .exact,
      case .decimals(let scale, let mode) = policy.rounding[.caseScore],
      normalBand.a == 0, policy.deviation.bands[tables.normalBand].review == .none,
      tables.bands.count <= Self.mostBands, tables.cells.count <= Self.mostCells,
      tables.coefficients.count * tables.bands.count <= Self.mostFactors,
      let scores = FastScores(tables, normal: normalBand),
      let factors = NormalFactors(tables, normalBand),
      let normal = NormalRounding(
        from: scores.scale + factors.scale, to: scale, mode, highestScore: scores.highest,
        highestCoefficient: factors.highest)
    else { return nil }
    self.normal = normal
    rounding = QuotientRounding(mode)
    highestScore = max(
      normal(scores.highest * factors.highest * normal.multiplier, isHalfEven: normal.isHalfEven),
      Self.ordinaryScore)
    guard highestScore <= Int64.max / Int64(Self.leastCases) else { return nil }
    // Denominators are powers of ten, so the largest is a multiple of all. No comparison of a cost of
    // 32 bits leaves 64.
    let costFactor = tables.bands.compactMap { $0.upper?.denominator }.max() ?? 1
    guard costFactor <= Int64(Int32.max) else { return nil }
    self.costFactor = costFactor
    let ends = tables.bands.compactMap(\.upper).compactMap {
      BandEnd(
        numerator: $0.numerator, denominator: $0.denominator, isInclusive: $0.inclusive,
        costFactor: costFactor)
    }
    guard ends.count == tables.bands.count - 1 else { return nil }
    let place = tables.normalBand
    outerEnds = ends.indices.filter { $0 != place && $0 != place - 1 }.map { ends[$0] }
    aboveStep = place > 0 ? 2 : 1
    guard
      let compiled = FastBand.compile(
        tables, scoreScale: scores.scale, highestScore: scores.highest, target: scale),
      let cells = Self.cells(tables, scores, divisor: compiled.divisor)
    else { return nil }
    let bands = compiled.bands
    divisor = compiled.divisor
    self.bands = bands
    self.cells = cells
    planeLength = tables.cells.count
    classCount = tables.classCount
    normalFactors = factors.values.map { $0 * normal.multiplier }
    let short = ShortRounding(normal, factors: normalFactors, highestScore: scores.highest)
    shortFactors = short?.factors ?? []
    shortAddend = short?.addend ?? 0
    bandFactors = tables.coefficients.flatMap { coefficient in
      bands.map { $0.factor(coefficient) }
    }
    levels = tables.levels
    pools = policy.pools.types.count
    refusesMissingReferences =
      policy.deviation.missingReference == .refuse && tables.references.contains(0)
  }

  /// Where the cells of an institution and a pool begin.
  func plane(institution: Int, pool: Int) -> Int {
    (Int(levels[institution]) * pools + pool) * planeLength
  }
}

/// Scores by cell as 32-bit integers of one scale, with and without the auxiliary coefficient.
private struct FastScores {
  let scale: Int
  /// As the normal band takes them.
  let normal: [UInt32]
  let other: [UInt32]
  let highest: Int64

  /// nil when a score does not fit.
  init?(_ tables: ScoringTables, normal band: IntegerBand) {
    let unit = Int64(exactly: PowersOfTen.int128(tables.auxiliaryScale))
    guard let unit else { return nil }
    var with: [UInt32] = []
    var without: [UInt32] = []
    var highest: Int64 = 1
    for cell in 0..<tables.cells.count {
      let score = tables.scores[tables.cells.group(of: cell)]
      let auxiliary = tables.scaledAuxiliary(cell: cell) ?? unit
      let (a, o1) = score.multipliedReportingOverflow(by: auxiliary)
      let (b, o2) = score.multipliedReportingOverflow(by: unit)
      guard !o1, !o2, let product = UInt32(exactly: a), let plain = UInt32(exactly: b) else {
        return nil
      }
      with.append(product)
      without.append(plain)
      highest = max(highest, a, b)
    }
    guard !with.isEmpty else { return nil }
    scale = tables.scoreScale + tables.auxiliaryScale
    self.highest = highest
    normal = band.appliesAuxiliary ? with : without
    other = band.appliesAuxiliary ? without : with
  }
}

/// What the normal band makes of a score at an institution: k, and the coefficient where it applies.
private struct NormalFactors {
  let values: [Int64]
  let scale: Int
  let highest: Int64

  /// nil when a factor leaves 64 bits or is negative.
  init?(_ tables: ScoringTables, _ band: IntegerBand) {
    let unit = Int64(exactly: PowersOfTen.int128(tables.coefficientScale))
    guard let unit, !tables.coefficients.isEmpty else { return nil }
    values = tables.coefficients.compactMap { coefficient in
      var k = Int128(band.b)
      if band.c != 0 { k = k * Int128(unit) + Int128(band.c) * Int128(coefficient) }
      let factor = k.multipliedReportingOverflow(
        by: band.appliesInstitution ? Int128(coefficient) : 1)
      guard !factor.overflow, factor.partialValue >= 0 else { return nil }
      return Int64(exactly: factor.partialValue)
    }
    guard values.count == tables.coefficients.count, let highest = values.max() else { return nil }
    self.highest = highest
    scale =
      band.scale + (band.c != 0 ? tables.coefficientScale : 0)
      + (band.appliesInstitution ? tables.coefficientScale : 0)
  }
}

extension FastTables {
  /// Cells by level, pool and cell; nil when a mean does not fit.
  fileprivate static func cells(
    _ tables: ScoringTables, _ scores: FastScores, divisor: Int64
  ) -> [Cell]? {
    let pools = tables.policy.pools.types.count
    let planes = ScoringInstitution.levels * pools
    let used = Set(tables.levels)
    let start = tables.normalBand > 0 ? tables.bands[tables.normalBand - 1].upper : nil
    let end = tables.bands[tables.normalBand].upper
    var cells: [Cell] = []
    cells.reserveCapacity(planes * tables.cells.count)
    for plane in 0..<planes {
      // Levels without an institution are never looked at.
      let isUsed = used.contains(Int32(plane / pools))
      for cell in 0..<tables.cells.count {
        let group = tables.cells.group(of: cell)
        guard
          let reference = UInt32(exactly: isUsed ? tables.references[group * planes + plane] : 0)
        else { return nil }
        let (product, overflow) = UInt64(reference).multipliedReportingOverflow(
          by: UInt64(divisor))
        let (low, width) = limits(reference, start, end)
        cells.append(
          Cell(
            low: low, width: width, score: scores.normal[cell], reference: reference,
            reciprocal: reference == 0 || overflow ? 0 : .max / product,
            otherScore: scores.other[cell],
            coefficientClass: UInt32(bitPattern: tables.coefficientClass[group])))
      }
    }
    return cells
  }

  /// The costs of the normal band. A clustered case costs less than the largest number of 32 bits, so
  /// limits that hold just that hold nothing.
  private static func limits(
    _ reference: UInt32, _ start: IntegerBand.End?, _ end: IntegerBand.End?
  ) -> (low: UInt32, width: UInt32) {
    guard reference > 0 else { return (0, .max) }
    let low = start?.firstCostBeyond(reference) ?? 0
    let beyond = min(end?.firstCostBeyond(reference) ?? Int64(UInt32.max), Int64(UInt32.max))
    guard low < beyond else { return (.max, 0) }
    return (UInt32(low), UInt32(beyond - 1 - low))
  }
}
