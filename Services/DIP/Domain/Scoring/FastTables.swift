import Quantities

/// The tables of the hot loop, in integers of at most 64 bits.
///
/// They exist for policies with reference means, an exact `k`, a normal band of k = 1 and a decimal
/// `case_score`, as long as scores and coefficients are of ordinary size; other policies are scored
/// by the rule itself.
struct FastTables: Sendable {
  /// A band as the loop applies it: k = (a·cost + (b + c·coefficient)·reference) ÷ reference, all
  /// multiplied by a power of ten that `scaling` undoes.
  struct Band: Sendable {
    var appliesInstitution: Bool
    var position: CaseScore.Position
    var review: DeviationBand.Review
    var a: Int64
    var b: Int64
    var c: Int64
    var scaling: Scaling
    /// Up to this cost no score of the band can leave 64 bits, whatever the group; -1 for none.
    var provenCost: Int64 = -1
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

  /// Reference mean (fen, low half; 0 where there is none) and score × 10^scoreScale (high half).
  ///
  /// One plane for each level and pool, so that all cases of an institution and pool find theirs in a
  /// table that the first-level cache nearly holds: waiting for it is what a case costs.
  let cells: [UInt64]
  let planeLength: Int
  /// Class of the coefficient in the order of a plane.
  let classes: [UInt16]
  /// Coefficients × 10^coefficientScale by institution and class.
  let coefficients: [Int64]
  let classCount: Int
  private let levels: [Int32]
  private let pools: Int
  let bands: [Band]
  /// Upper ends of all bands but the last.
  let ends: [BandEnd]
  let normalRange: NormalRange
  /// What a cost is multiplied by before it is compared with the ends.
  let costFactor: Int64
  let normal: NormalRounding
  let rounding: QuotientRounding
  /// No score of the loop is higher; cases that earn more go to the rule itself.
  let highestScore: Int64
  /// Whether a grouped case without a reference mean has to be looked for.
  let refusesMissingReferences: Bool

  /// Scores that the loop always takes, so that whoever earns more is a rarity.
  private static let ordinaryScore: Int64 = 1 << 41
  /// The scores of this many cases of the loop never leave 64 bits.
  static let leastCases = 8192

  init?(_ tables: ScoringTables) {
    let policy = tables.policy
    guard tables.cells.pairs.isEmpty, policy.deviation.reference == .mean,
      policy.rounding[.deviationK] == .exact,
      case .decimals(let scale, let mode) = policy.rounding[.caseScore],
      tables.bands[tables.normalBand].isPlain,
      policy.deviation.bands[tables.normalBand].review == .none,
      let highestScore = tables.scores.max(), let highestCoefficient = tables.coefficients.max(),
      let normal = NormalRounding(
        from: tables.scoreScale + tables.coefficientScale, to: scale, mode,
        highestScore: highestScore, highestCoefficient: highestCoefficient)
    else { return nil }
    self.normal = normal
    rounding = QuotientRounding(mode)
    self.highestScore = max(
      normal(
        highestScore * highestCoefficient * normal.multiplier, isHalfEven: normal.isHalfEven),
      Self.ordinaryScore)
    guard self.highestScore <= Int64.max / Int64(Self.leastCases) else { return nil }
    // Denominators are powers of ten, so the largest is a multiple of all.
    let costFactor = tables.bands.compactMap { $0.upper?.denominator }.max() ?? 1
    // No comparison of a cost of 32 bits leaves 64.
    guard costFactor <= Int64(Int32.max) else { return nil }
    var ends: [BandEnd] = []
    for upper in tables.bands.compactMap(\.upper) {
      guard
        let end = BandEnd(
          numerator: upper.numerator, denominator: upper.denominator,
          isInclusive: upper.inclusive, costFactor: costFactor)
      else { return nil }
      ends.append(end)
    }
    guard ends.count == tables.bands.count - 1 else { return nil }
    var bands: [Band] = []
    for (index, band) in tables.bands.enumerated() {
      guard
        let compiled = Band(
          band, tables.position(ofBand: index), policy.deviation.bands[index].review,
          scoreScale: tables.scoreScale, coefficientScale: tables.coefficientScale, target: scale)
      else { return nil }
      bands.append(compiled)
    }
    guard let cells = Self.cells(tables), let classes = Self.classes(tables) else { return nil }
    let highestReference = tables.references.max() ?? 0
    for index in bands.indices {
      bands[index].provenCost = bands[index].provenCost(
        score: highestScore, coefficient: highestCoefficient, reference: highestReference)
    }
    self.cells = cells
    coefficients = tables.coefficients
    classCount = tables.classCount
    levels = tables.levels
    self.classes = classes
    planeLength = tables.groups.count
    pools = policy.pools.types.count
    refusesMissingReferences =
      policy.deviation.missingReference == .refuse && tables.references.contains(0)
    self.bands = bands
    self.ends = ends
    self.costFactor = costFactor
    normalRange = NormalRange(
      start: tables.normalBand > 0 ? ends[tables.normalBand - 1] : nil,
      end: tables.normalBand < ends.count ? ends[tables.normalBand] : nil)
  }

  /// Where the cell of group 0 stands for an institution and a pool.
  func plane(institution: Int, pool: Int) -> Int {
    (Int(levels[institution]) * pools + pool) * planeLength
  }

  /// nil when a number does not fit.
  private static func cells(_ tables: ScoringTables) -> [UInt64]? {
    let planes = ScoringInstitution.levels * tables.policy.pools.types.count
    let length = tables.groups.count
    var cells = [UInt64](repeating: 0, count: planes * length)
    for group in tables.groups.indices {
      guard let score = UInt32(exactly: tables.scores[group]) else { return nil }
      for plane in 0..<planes {
        guard let mean = UInt32(exactly: tables.references[group * planes + plane]) else {
          return nil
        }
        cells[plane * length + group] = UInt64(score) << 32 | UInt64(mean)
      }
    }
    return cells
  }

  private static func classes(_ tables: ScoringTables) -> [UInt16]? {
    guard tables.classCount <= Int(UInt16.max) else { return nil }
    return tables.coefficientClass.map { UInt16(truncatingIfNeeded: $0) }
  }
}
