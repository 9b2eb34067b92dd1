import Quantities

/// The hot loop: scores and adds up cases in 64-bit integers over plain buffers.
///
/// Cases go through in batches of three steps. The first has no branch that depends on data: it
/// scores every case as if it were normal and notes those that are not, so that the processor fetches
/// the cells of many cases at once. The second scores the noted ones, and only those divide. The
/// third adds up. A case that would leave 64 bits, or that the tables do not take, is set aside and
/// scored by the rule itself, so results are always the same.
struct FastScoring {
  /// Small enough that a batch stays in the first-level cache.
  private static let batch = 512

  /// The sums that every case touches, apart from the rare counters.
  private struct HotSums {
    var cases: Int64 = 0
    var cost: Int64 = 0
    var booked: Int64 = 0
    var patient: Int64 = 0
    var score: Int128 = 0
  }

  private let fast: FastTables
  private let tables: ScoringTables
  private let accountsPerInstitution: Int
  private var hot: [HotSums]
  private var rare: [AccountSums]

  init(
    fast: FastTables, tables: ScoringTables, accounts: Int, accountsPerInstitution: Int
  ) {
    self.fast = fast
    self.tables = tables
    self.accountsPerInstitution = accountsPerInstitution
    hot = Array(repeating: HotSums(), count: accounts)
    rare = Array(repeating: AccountSums(), count: accounts)
  }

  /// What was added so far, without the cases set aside.
  var sums: [AccountSums] {
    zip(hot, rare).map { hot, rare in
      var sums = rare
      sums.cases = hot.cases
      sums.cost = hot.cost
      sums.booked = hot.booked
      sums.patient = hot.patient
      sums.score = hot.score
      return sums
    }
  }

  /// Adds the cases of a range; returns the indices that the rule itself has to score.
  ///
  /// Sums are not checked one by one: `ScoringColumns.sumsFit` holds for all cases together, and a
  /// sum of 64-bit scores cannot leave 128 bits.
  mutating func add(_ range: Range<Int>, of columns: ScoringColumns) -> [Int] {
    let (fast, tables, perInstitution) = (fast, tables, accountsPerInstitution)
    return hot.withUnsafeMutableBufferPointer { hot in
      rare.withUnsafeMutableBufferPointer { rare in
        columns.withBuffers { columns in
          Tables.with(fast, tables, perInstitution) { tables in
            Self.add(range, columns, tables, hot, rare)
          }
        }
      }
    }
  }

  private static func add(
    _ range: Range<Int>, _ columns: ScoringColumns.Buffers, _ tables: Tables,
    _ hot: UnsafeMutableBufferPointer<HotSums>, _ rare: UnsafeMutableBufferPointer<AccountSums>
  ) -> [Int] {
    var setAside: [Int] = []
    Scratch.with(batch) { scratch in
      var start = range.lowerBound
      while start < range.upperBound {
        let count = min(batch, range.upperBound - start)
        let noted = tables.scoreAsNormal(start, count, columns, scratch)
        for position in 0..<noted {
          let offset = Int(scratch.noted[position])
          let index = start &+ offset
          let account = tables.account(of: index, columns)
          switch tables.score(index, scratch.cells[offset], columns, &rare[account]) {
          case .score(let score): scratch.scores[offset] = score
          case .outOfScope: scratch.scores[offset] = -1
          case .setAside:
            scratch.scores[offset] = -1
            setAside.append(index)
          }
        }
        for offset in 0..<count where scratch.scores[offset] >= 0 {
          let index = start &+ offset
          let account = tables.account(of: index, columns)
          hot[account].cases &+= 1
          hot[account].cost &+= columns.totalCost[index]
          hot[account].booked &+= columns.bookedFund[index]
          hot[account].patient &+= columns.patientShare[index]
          hot[account].score &+= Int128(scratch.scores[offset])
        }
        start += count
      }
    }
    return setAside
  }

  /// Working memory of one batch.
  private struct Scratch {
    let places: UnsafeMutableBufferPointer<Int32>
    let cells: UnsafeMutableBufferPointer<FastTables.Cell>
    let scores: UnsafeMutableBufferPointer<Int64>
    /// Offsets of the cases that are not normal.
    let noted: UnsafeMutableBufferPointer<Int32>

    static func with(_ batch: Int, _ body: (Scratch) -> Void) {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: batch) { places in
        withUnsafeTemporaryAllocation(of: FastTables.Cell.self, capacity: batch) { cells in
          withUnsafeTemporaryAllocation(of: Int64.self, capacity: batch) { scores in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: batch) { noted in
              body(Scratch(places: places, cells: cells, scores: scores, noted: noted))
            }
          }
        }
      }
    }
  }
}

extension FastScoring {
  /// The score of a case that is not normal.
  private enum Outcome {
    case score(Int64)
    case outOfScope
    case setAside
  }

  /// The tables as plain buffers.
  private struct Tables {
    let cells: UnsafeBufferPointer<FastTables.Cell>
    let scores: UnsafeBufferPointer<Int32>
    let classes: UnsafeBufferPointer<UInt8>
    let coefficients: UnsafeBufferPointer<Int64>
    let levels: UnsafeBufferPointer<Int32>
    let bands: UnsafeBufferPointer<FastTables.Band>
    let classCount: Int
    let pools: Int
    let accountsPerInstitution: Int
    let poolStep: Int
    let normal: NormalRounding
    let mode: RoundingMode
    let ungroupedScore: Int64?

    /// The buffers are valid within the body only.
    static func with<Result>(
      _ fast: FastTables, _ tables: ScoringTables, _ accountsPerInstitution: Int,
      _ body: (Tables) -> Result
    ) -> Result {
      fast.cells.withUnsafeBufferPointer { cells in
        fast.scores.withUnsafeBufferPointer { scores in
          fast.classes.withUnsafeBufferPointer { classes in
            tables.coefficients.withUnsafeBufferPointer { coefficients in
              tables.levels.withUnsafeBufferPointer { levels in
                fast.bands.withUnsafeBufferPointer { bands in
                  body(
                    Tables(
                      cells: cells, scores: scores, classes: classes, coefficients: coefficients,
                      levels: levels, bands: bands, classCount: tables.classCount,
                      pools: tables.policy.pools.types.count,
                      accountsPerInstitution: accountsPerInstitution,
                      poolStep: accountsPerInstitution == 1 ? 0 : 1, normal: fast.normal,
                      mode: fast.mode, ungroupedScore: fast.ungroupedScore))
                }
              }
            }
          }
        }
      }
    }

    @inline(__always)
    func account(of index: Int, _ columns: ScoringColumns.Buffers) -> Int {
      Int(columns.institution[index]) &* accountsPerInstitution
        &+ Int(columns.pool[index]) &* poolStep
    }

    @inline(__always)
    private func place(_ group: Int, _ index: Int, _ columns: ScoringColumns.Buffers) -> Int {
      let level = Int(levels[Int(columns.institution[index])])
      return (group &* ScoringInstitution.levels &+ level) &* pools &+ Int(columns.pool[index])
    }

    @inline(__always)
    private func coefficient(
      _ group: Int, _ index: Int, _ columns: ScoringColumns.Buffers
    ) -> Int64 {
      coefficients[Int(columns.institution[index]) &* classCount &+ Int(classes[group])]
    }

    /// Scores cases as if all were normal; returns how many are not, and notes which.
    ///
    /// Four plain loops and not one: the loads of the second are the ones that may miss the cache, and
    /// a loop of nothing else keeps as many of them under way as the processor can.
    func scoreAsNormal(
      _ start: Int, _ count: Int, _ columns: ScoringColumns.Buffers, _ scratch: Scratch
    ) -> Int {
      guard !scores.isEmpty else {
        for offset in 0..<count { scratch.noted[offset] = Int32(truncatingIfNeeded: offset) }
        return count
      }
      for offset in 0..<count {
        let index = start &+ offset
        let group = max(Int(columns.group[index]), 0)
        scratch.places[offset] = Int32(truncatingIfNeeded: place(group, index, columns))
      }
      for offset in 0..<count { scratch.cells[offset] = cells[Int(scratch.places[offset])] }
      let normal = normal
      for offset in 0..<count {
        let index = start &+ offset
        let group = max(Int(columns.group[index]), 0)
        scratch.scores[offset] = normal(
          Int64(scores[group]) &* coefficient(group, index, columns))
      }
      var noted = 0
      for offset in 0..<count {
        let index = start &+ offset
        let cost = columns.totalCost[index]
        let cell = scratch.cells[offset]
        scratch.noted[noted] = Int32(truncatingIfNeeded: offset)
        noted &+=
          (cost < Int64(cell.lowest) ? 1 : 0) | (cost > Int64(cell.highest) ? 1 : 0)
          | (columns.group[index] < 0 ? 1 : 0)
      }
      return noted
    }

    /// Scores a case off the normal band, and counts what it is.
    func score(
      _ index: Int, _ cell: FastTables.Cell, _ columns: ScoringColumns.Buffers,
      _ sums: inout AccountSums
    ) -> Outcome {
      let group = Int(columns.group[index])
      guard group >= 0 else {
        if group == Int(ScoringColumns.outOfScope) {
          sums.outOfScope &+= 1
          return .outOfScope
        }
        guard let ungroupedScore else { return .setAside }
        sums.ungrouped &+= 1
        return .score(ungroupedScore)
      }
      let cost = columns.totalCost[index]
      let reference = Int64(cell.reference)
      guard reference > 0, let place = band(cost, reference) else { return .setAside }
      let band = bands[place]
      guard
        let score = band.score(
          cost, reference: reference, score: Int64(scores[group]),
          coefficient: coefficient(group, index, columns), mode)
      else { return .setAside }
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
      return .score(score)
    }

    /// The band by cross products; nil when one would leave 64 bits.
    @inline(__always)
    private func band(_ cost: Int64, _ reference: Int64) -> Int? {
      var index = 0
      while !bands[index].isLast {
        let band = bands[index]
        let (left, o1) = cost.multipliedReportingOverflow(by: band.denominator)
        let (right, o2) = reference.multipliedReportingOverflow(by: band.numerator)
        if o1 || o2 { return nil }
        if left < right || (band.isInclusive && left == right) { break }
        index += 1
      }
      return index
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
