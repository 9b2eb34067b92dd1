import Quantities

/// What the cases of one account (institution, and pool when pools are separate) add up to. All sums
/// are exact integers, so neither the order of cases nor the number of threads changes them.
struct AccountSums: Sendable, Hashable {
  /// Cases that were scored, with the ungrouped ones.
  var cases: Int64 = 0
  /// Fen.
  var cost: Int64 = 0
  var booked: Int64 = 0
  var patient: Int64 = 0
  /// Σ case scores × 10^scale where `rounding.case_score` is decimal; else unused.
  var score: Int128 = 0
  var ungrouped: Int64 = 0
  var outOfScope: Int64 = 0
  var low: Int64 = 0
  var high: Int64 = 0
  /// Cases that may apply for 特例单议, and cases that experts review.
  var specialCases: Int64 = 0
  var expertReviews: Int64 = 0

  mutating func add(_ other: AccountSums) throws(SumOverflow) {
    cases = try cases.adding(other.cases)
    cost = try cost.adding(other.cost)
    booked = try booked.adding(other.booked)
    patient = try patient.adding(other.patient)
    let (sum, overflow) = score.addingReportingOverflow(other.score)
    guard !overflow else { throw SumOverflow() }
    score = sum
    ungrouped = try ungrouped.adding(other.ungrouped)
    outOfScope = try outOfScope.adding(other.outOfScope)
    low = try low.adding(other.low)
    high = try high.adding(other.high)
    specialCases = try specialCases.adding(other.specialCases)
    expertReviews = try expertReviews.adding(other.expertReviews)
  }
}

extension AccountSums {
  mutating func count(
    _ position: CaseScore.Position, cost: Int64, booked: Int64, patient: Int64,
    review: DeviationBand.Review
  ) throws(SumOverflow) {
    cases += 1
    self.cost = try self.cost.adding(cost)
    self.booked = try self.booked.adding(booked)
    self.patient = try self.patient.adding(patient)
    switch position {
    case .normal: break
    case .low: low += 1
    case .high: high += 1
    case .ungrouped: ungrouped += 1
    }
    switch review {
    case .none: break
    case .specialCase: specialCases += 1
    case .expert: expertReviews += 1
    }
  }

  /// A case scored by a review has no band.
  mutating func count(_ item: ScoringSupplements.AdjustedCase) throws(SumOverflow) {
    cases += 1
    cost = try cost.adding(item.totalCost.fen)
    booked = try booked.adding(item.bookedFund.fen)
    patient = try patient.adding(item.patientShare.fen)
  }
}

/// A sum left 64 bits; named apart from `Problem` because the hot loop must not build texts.
struct SumOverflow: Error {}

extension Int64 {
  @inline(__always)
  func adding(_ other: Int64) throws(SumOverflow) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw SumOverflow() }
    return sum
  }
}
