import Quantities

/// The tables of the hot loop as plain pointers, for the cases of one institution in one pool.
struct FastSite {
  private let cells: UnsafePointer<FastTables.Cell>
  /// Of the institution, by class.
  private let normalFactors: UnsafePointer<Int64>
  /// nil where they do not fit.
  private let shortFactors: UnsafePointer<Int64>?
  private let shortAddend: Int64
  /// Of the institution, by class and band.
  private let bandFactors: UnsafePointer<FastTables.BandFactor>
  private let hasOneClass: Bool
  private let bandCount: Int
  private let outerEnds: UnsafeBufferPointer<BandEnd>
  private let aboveStep: Int
  private let costFactor: Int64
  private let divisor: Int64
  private let normal: NormalRounding
  private let rounding: QuotientRounding
  private let highestScore: Int64

  /// The pointers are valid within the body only, which is not called when a table is empty.
  static func with(
    _ fast: FastTables, _ run: ClusteredCases.Run, _ body: (FastSite) -> Void
  ) {
    fast.cells.withUnsafeBufferPointer { cells in
      fast.normalFactors.withUnsafeBufferPointer { factors in
        fast.shortFactors.withUnsafeBufferPointer { short in
          fast.bandFactors.withUnsafeBufferPointer { bandFactors in
            fast.outerEnds.withUnsafeBufferPointer { ends in
              guard let cells = cells.baseAddress, let factors = factors.baseAddress,
                let bandFactors = bandFactors.baseAddress
              else { return }
              let first = run.institution * fast.classCount
              body(
                FastSite(
                  cells: cells + fast.plane(institution: run.institution, pool: run.pool),
                  normalFactors: factors + first,
                  shortFactors: short.baseAddress.flatMap { short.isEmpty ? nil : $0 + first },
                  shortAddend: fast.shortAddend,
                  bandFactors: bandFactors + first * fast.bands.count,
                  hasOneClass: fast.classCount == 1, bandCount: fast.bands.count, outerEnds: ends,
                  aboveStep: fast.aboveStep, costFactor: fast.costFactor,
                  divisor: fast.divisor, normal: fast.normal,
                  rounding: fast.rounding, highestScore: fast.highestScore))
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
  @inline(__always)
  func scoreAsNormal(
    _ columns: ClusteredCases.Buffers, from start: Int, _ count: Int,
    _ noted: UnsafeMutablePointer<UInt32>, _ sum: inout Int64
  ) -> Int {
    // Constants, so that each kind of policy has a loop of its own.
    let cases = (columns.cells + start, columns.costs + start)
    guard let shortFactors else {
      let (normal, factors) = (normal, normalFactors)
      guard normal.isHalfEven else {
        return scores(cases, count, noted, &sum) { score, number in
          normal(score &* factors[number], isHalfEven: false)
        }
      }
      return scores(cases, count, noted, &sum) { score, number in
        normal(score &* factors[number], isHalfEven: true)
      }
    }
    let addend = shortAddend
    guard hasOneClass else {
      return scores(cases, count, noted, &sum) { score, number in
        (score &* shortFactors[number] &+ addend) &>> 32
      }
    }
    let factor = shortFactors[0]
    return scores(cases, count, noted, &sum) { score, _ in (score &* factor &+ addend) &>> 32 }
  }

  /// - Parameter rounded: what a score of a cell earns in a class of coefficients.
  @inline(__always)
  private func scores(
    _ cases: (cells: UnsafePointer<Int32>, costs: UnsafePointer<UInt32>), _ count: Int,
    _ noted: UnsafeMutablePointer<UInt32>, _ sum: inout Int64, _ rounded: (Int64, Int) -> Int64
  ) -> Int {
    var total: Int64 = 0
    var length = 0
    @inline(__always)
    func take(_ index: Int) {
      let cell = cells + Int(cases.cells[index])
      // A cost below `low` is far beyond the width. From the sign, because the compiler makes a branch
      // of a condition.
      let distance = UInt64(cases.costs[index] &- cell.pointee.low)
      let isNoted = Int((UInt64(cell.pointee.width) &- distance) &>> 63)
      noted[length] = UInt32(truncatingIfNeeded: index)
      length &+= isNoted
      let score = rounded(Int64(cell.pointee.score), Int(cell.pointee.coefficientClass))
      total &+= score & Int64(isNoted &- 1)
    }
    // Two at a time: a loop over so few steps is a sixth of them.
    for index in stride(from: 0, to: count & ~1, by: 2) {
      take(index)
      take(index &+ 1)
    }
    if count & 1 == 1 { take(count &- 1) }
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

  /// Adds the scores of cases that are not normal, and counts them by band. What the loop cannot take
  /// is set aside.
  @inline(never)
  func correct(
    _ columns: ClusteredCases.Buffers, from start: Int, _ noted: UnsafeBufferPointer<UInt32>,
    _ sum: inout Int64, _ counts: UnsafeMutablePointer<Int64>, _ setAside: inout [Int]
  ) {
    switch (rounding.isHalfEven, hasOneClass && outerEnds.count == 1) {
    case (false, true):
      corrected(columns, start, noted, &sum, counts, &setAside, isHalfEven: false, isPlain: true)
    case (false, false):
      corrected(columns, start, noted, &sum, counts, &setAside, isHalfEven: false, isPlain: false)
    case (true, _):
      corrected(columns, start, noted, &sum, counts, &setAside, isHalfEven: true, isPlain: false)
    }
  }

  /// - Parameter isPlain: a constant: one class of coefficients and one outer end.
  @inline(__always)
  private func corrected(
    _ columns: ClusteredCases.Buffers, _ start: Int, _ noted: UnsafeBufferPointer<UInt32>,
    _ sum: inout Int64, _ counts: UnsafeMutablePointer<Int64>, _ setAside: inout [Int],
    isHalfEven: Bool, isPlain: Bool
  ) {
    let (numbers, costs) = (columns.cells + start, columns.costs + start)
    let half = (divisor &>> 1) &* rounding.share
    let less = rounding.less
    var total: Int64 = 0
    for position in noted {
      let cell = cells + Int(numbers[Int(position)])
      let cost = Int64(costs[Int(position)])
      let reference = Int64(cell.pointee.reference)
      let place = band(cost, cell, isPlain: isPlain)
      let first = isPlain ? 0 : Int(cell.pointee.coefficientClass) &* bandCount
      let band = bandFactors + (first &+ place)
      let score = Int64(
        band.pointee.takesOtherScore ? cell.pointee.otherScore : cell.pointee.score)
      let numerator = score &* (band.pointee.slope &* cost &+ band.pointee.constant &* reference)
      // ⌊(n + d ÷ 2) ÷ d⌋ rounds half up.
      let dividend = numerator &+ (reference &* half &- less)
      var quotient = quotient(dividend, reference &* divisor, cell.pointee.reciprocal)
      if isHalfEven, quotient &* (reference &* divisor) == dividend { quotient &-= quotient & 1 }
      // Beyond `provenCost` the numbers above mean nothing.
      guard cost <= band.pointee.provenCost, numerator >= 0, quotient <= highestScore else {
        setAside.append(start &+ Int(position))
        continue
      }
      total &+= quotient
      counts[place] &+= 1
    }
    sum &+= total
  }

  /// ⌊x ÷ divisor⌋ for x of 63 bits: the reciprocal's product is short by less than one at the end.
  @inline(__always)
  private func quotient(_ x: Int64, _ divisor: Int64, _ reciprocal: UInt64) -> Int64 {
    let whole = UInt64(bitPattern: x).multipliedFullWidth(by: reciprocal).high
    let rest = UInt64(bitPattern: x) &- whole &* UInt64(bitPattern: divisor)
    return Int64(truncatingIfNeeded: whole &+ (rest >= UInt64(bitPattern: divisor) ? 1 : 0))
  }

  /// The band of a case that is not normal: as many as there are ends that the cost lies beyond.
  @inline(__always)
  private func band(
    _ cost: Int64, _ cell: UnsafePointer<FastTables.Cell>, isPlain: Bool
  ) -> Int {
    // Some cost is normal in every cell, or none is beyond: one below the lowest of them is below.
    let below = (cost &- Int64(cell.pointee.low)) &>> 63
    let band = aboveStep & Int(truncatingIfNeeded: ~below)
    let scaledCost = cost &* costFactor
    let reference = Int64(cell.pointee.reference)
    if isPlain {
      return band &+ outerEnds[0].isPassed(scaledCost: scaledCost, reference: reference)
    }
    return outerEnds.reduce(band) {
      $0 &+ $1.isPassed(scaledCost: scaledCost, reference: reference)
    }
  }
}
