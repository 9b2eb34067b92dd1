import Quantities

/// The hot loop: scores and adds up cases in 64-bit integers over plain buffers.
///
/// Cases go through in batches of two steps. The first has no branch that depends on data: it scores
/// and adds every case as if it were normal and notes those that are not, so that the processor works
/// on many cases at once. The second corrects the noted ones, and only those divide. A case that
/// would leave 64 bits, or that the tables do not take, is taken out again and scored by the rule
/// itself, so results are always the same.
struct FastScoring {
  /// Cases between the two steps: few enough that they are still in the first-level cache, and that
  /// the sum of their scores stays within 64 bits.
  private static let batch = 1024

  private let fast: FastTables
  private let cases: ClusteredCases
  /// Cases of the last piece that the rule itself has to score.
  private(set) var setAside: [Int] = []
  /// Whether a grouped case without a reference mean was met; only looked for where the policy
  /// refuses it.
  private(set) var missesReference = false

  init(fast: FastTables, cases: ClusteredCases) {
    precondition(Self.batch <= FastTables.leastCases, "no batch's scores leave 64 bits")
    self.fast = fast
    self.cases = cases
  }

  /// Adds a piece of a run of grouped cases; `setAside` then has what the rule itself has to score.
  ///
  /// Sums of costs are not checked one by one: fewer than 2^32 amounts of 32 bits never leave 64 bits.
  mutating func add(_ piece: Range<Int>, of run: ClusteredCases.Run, to sums: inout AccountSums) {
    setAside.removeAll(keepingCapacity: true)
    var added = FastSums()
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: fast.bands.count) { counts in
      counts.initialize(repeating: 0)
      cases.withBuffers { columns in
        added.addAmounts(piece, columns)
        FastSite.with(fast, run) { site in
          if site.refusesMissingReferences, site.missesReference(piece, columns) {
            missesReference = true
          }
          Self.score(piece, columns, site, &added, counts, &setAside)
        }
      }
      sums.add(added)
      for (band, cases) in zip(fast.bands, counts) { sums.count(cases, of: band) }
    }
  }

  private static func score(
    _ range: Range<Int>, _ columns: ClusteredCases.Buffers, _ site: FastSite,
    _ added: inout FastSums, _ counts: UnsafeMutableBufferPointer<Int64>, _ setAside: inout [Int]
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: batch) { noted in
      var start = range.lowerBound
      while start < range.upperBound {
        let end = min(start &+ batch, range.upperBound)
        let normal = site.scoreAsNormal(start..<end, columns, noted)
        added.cost &+= normal.cost
        added.score &+= normal.score
        for index in noted[..<normal.noted] {
          if !site.correct(index, columns, &added, counts) { setAside.append(index) }
        }
        added.carryScore()
        start = end
      }
    }
  }
}

/// Sums of some cases of one account.
struct FastSums {
  var cases: Int64 = 0
  var cost: Int64 = 0
  var booked: Int64 = 0
  var patient: Int64 = 0
  /// Since the last `carryScore`.
  var score: Int64 = 0
  private(set) var carriedScore: Int128 = 0

  /// Adds everything but the cost, which scoring adds as it reads it.
  mutating func addAmounts(_ range: Range<Int>, _ columns: ClusteredCases.Buffers) {
    cases &+= Int64(range.count)
    booked &+= Self.sum(columns.booked, range)
    patient &+= Self.sum(columns.patient, range)
  }

  /// Takes a case out again.
  mutating func takeOut(_ index: Int, _ columns: ClusteredCases.Buffers) {
    cases &-= 1
    cost &-= Int64(columns.costs[index])
    booked &-= Int64(columns.booked[index])
    patient &-= Int64(columns.patient[index])
  }

  mutating func carryScore() {
    carriedScore += Int128(score)
    score = 0
  }

  @inline(__always)
  private static func sum(_ column: UnsafeBufferPointer<UInt32>, _ range: Range<Int>) -> Int64 {
    var sum: Int64 = 0
    for index in range { sum &+= Int64(column[index]) }
    return sum
  }
}

extension AccountSums {
  fileprivate mutating func add(_ added: FastSums) {
    cases &+= added.cases
    cost &+= added.cost
    booked &+= added.booked
    patient &+= added.patient
    score += added.carriedScore
  }

  /// Counts cases of a band that is not the normal one.
  fileprivate mutating func count(_ cases: Int64, of band: FastTables.Band) {
    switch band.position {
    case .low: low &+= cases
    case .high: high &+= cases
    case .normal, .ungrouped: break
    }
    switch band.review {
    case .none: break
    case .specialCase: specialCases &+= cases
    case .expert: expertReviews &+= cases
    }
  }
}
