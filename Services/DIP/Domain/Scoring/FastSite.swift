import Quantities

/// The tables of the hot loop as plain pointers, for the cases of one institution in one pool.
struct FastSite {
  private let cells: UnsafePointer<FastTables.Cell>
  /// Of the institution, by class.
  private let coefficients: UnsafePointer<Int64>
  private let normalFactors: UnsafePointer<Int64>
  private let hasOneClass: Bool
  private let bands: UnsafePointer<FastBand>
  private let ends: UnsafeBufferPointer<BandEnd>
  private let costFactor: Int64
  private let normal: NormalRounding
  private let rounding: QuotientRounding
  private let highestScore: Int64

  /// The pointers are valid within the body only, which is not called when a table is empty.
  static func with(
    _ fast: FastTables, _ run: ClusteredCases.Run, _ body: (FastSite) -> Void
  ) {
    fast.cells.withUnsafeBufferPointer { cells in
      fast.coefficients.withUnsafeBufferPointer { coefficients in
        fast.normalFactors.withUnsafeBufferPointer { factors in
          fast.bands.withUnsafeBufferPointer { bands in
            fast.ends.withUnsafeBufferPointer { ends in
              guard let cells = cells.baseAddress, let bands = bands.baseAddress,
                let coefficients = coefficients.baseAddress, let factors = factors.baseAddress
              else { return }
              let first = run.institution * fast.classCount
              body(
                FastSite(
                  cells: cells + fast.plane(institution: run.institution, pool: run.pool),
                  coefficients: coefficients + first, normalFactors: factors + first,
                  hasOneClass: fast.classCount == 1, bands: bands, ends: ends,
                  costFactor: fast.costFactor, normal: fast.normal, rounding: fast.rounding,
                  highestScore: fast.highestScore))
            }
          }
        }
      }
    }
  }

  // MARK: First step

  /// Adds up the scores of the cases as if all were normal; notes those that are not, whose scores are
  /// not in the sum, and returns how many they are.
  ///
  /// - Parameter start: the first case; noted ones are counted from it.
  func scoreAsNormal(
    _ columns: ClusteredCases.Buffers, from start: Int, _ count: Int,
    _ noted: UnsafeMutablePointer<UInt32>, _ sum: inout Int64
  ) -> Int {
    // Constants, so that each kind of policy has a loop of its own.
    let cases = (columns.cells + start, columns.costs + start)
    switch (normal.isHalfEven, hasOneClass) {
    case (false, true): return scores(cases, count, noted, &sum, isHalfEven: false, oneClass: true)
    case (false, false):
      return scores(cases, count, noted, &sum, isHalfEven: false, oneClass: false)
    case (true, true): return scores(cases, count, noted, &sum, isHalfEven: true, oneClass: true)
    case (true, false): return scores(cases, count, noted, &sum, isHalfEven: true, oneClass: false)
    }
  }

  @inline(__always)
  private func scores(
    _ cases: (cells: UnsafePointer<Int32>, costs: UnsafePointer<UInt32>), _ count: Int,
    _ noted: UnsafeMutablePointer<UInt32>, _ sum: inout Int64, isHalfEven: Bool, oneClass: Bool
  ) -> Int {
    var total: Int64 = 0
    var length = 0
    let onlyFactor = normalFactors[0]
    for index in 0..<count {
      let cell = cells + Int(cases.cells[index])
      // A cost below `low` is far beyond the width. From the sign, because the compiler makes a branch
      // of a condition.
      let distance = UInt64(cases.costs[index] &- cell.pointee.low)
      let isNoted = Int((UInt64(cell.pointee.width) &- distance) &>> 63)
      noted[length] = UInt32(truncatingIfNeeded: index)
      length &+= isNoted
      let factor = oneClass ? onlyFactor : normalFactors[Int(cell.pointee.coefficientClass)]
      let score = normal(Int64(cell.pointee.score) &* factor, isHalfEven: isHalfEven)
      total &+= score & Int64(isNoted &- 1)
    }
    sum &+= total
    return length
  }

  /// Whether some case has no reference mean.
  func missesReference(_ range: Range<Int>, _ columns: ClusteredCases.Buffers) -> Bool {
    var misses = false
    for index in range { misses = misses || cells[Int(columns.cells[index])].reference == 0 }
    return misses
  }

  // MARK: Second step

  /// Adds the scores of cases that are not normal, and counts them: byte n of the result is the number
  /// of cases in band n. What the loop cannot take is set aside.
  func correct(
    _ columns: ClusteredCases.Buffers, from start: Int, _ noted: UnsafeBufferPointer<UInt32>,
    _ sum: inout Int64, _ setAside: inout [Int]
  ) -> UInt64 {
    switch (rounding.isHalfEven, hasOneClass) {
    case (false, true):
      corrected(columns, start, noted, &sum, &setAside, isHalfEven: false, oneClass: true)
    case (false, false):
      corrected(columns, start, noted, &sum, &setAside, isHalfEven: false, oneClass: false)
    case (true, _):
      corrected(columns, start, noted, &sum, &setAside, isHalfEven: true, oneClass: false)
    }
  }

  @inline(__always)
  private func corrected(
    _ columns: ClusteredCases.Buffers, _ start: Int, _ noted: UnsafeBufferPointer<UInt32>,
    _ sum: inout Int64, _ setAside: inout [Int], isHalfEven: Bool, oneClass: Bool
  ) -> UInt64 {
    let (numbers, costs) = (columns.cells + start, columns.costs + start)
    let onlyCoefficient = coefficients[0]
    var counts: UInt64 = 0
    var total: Int64 = 0
    for position in noted {
      let cell = cells[Int(numbers[Int(position)])]
      let cost = Int64(costs[Int(position)])
      let reference = Int64(cell.reference)
      let place = band(cost &* costFactor, reference)
      let band = bands + place
      let coefficient = oneClass ? onlyCoefficient : coefficients[Int(cell.coefficientClass)]
      let score = Int64(band.pointee.takesOtherScore ? cell.otherScore : cell.score)
      let base = score &* (band.pointee.appliesInstitution ? coefficient : 1)
      let constant = band.pointee.b &+ band.pointee.c &* coefficient
      let k = band.pointee.a &* cost &+ constant &* reference
      let numerator = base &* k &* band.pointee.multiplier
      let divisor = reference &* band.pointee.divisor
      // ⌊(n + ⌊d ÷ 2⌋) ÷ d⌋ rounds half up for even and odd d.
      let dividend = numerator &+ ((divisor &>> 1) & rounding.half | (divisor &- 1) & rounding.up)
      var quotient = quotient(UInt64(bitPattern: dividend), cell, band)
      if isHalfEven, rounding.isHalfEven, divisor & 1 == 0, quotient &* divisor == dividend {
        quotient &-= quotient & 1
      }
      // Beyond `provenCost` the numbers above mean nothing.
      guard cost <= band.pointee.provenCost, numerator >= 0, quotient <= highestScore else {
        setAside.append(start &+ Int(position))
        continue
      }
      total &+= quotient
      counts &+= 1 &<< UInt64(truncatingIfNeeded: place &<< 3)
    }
    sum &+= total
    return counts
  }

  /// ⌊x ÷ (reference × divisor of the band)⌋ for x of 63 bits: first by the reference, whose
  /// reciprocal is short by less than one at the end, then by the divisor.
  @inline(__always)
  private func quotient(
    _ x: UInt64, _ cell: FastTables.Cell, _ band: UnsafePointer<FastBand>
  ) -> Int64 {
    let reference = UInt64(cell.reference)
    var first = x.multipliedFullWidth(by: cell.reciprocal).high
    let rest = x &- first &* reference
    first &+= rest >= reference ? 1 : 0
    let whole = first.multipliedFullWidth(by: band.pointee.magic).high &>> band.pointee.shift
    return Int64(truncatingIfNeeded: whole)
  }

  /// As many as there are ends that the cost lies beyond.
  @inline(__always)
  private func band(_ scaledCost: Int64, _ reference: Int64) -> Int {
    var band = 0
    for end in ends { band &+= end.isPassed(scaledCost: scaledCost, reference: reference) }
    return band
  }
}
