import Quantities

/// The hot loop: scores and adds up cases in checked 64-bit integers over plain buffers.
///
/// A normal case costs two comparisons, one product and a rounding without division; only a case off
/// the normal band divides. A case that would leave 64 bits, or that the tables do not take, is set
/// aside and scored by the rule itself, so results are always the same.
struct FastScoring {
  let fast: FastTables
  let tables: ScoringTables
  let accountsPerInstitution: Int

  /// Adds the cases of a range; returns the indices that the rule itself has to score.
  func add(
    _ range: Range<Int>, of columns: ScoringColumns, to sums: inout [AccountSums]
  ) throws(Problem) -> [Int] {
    let outcome = columns.withBuffers { buffers in
      sums.withUnsafeMutableBufferPointer { sums in
        fast.cells.withUnsafeBufferPointer { cells in
          tables.coefficients.withUnsafeBufferPointer { coefficients in
            tables.levels.withUnsafeBufferPointer { levels in
              Result<[Int], SumOverflow> { () throws(SumOverflow) in
                try loop(range, buffers, Lookup(cells, coefficients, levels), sums)
              }
            }
          }
        }
      }
    }
    switch outcome {
    case .success(let setAside): return setAside
    case .failure: throw .overflow("sums of an account")
    }
  }

  private struct Lookup {
    let cells: UnsafeBufferPointer<FastTables.Cell>
    let coefficients: UnsafeBufferPointer<Int64>
    let levels: UnsafeBufferPointer<Int32>

    init(
      _ cells: UnsafeBufferPointer<FastTables.Cell>, _ coefficients: UnsafeBufferPointer<Int64>,
      _ levels: UnsafeBufferPointer<Int32>
    ) {
      self.cells = cells
      self.coefficients = coefficients
      self.levels = levels
    }
  }

  private func loop(
    _ range: Range<Int>, _ columns: ScoringColumns.Buffers, _ lookup: Lookup,
    _ sums: UnsafeMutableBufferPointer<AccountSums>
  ) throws(SumOverflow) -> [Int] {
    var setAside: [Int] = []
    let pools = tables.policy.pools.types.count
    let poolStep = accountsPerInstitution == 1 ? 0 : 1
    let classes = tables.classCount
    let normal = fast.normal
    let ungroupedScore = fast.ungroupedScore
    for index in range {
      let institution = Int(columns.institution[index])
      let pool = Int(columns.pool[index])
      let group = Int(columns.group[index])
      let cost = columns.totalCost[index]
      let account = institution &* accountsPerInstitution &+ pool &* poolStep
      let score: Int64
      if group >= 0 {
        let level = Int(lookup.levels[institution])
        let cell = lookup.cells[
          (group &* ScoringInstitution.levels &+ level) &* pools &+ pool]
        let coefficient = lookup.coefficients[
          institution &* classes &+ Int(cell.coefficientClass)]
        if cost >= cell.lowest, cost <= cell.highest {
          score = normal(Int64(cell.score) &* coefficient)
        } else if let deviating = deviatingScore(cost, cell, coefficient, &sums[account]) {
          score = deviating
        } else {
          setAside.append(index)
          continue
        }
      } else if group == Int(ScoringColumns.outOfScope) {
        sums[account].outOfScope += 1
        continue
      } else if let ungroupedScore {
        score = ungroupedScore
        sums[account].ungrouped += 1
      } else {
        setAside.append(index)
        continue
      }
      sums[account].cases &+= 1
      sums[account].cost = try sums[account].cost.adding(cost)
      sums[account].booked = try sums[account].booked.adding(columns.bookedFund[index])
      sums[account].patient = try sums[account].patient.adding(columns.patientShare[index])
      sums[account].score &+= Int128(score)
    }
    return setAside
  }

  /// Score of a case off the normal band, counted in the sums; nil when it would leave 64 bits.
  private func deviatingScore(
    _ cost: Int64, _ cell: FastTables.Cell, _ coefficient: Int64, _ sums: inout AccountSums
  ) -> Int64? {
    fast.bands.withUnsafeBufferPointer { bands in
      var index = 0
      while true {
        let band = bands[index]
        if band.isLast { break }
        let (left, o1) = cost.multipliedReportingOverflow(by: band.denominator)
        let (right, o2) = cell.reference.multipliedReportingOverflow(by: band.numerator)
        if o1 || o2 { return nil }
        if left < right || (band.isInclusive && left == right) { break }
        index += 1
      }
      let band = bands[index]
      guard
        let score = band.score(
          cost, reference: cell.reference, score: Int64(cell.score), coefficient: coefficient,
          fast.mode)
      else { return nil }
      switch band.position {
      case .low: sums.low &+= 1
      case .high: sums.high &+= 1
      case .normal, .ungrouped: break
      }
      switch band.review {
      case .none: break
      case .specialCase: sums.specialCases &+= 1
      case .expert: sums.expertReviews &+= 1
      }
      return score
    }
  }
}

extension FastTables.Band {
  /// `score × coefficient × k` at the scale of case scores; nil when a step would leave 64 bits.
  @inline(__always)
  fileprivate func score(
    _ cost: Int64, reference: Int64, score: Int64, coefficient: Int64, _ mode: RoundingMode
  ) -> Int64? {
    let (slope, o1) = a.multipliedReportingOverflow(by: cost)
    let (added, o2) = c.multipliedReportingOverflow(by: coefficient)
    let (constant, o3) = b.addingReportingOverflow(added)
    let (offset, o4) = constant.multipliedReportingOverflow(by: reference)
    let (inner, o5) = slope.addingReportingOverflow(offset)
    // score × coefficient is bounded by NormalRounding.
    let base = appliesInstitution ? score &* coefficient : score
    let (product, o6) = base.multipliedReportingOverflow(by: inner)
    let (numerator, o7) = product.multipliedReportingOverflow(by: scaling.multiplier)
    let (divisor, o8) = reference.multipliedReportingOverflow(by: scaling.divisor)
    if o1 || o2 || o3 || o4 || o5 || o6 || o7 || o8 || numerator < 0 { return nil }
    let (quotient, remainder) = UInt64(numerator).quotientAndRemainder(
      dividingBy: UInt64(divisor))
    let isCarried: Bool
    switch mode {
    case .halfUp: isCarried = remainder >= UInt64(divisor) &- remainder
    case .down: isCarried = false
    case .up: isCarried = remainder > 0
    case .halfEven:
      let other = UInt64(divisor) &- remainder
      isCarried = remainder > other || (remainder == other && quotient & 1 == 1)
    }
    return Int64(quotient) &+ (isCarried ? 1 : 0)
  }
}
