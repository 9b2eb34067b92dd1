import Quantities

/// The score of one case (病例分值) as an exact fraction; its terms need not be in lowest form.
struct CaseScore {
  /// How the cost of a case relates to the bands.
  enum Position: UInt8 {
    case normal, low, high, ungrouped
  }

  var numerator: Int128
  var denominator: Int128
  var position: Position
  /// Index of the deviation band; -1 when no band was asked.
  var band: Int
  /// Whether the group has no reference mean, so that the case counts as normal unseen.
  var isWithoutReference = false
}

/// A fraction under construction: plain terms while they fit, reduced when they would not.
struct WideFraction {
  var numerator: Int128
  var denominator: Int128

  init(_ numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  mutating func multiply(by numerator: Int128, over denominator: Int128) throws(Problem) {
    let (top, o1) = self.numerator.multipliedReportingOverflow(by: numerator)
    let (bottom, o2) = self.denominator.multipliedReportingOverflow(by: denominator)
    if !o1, !o2 {
      self.numerator = top
      self.denominator = bottom
    } else {
      let product =
        try Ratio(self.numerator, self.denominator) * Ratio(numerator, denominator)
      self.numerator = product.numerator
      self.denominator = product.denominator
    }
  }

  mutating func round(by rounding: Rounding) throws(Problem) {
    guard case .decimals(let scale, let mode) = rounding else { return }
    numerator = try mode.scaledQuotient(numerator, denominator, scale: scale)
    denominator = PowersOfTen.int128(scale)
  }

  var ratio: Ratio {
    get throws(Problem) { try Ratio(numerator, denominator) }
  }
}

/// `a × b` for terms that a validated input keeps far below the limit; beyond it, an error.
func checkedProduct(_ a: Int128, _ b: Int128) throws(Problem) -> Int128 {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  guard !overflow else { throw .overflow("\(a) × \(b)") }
  return value
}

func checkedSum(_ a: Int128, _ b: Int128) throws(Problem) -> Int128 {
  let (value, overflow) = a.addingReportingOverflow(b)
  guard !overflow else { throw .overflow("\(a) + \(b)") }
  return value
}
