import Quantities

/// The hot loop: scores and adds up cases in 64-bit integers over plain buffers.
///
/// Cases go through in batches of two steps. The first has no branch that depends on data: it scores
/// and adds every case as if it were normal and notes those that are not, so that the processor works
/// on many cases at once. The second scores the noted ones; nothing divides. What would leave 64 bits
/// is taken out again and scored one by one, so results are always the same.
struct FastScoring {
  /// Cases between the two steps: few enough that they are still in the first-level cache, that the
  /// sum of their scores stays within 64 bits, and that a byte counts those of a band.
  private static let batch = 240

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
    var added = FastSums(bands: fast.bands.count)
    cases.withBuffers { columns in
      FastSite.with(fast, run) { site in
        if fast.refusesMissingReferences, site.missesReference(piece, columns) {
          missesReference = true
        }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.batch) { noted in
          guard let buffer = noted.baseAddress else { return }
          var start = piece.lowerBound
          while start < piece.upperBound {
            let count = min(Self.batch, piece.upperBound &- start)
            added.addAmounts(columns, from: start, count)
            var score: Int64 = 0
            let length = site.scoreAsNormal(columns, from: start, count, buffer, &score)
            let counts = site.correct(
              columns, from: start, UnsafeBufferPointer(start: buffer, count: length), &score,
              &setAside)
            added.add(score, counts)
            start &+= count
          }
        }
      }
      for index in setAside { added.takeOut(index, columns) }
    }
    sums.add(added, fast.bands)
  }
}

/// Sums of some cases of one account.
struct FastSums {
  private(set) var cases: Int64 = 0
  private(set) var cost: Int64 = 0
  private(set) var booked: Int64 = 0
  private(set) var patient: Int64 = 0
  private(set) var score: Int128 = 0
  /// Cases by band, without those of the normal one.
  private(set) var counts: InlineArray<8, Int64> = .init(repeating: 0)

  init(bands: Int) { precondition(bands <= FastTables.mostBands, "one count for each band") }

  @inline(__always)
  mutating func addAmounts(_ columns: ClusteredCases.Buffers, from start: Int, _ count: Int) {
    cases &+= Int64(count)
    cost &+= Self.sum(columns.costs + start, count)
    booked &+= Self.sum(columns.booked + start, count)
    patient &+= Self.sum(columns.patient + start, count)
  }

  /// - Parameter counts: one byte for each band.
  @inline(__always)
  mutating func add(_ score: Int64, _ counts: UInt64) {
    self.score += Int128(score)
    for band in 0..<FastTables.mostBands {
      self.counts[band] &+= Int64(truncatingIfNeeded: counts &>> UInt64(band &* 8) & 0xFF)
    }
  }

  /// Takes the amounts of a case out again.
  mutating func takeOut(_ index: Int, _ columns: ClusteredCases.Buffers) {
    cases &-= 1
    cost &-= Int64(columns.costs[index])
    booked &-= Int64(columns.booked[index])
    patient &-= Int64(columns.patient[index])
  }

  @inline(__always)
  private static func sum(_ column: UnsafePointer<UInt32>, _ count: Int) -> Int64 {
    var sum: Int64 = 0
    for index in 0..<count { sum &+= Int64(column[index]) }
    return sum
  }
}

extension AccountSums {
  fileprivate mutating func add(_ added: FastSums, _ bands: [FastBand]) {
    cases &+= added.cases
    cost &+= added.cost
    booked &+= added.booked
    patient &+= added.patient
    score += added.score
    for (index, band) in bands.enumerated() {
      let cases = added.counts[index]
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
