import Quantities

/// The rule of scoring for one case in 128-bit integers (`ScoringTables.exactScore` without fractions):
/// for every policy that rounds case scores to decimals. What it returns is the score that the rule
/// gives, rounded; a case whose numbers leave 128 bits it does not take.
struct IntegerScoring: Sendable {
  struct Score {
    /// × 10^scale of `rounding.case_score`.
    var digits: Int64
    /// Index of the deviation band.
    var band: Int
    var isWithoutReference: Bool
  }

  private enum Reference: Sendable {
    case mean
    /// cost × `costFactor` is compared with score × coefficients × `factor`.
    case standard(costFactor: Int128, factor: Int128)
  }

  private struct Band: Sendable {
    /// Multiplied by the coefficients' unit where c ≠ 0.
    var a: Int128
    var b: Int128
    var c: Int128
    var appliesInstitution: Bool
    var appliesAuxiliary: Bool
    var upper: IntegerBand.End?
    /// k = terms ÷ unit.
    var unit: Int128
    /// From the product of score, coefficients and terms of k to the scale of case scores.
    var scaling: DecimalScaling
    /// The same from a rounded k; nil where k is exact.
    var roundedScaling: DecimalScaling?
  }

  private let mode: RoundingMode
  private let reference: Reference
  private let bands: [Band]
  private let normalBand: Int
  /// 10^decimals and mode of `rounding.deviation_k`; nil where k is exact.
  private let kRounding: (unit: Int128, mode: RoundingMode)?
  /// No product with a k up to here leaves 128 bits.
  private let highestK: Int128
  /// 10^auxiliaryScale: the coefficient of a cell without an auxiliary type.
  private let auxiliaryUnit: Int64

  /// nil for exact case scores, and where the largest numbers of the tables leave 128 bits.
  init?(_ tables: ScoringTables) {
    let policy = tables.policy
    guard case .decimals(let target, let mode) = policy.rounding[.caseScore] else { return nil }
    self.mode = mode
    let auxiliaryUnit = Int64(exactly: PowersOfTen.int128(tables.auxiliaryScale))
    guard let auxiliaryUnit else { return nil }
    self.auxiliaryUnit = auxiliaryUnit
    switch policy.deviation.reference {
    case .mean: reference = .mean
    case .standard:
      guard let value = policy.payment.yearStartPointValue,
        let standard = Self.standard(value, tables)
      else { return nil }
      reference = standard
    }
    var kScale: Int?
    if case .decimals(let scale, let mode) = policy.rounding[.deviationK] {
      kRounding = (PowersOfTen.int128(scale), mode)
      kScale = scale
    } else {
      kRounding = nil
    }
    bands = tables.bands.compactMap { Self.band($0, tables, kScale: kScale, target: target) }
    normalBand = tables.normalBand
    guard bands.count == tables.bands.count,
      let highestK = Self.highestK(
        bands, reference, tables, kUnit: kRounding?.unit ?? 1, auxiliaryUnit: auxiliaryUnit)
    else { return nil }
    self.highestK = highestK
  }

  /// The score of a grouped case; nil when the rule itself has to give it.
  @inline(__always)
  func score(
    _ tables: ScoringTables, institution: Int, pool: Int, cell: Int, cost: UInt32
  ) -> Score? {
    let group = tables.cells.group(of: cell)
    let coefficient = Int128(tables.scaledCoefficient(institution: institution, group: group))
    let auxiliary = Int128(tables.scaledAuxiliary(cell: cell) ?? auxiliaryUnit)
    let score = Int128(tables.scores[group])
    let top: Int128
    let bottom: Int128
    switch reference {
    case .mean:
      top = Int128(cost)
      bottom = Int128(tables.reference(institution: institution, group: group, pool: pool))
    case .standard(let costFactor, let factor):
      top = Int128(cost) &* costFactor
      bottom = score &* auxiliary &* (coefficient &* factor)
    }
    var place = normalBand
    if bottom > 0 {
      place = 0
      while let end = bands[place].upper, end.isPassed(top, bottom) { place += 1 }
    }
    let band = bands[place]
    let constant = band.b &+ band.c &* coefficient
    let base =
      score &* (band.appliesInstitution ? coefficient : 1)
      &* (band.appliesAuxiliary ? auxiliary : 1)
    let digits: Int128
    if let kRounding, let scaling = band.roundedScaling {
      let k =
        bottom > 0 && band.a != 0
        ? kRounding.mode.quotient(
          (band.a &* top &+ constant &* bottom) &* kRounding.unit, bottom &* band.unit)
        : kRounding.mode.quotient(constant &* kRounding.unit, band.unit)
      guard k.magnitude <= highestK.magnitude else { return nil }
      digits = mode.quotient(
        base &* k &* Int128(scaling.multiplier), Int128(scaling.divisor))
    } else if bottom == 0 || band.a == 0 {
      digits = mode.quotient(
        base &* constant &* Int128(band.scaling.multiplier), Int128(band.scaling.divisor))
    } else {
      let inner = band.a &* top &+ constant &* bottom
      switch reference {
      case .mean:
        digits = mode.quotient(
          base &* inner &* Int128(band.scaling.multiplier),
          bottom &* Int128(band.scaling.divisor))
      case .standard(_, let factor):
        // Score and coefficients are in the reference too, and cancel.
        digits = mode.quotient(
          inner &* Int128(band.scaling.multiplier),
          factor &* (band.appliesInstitution ? 1 : coefficient)
            &* (band.appliesAuxiliary ? 1 : auxiliary) &* Int128(band.scaling.divisor))
      }
    }
    guard let narrow = Int64(exactly: digits) else { return nil }
    return Score(
      digits: narrow, band: place,
      isWithoutReference: bottom == 0 && tables.policy.deviation.reference == .mean)
  }

  // MARK: Bounds

  private static func standard(_ value: Decimal, _ tables: ScoringTables) -> Reference? {
    let scale = tables.scoreScale + tables.coefficientScale + tables.auxiliaryScale + value.scale
    guard scale <= 38, value.coefficient > 0,
      let factor = try? checkedProduct(value.coefficient, 100)
    else { return nil }
    let costFactor = PowersOfTen.int128(scale)
    let divisor = Int128(Ratio.greatestCommonDivisor(costFactor.magnitude, factor.magnitude))
    return .standard(costFactor: costFactor / divisor, factor: factor / divisor)
  }

  private static func band(
    _ band: IntegerBand, _ tables: ScoringTables, kScale: Int?, target: Int
  ) -> Band? {
    let unitScale = band.scale + (band.c == 0 ? 0 : tables.coefficientScale)
    guard unitScale <= 38 else { return nil }
    let unit = band.c == 0 ? 1 : PowersOfTen.int128(tables.coefficientScale)
    let baseScale =
      tables.scoreScale + (band.appliesInstitution ? tables.coefficientScale : 0)
      + (band.appliesAuxiliary ? tables.auxiliaryScale : 0)
    guard let scaling = DecimalScaling(from: baseScale + unitScale, to: target),
      let a = try? checkedProduct(Int128(band.a), unit),
      let b = try? checkedProduct(Int128(band.b), unit)
    else { return nil }
    let rounded = kScale.flatMap { DecimalScaling(from: baseScale + $0, to: target) }
    if kScale != nil, rounded == nil { return nil }
    return Band(
      a: a, b: b, c: Int128(band.c), appliesInstitution: band.appliesInstitution,
      appliesAuxiliary: band.appliesAuxiliary, upper: band.upper,
      unit: PowersOfTen.int128(unitScale), scaling: scaling, roundedScaling: rounded)
  }

  /// Forms every product of `score` with the largest numbers there are; nil when one leaves 128 bits.
  private static func highestK(
    _ bands: [Band], _ reference: Reference, _ tables: ScoringTables, kUnit: Int128,
    auxiliaryUnit: Int64
  ) -> Int128? {
    let score = Int128(max(tables.scores.max() ?? 0, 1))
    let coefficient = Int128(max(tables.coefficients.max() ?? 0, 1))
    let auxiliary = Int128(max(tables.auxiliary.max() ?? 0, auxiliaryUnit))
    var highestK = Int128.max
    do throws(Problem) {
      let base = try checkedProduct(checkedProduct(score, coefficient), auxiliary)
      var top = Int128(UInt32.max)
      var bottom = Int128(max(tables.references.max() ?? 0, 1))
      var cancelled: Int128 = 1
      if case .standard(let costFactor, let factor) = reference {
        top = try checkedProduct(top, costFactor)
        bottom = try checkedProduct(base, factor)
        cancelled = try checkedProduct(factor, checkedProduct(coefficient, auxiliary))
      }
      for band in bands {
        if let upper = band.upper {
          _ = try checkedProduct(top, Int128(upper.denominator))
          _ = try checkedProduct(bottom, Int128(upper.numerator))
        }
        let constant = try checkedSum(
          Int128(exactMagnitude: band.b),
          checkedProduct(Int128(exactMagnitude: band.c), coefficient))
        let inner = try checkedSum(
          checkedProduct(Int128(exactMagnitude: band.a), top), checkedProduct(constant, bottom))
        if let rounded = band.roundedScaling {
          _ = try checkedProduct(inner, kUnit)
          _ = try checkedProduct(bottom, band.unit)
          highestK = min(
            highestK, Int128.max / (try checkedProduct(base, Int128(rounded.multiplier))))
        } else {
          let multiplier = Int128(band.scaling.multiplier)
          let divisor = Int128(band.scaling.divisor)
          _ = try checkedProduct(checkedProduct(base, constant), multiplier)
          if case .standard = reference {
            _ = try checkedProduct(inner, multiplier)
            _ = try checkedProduct(cancelled, divisor)
          } else {
            _ = try checkedProduct(checkedProduct(base, inner), multiplier)
            _ = try checkedProduct(bottom, divisor)
          }
        }
      }
    } catch {
      return nil
    }
    return highestK
  }
}

extension Int128 {
  /// The magnitude of a number that came from 64 bits and a power of ten.
  fileprivate init(exactMagnitude value: Int128) { self = value < 0 ? 0 - value : value }
}

extension IntegerBand.End {
  @inline(__always)
  fileprivate func isPassed(_ top: Int128, _ bottom: Int128) -> Bool {
    let left = top &* Int128(denominator)
    let right = bottom &* Int128(numerator)
    return inclusive ? left > right : left >= right
  }
}

extension RoundingMode {
  /// `divide`, with one machine division where both numbers are of 64 bits.
  @inline(__always)
  func quotient(_ numerator: Int128, _ denominator: Int128) -> Int128 {
    guard let n = UInt64(exactly: numerator), let d = UInt64(exactly: denominator) else {
      return divide(numerator, by: denominator)
    }
    let (quotient, rest) = n.quotientAndRemainder(dividingBy: d)
    let carries =
      switch self {
      case .down: false
      case .up: rest > 0
      case .halfUp: rest >= d &- rest
      case .halfEven: rest > d &- rest || (rest == d &- rest && quotient & 1 == 1)
      }
    return Int128(quotient) &+ (carries && rest > 0 ? 1 : 0)
  }
}
