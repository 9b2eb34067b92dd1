import Quantities

/// The tables of the hot loop as plain buffers, for the cases of one institution in one pool.
struct FastSite {
  private let cells: UnsafeBufferPointer<UInt64>
  private let classes: UnsafeBufferPointer<UInt16>
  /// Where the cell of group 0 stands for the institution's level and the pool.
  private let plane: Int
  /// Of all institutions, and where the institution's begin.
  private let coefficients: UnsafeBufferPointer<Int64>
  private let firstCoefficient: Int
  private let hasOneClass: Bool
  private let bands: UnsafeBufferPointer<FastTables.Band>
  private let ends: UnsafeBufferPointer<BandEnd>
  private let normalRange: NormalRange
  private let costFactor: Int64
  private let normal: NormalRounding
  private let rounding: QuotientRounding
  private let highestScore: Int64
  let refusesMissingReferences: Bool

  /// The buffers are valid within the body only.
  static func with<Result>(
    _ fast: FastTables, _ run: ClusteredCases.Run, _ body: (FastSite) -> Result
  ) -> Result {
    fast.cells.withUnsafeBufferPointer { cells in
      fast.classes.withUnsafeBufferPointer { classes in
        fast.coefficients.withUnsafeBufferPointer { coefficients in
          fast.bands.withUnsafeBufferPointer { bands in
            fast.ends.withUnsafeBufferPointer { ends in
              body(
                FastSite(
                  cells: cells, classes: classes,
                  plane: fast.plane(institution: run.institution, pool: run.pool),
                  coefficients: coefficients,
                  firstCoefficient: run.institution * fast.classCount,
                  hasOneClass: fast.classCount == 1, bands: bands, ends: ends,
                  normalRange: fast.normalRange, costFactor: fast.costFactor, normal: fast.normal,
                  rounding: fast.rounding, highestScore: fast.highestScore,
                  refusesMissingReferences: fast.refusesMissingReferences))
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func cell(of group: Int32) -> (reference: Int64, score: Int64) {
    let cell = cells[plane &+ Int(group)]
    return (Int64(UInt32(truncatingIfNeeded: cell)), Int64(cell &>> 32))
  }

  @inline(__always)
  private func coefficient(of group: Int32, hasOneClass: Bool) -> Int64 {
    let place = hasOneClass ? 0 : Int(classes[Int(group)])
    return coefficients[firstCoefficient &+ place]
  }

  // MARK: First step

  /// What the first step finds in a batch.
  struct Normal {
    var score: Int64
    var cost: Int64
    var noted: Int
  }

  /// Adds up scores and costs of the cases; notes those that are not normal, and how many, whose
  /// scores are not in the sum.
  func scoreAsNormal(
    _ range: Range<Int>, _ columns: ClusteredCases.Buffers,
    _ noted: UnsafeMutableBufferPointer<Int>
  ) -> Normal {
    // Constants, so that each kind of policy has a loop of its own.
    switch (normal.isHalfEven, hasOneClass) {
    case (false, true): scores(range, columns, noted, isHalfEven: false, hasOneClass: true)
    case (false, false): scores(range, columns, noted, isHalfEven: false, hasOneClass: false)
    case (true, true): scores(range, columns, noted, isHalfEven: true, hasOneClass: true)
    case (true, false): scores(range, columns, noted, isHalfEven: true, hasOneClass: false)
    }
  }

  @inline(__always)
  private func scores(
    _ range: Range<Int>, _ columns: ClusteredCases.Buffers,
    _ noted: UnsafeMutableBufferPointer<Int>, isHalfEven: Bool, hasOneClass: Bool
  ) -> Normal {
    var result = Normal(score: 0, cost: 0, noted: 0)
    for index in range {
      let group = columns.cells[index]
      let cost = Int64(columns.costs[index])
      let (reference, score) = cell(of: group)
      // Without a reference mean the comparison says nothing; the second step knows.
      let isNoted =
        normalRange.isLeft(scaledCost: cost &* costFactor, reference: reference)
      noted[result.noted] = index
      result.noted &+= isNoted
      result.cost &+= cost
      let product =
        score &* (coefficient(of: group, hasOneClass: hasOneClass) &* normal.multiplier)
      result.score &+=
        normal(product, isHalfEven: isHalfEven) & Int64(truncatingIfNeeded: isNoted &- 1)
    }
    return result
  }

  /// Whether some grouped case has no reference mean.
  func missesReference(_ range: Range<Int>, _ columns: ClusteredCases.Buffers) -> Bool {
    var misses = false
    for index in range {
      let group = columns.cells[index]
      misses = misses || cell(of: group).reference == 0
    }
    return misses
  }

  // MARK: Second step

  /// Adds the score of a case that is not normal; false when the rule itself has to score it, and
  /// nothing of it is left in the sums.
  @inline(__always)
  func correct(
    _ index: Int, _ columns: ClusteredCases.Buffers, _ sums: inout FastSums,
    _ counts: UnsafeMutableBufferPointer<Int64>
  ) -> Bool {
    let group = columns.cells[index]
    let (reference, score) = cell(of: group)
    let coefficient = coefficient(of: group, hasOneClass: hasOneClass)
    let cost = Int64(columns.costs[index])
    if reference == 0 {
      // Nothing to compare with: normal, whatever the first step made of it.
      sums.score &+= normal(
        score &* (coefficient &* normal.multiplier), isHalfEven: normal.isHalfEven)
      return true
    } else {
      let place = band(cost: cost, reference: reference)
      let band = bands[place]
      let exact =
        cost <= band.provenCost
        ? band.score(
          cost, reference: reference, score: score, coefficient: coefficient, rounding,
          isProven: true)
        : band.score(
          cost, reference: reference, score: score, coefficient: coefficient, rounding,
          isProven: false
        )
      if let exact, exact <= highestScore {
        sums.score &+= exact
        counts[place] &+= 1
        return true
      }
    }
    sums.takeOut(index, columns)
    return false
  }

  /// As many as there are ends that the cost lies beyond.
  @inline(__always)
  private func band(cost: Int64, reference: Int64) -> Int {
    let scaledCost = cost &* costFactor
    var band = 0
    for end in ends { band &+= end.isPassed(scaledCost: scaledCost, reference: reference) }
    return band
  }
}
