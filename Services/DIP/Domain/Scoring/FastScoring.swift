import Quantities

/// The hot loop: scores and adds up cases in 64-bit integers over plain buffers.
///
/// Cases go through in batches of two steps. The first has no branch that depends on data: it scores
/// and adds every case as if it were normal and notes those that are not, so that the processor works
/// on many cases at once. The second scores the noted ones; nothing divides. What would leave 64 bits
/// is taken out again and scored one by one, so results are always the same.
struct FastScoring {
  /// Cases between the two steps: few enough that they are still in the first-level cache, and that
  /// the sum of their scores stays within 64 bits.
  private static let batch = 1024

  private let fast: FastTables
  private let cases: ClusteredCases
  /// Cases of the last piece that have to be scored one by one.
  private(set) var setAside: [Int] = []
  /// Whether a grouped case without a reference mean was met; only looked for where the policy
  /// refuses it.
  private(set) var missesReference = false

  init(fast: FastTables, cases: ClusteredCases) {
    precondition(Self.batch <= FastTables.leastCases, "no batch's scores leave 64 bits")
    self.fast = fast
    self.cases = cases
  }

  /// Adds a piece of a run of grouped cases; `setAside` then has what is to be scored one by one.
  ///
  /// Sums of amounts are not checked one by one: fewer than 2^31 amounts of 32 bits never leave 64
  /// bits.
  mutating func add(_ piece: Range<Int>, of run: ClusteredCases.Run, to sums: inout AccountSums) {
    setAside.removeAll(keepingCapacity: true)
    var added = FastSums()
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: FastTables.mostBands) { counts in
      counts.initialize(repeating: 0)
      cases.withBuffers { columns in
        FastSite.with(fast, run) { site in
          if fast.refusesMissingReferences, site.missesReference(piece, columns) {
            missesReference = true
          }
          Self.score(piece, columns, site, &added, counts, &setAside)
        }
        for index in setAside { added.takeOut(index, columns) }
      }
      sums.add(added, fast.bands, counts)
    }
  }

  private static func score(
    _ piece: Range<Int>, _ columns: ClusteredCases.Buffers, _ site: FastSite,
    _ added: inout FastSums, _ counts: UnsafeMutableBufferPointer<Int64>, _ setAside: inout [Int]
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: batch) { noted in
      guard let noted = noted.baseAddress, let counts = counts.baseAddress else { return }
      var start = piece.lowerBound
      while start < piece.upperBound {
        let count = min(batch, piece.upperBound &- start)
        added.addAmounts(columns, from: start, count)
        var score: Int64 = 0
        let length = site.scoreAsNormal(columns, from: start, count, noted, &score)
        site.correct(
          columns, from: start, UnsafeBufferPointer(start: noted, count: length), &score, counts,
          &setAside)
        added.add(score)
        start &+= count
      }
    }
  }
}

/// Sums of some cases of one account.
struct FastSums {
  private(set) var cases: Int64 = 0
  private(set) var cost: Int64 = 0
  private(set) var booked: Int64 = 0
  private(set) var patient: Int64 = 0
  private(set) var score: Int128 = 0

  @inline(__always)
  mutating func addAmounts(_ columns: ClusteredCases.Buffers, from start: Int, _ count: Int) {
    cases &+= Int64(count)
    cost &+= Self.sum(columns.costs + start, count)
    booked &+= Self.sum(columns.booked + start, count)
    patient &+= Self.sum(columns.patient + start, count)
  }

  @inline(__always)
  mutating func add(_ score: Int64) { self.score += Int128(score) }

  /// Takes the amounts of a case out again.
  mutating func takeOut(_ index: Int, _ columns: ClusteredCases.Buffers) {
    cases &-= 1
    cost &-= Int64(columns.costs[index])
    booked &-= Int64(columns.booked[index])
    patient &-= Int64(columns.patient[index])
  }

  /// Two amounts at a time: the halves of one word.
  @inline(__always)
  private static func sum(_ column: UnsafePointer<UInt32>, _ count: Int) -> Int64 {
    let words = UnsafeRawPointer(column)
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0..<count &>> 1 {
      let word = words.loadUnaligned(fromByteOffset: index &<< 3, as: UInt64.self)
      low &+= word & 0xFFFF_FFFF
      high &+= word &>> 32
    }
    let last = count & 1 == 1 ? UInt64(column[count &- 1]) : 0
    return Int64(truncatingIfNeeded: low &+ high &+ last)
  }
}

extension AccountSums {
  /// - Parameter counts: cases by band, without those of the normal one.
  fileprivate mutating func add(
    _ added: FastSums, _ bands: [FastBand], _ counts: UnsafeMutableBufferPointer<Int64>
  ) {
    cases &+= added.cases
    cost &+= added.cost
    booked &+= added.booked
    patient &+= added.patient
    score += added.score
    for (band, cases) in zip(bands, counts) {
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
}
