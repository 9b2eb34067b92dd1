import Quantities

/// The cases of a settlement in the order in which scoring them costs least (聚簇病例): those of one
/// institution, pool and part stand together, and within them those of a cell.
///
/// Nothing in it depends on scores, coefficients or bands: it is made once when lists are loaded and
/// serves every settlement of them. Amounts are kept in 32 bits; the few cases beyond (over 42 million
/// yuan) stand apart and are scored by the rule itself.
public struct ClusteredCases: Sendable {
  /// Cases of one institution, pool and part.
  public struct Run: Sendable, Hashable {
    /// Index into the tables' institutions.
    public var institution: Int
    /// Index into the policy's `pools.types`.
    public var pool: Int
    public var part: ScorePart
    /// Where they stand in the columns.
    public var range: Range<Int>
  }

  /// A case with an amount beyond `highestAmount`.
  struct WideCase: Sendable, Hashable {
    var institution: Int
    var pool: Int
    var cell: Int32
    var cost: Int64
    var booked: Int64
    var patient: Int64
  }

  /// Cases of one institution and pool that left by the policy's scope.
  struct OutOfScope: Sendable, Hashable {
    var institution: Int
    var pool: Int
    var cases: Int64
  }

  /// The highest amount in the columns, fen: just below 2^32, which the hot loop keeps for itself.
  static let highestAmount = Int64(UInt32.max) - 1

  let layout: ScoringLayout
  /// In order of institution, pool and part.
  public private(set) var runs: [Run] = []
  /// What each case is scored by; see `ScoringColumns.cell`.
  public private(set) var cells: [Int32] = []
  /// 医疗总费用, fen.
  public private(set) var costs: [UInt32] = []
  /// 基金支付 as booked, fen.
  public private(set) var booked: [UInt32] = []
  /// 个人负担, fen.
  public private(set) var patient: [UInt32] = []
  private(set) var wide: [WideCase] = []
  private(set) var outOfScope: [OutOfScope] = []
  let supplements: ScoringSupplements

  /// Cases in the columns, without the wide ones and those out of scope.
  public var count: Int { cells.count }

  /// - Throws: `DIP_COLUMNS_OUT_OF_RANGE` when a case refers to something that the tables do not have.
  public init(_ columns: ScoringColumns, for tables: ScoringTables) throws(Problem) {
    layout = tables.layout
    supplements = columns.supplements
    try Self.check(columns, layout)
    let order = ClusterOrder(columns, layout)
    cells = Self.gather(columns.cell, order)
    costs = Self.narrow(columns.totalCost, order)
    booked = Self.narrow(columns.bookedFund, order)
    patient = Self.narrow(columns.patientShare, order)
    runs = order.runs
    wide = order.wide.map { index in
      WideCase(
        institution: Int(columns.institution[index]), pool: Int(columns.pool[index]),
        cell: columns.cell[index], cost: columns.totalCost[index],
        booked: columns.bookedFund[index], patient: columns.patientShare[index])
    }
    outOfScope = order.outOfScope
  }

  /// The first run that ends beyond a case.
  func firstRun(endingBeyond index: Int) -> Int {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].range.upperBound > index { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The runs, or parts of them, that a block of cases consists of, with their places.
  func pieces(in block: Range<Int>) -> [(place: Int, run: Run, piece: Range<Int>)] {
    var pieces: [(place: Int, run: Run, piece: Range<Int>)] = []
    var place = firstRun(endingBeyond: block.lowerBound)
    while place < runs.count, runs[place].range.lowerBound < block.upperBound {
      pieces.append((place, runs[place], runs[place].range.clamped(to: block)))
      place += 1
    }
    return pieces
  }

  /// The columns as plain pointers, for the hot loop.
  struct Buffers {
    let cells: UnsafePointer<Int32>
    let costs: UnsafePointer<UInt32>
    let booked: UnsafePointer<UInt32>
    let patient: UnsafePointer<UInt32>
  }

  /// The pointers are valid within the body only, which is not called when there are no cases.
  func withBuffers(_ body: (Buffers) -> Void) {
    cells.withUnsafeBufferPointer { cells in
      costs.withUnsafeBufferPointer { costs in
        booked.withUnsafeBufferPointer { booked in
          patient.withUnsafeBufferPointer { patient in
            guard let cells = cells.baseAddress, let costs = costs.baseAddress,
              let booked = booked.baseAddress, let patient = patient.baseAddress
            else { return }
            body(Buffers(cells: cells, costs: costs, booked: booked, patient: patient))
          }
        }
      }
    }
  }

  private static func gather(_ column: [Int32], _ order: ClusterOrder) -> [Int32] {
    column.withUnsafeBufferPointer { column in order.places.map { column[Int($0)] } }
  }

  private static func narrow(_ column: [Int64], _ order: ClusterOrder) -> [UInt32] {
    column.withUnsafeBufferPointer { column in
      order.places.map { UInt32(truncatingIfNeeded: column[Int($0)]) }
    }
  }

  private static func check(
    _ columns: ScoringColumns, _ layout: ScoringLayout
  ) throws(Problem) {
    func holds(_ institution: Int32, _ pool: UInt8) -> Bool {
      Int(institution) < layout.institutions.count && Int(pool) < layout.pools.count
    }
    let extra = columns.supplements
    guard
      Int(columns.institution.max() ?? -1) < layout.institutions.count,
      Int(columns.cell.max() ?? -1) < layout.cells,
      columns.count == 0 || Int(columns.pool.max() ?? 0) < layout.pools.count,
      columns.count < Int(UInt32.max),
      extra.adjusted.allSatisfy({ holds($0.institution, $0.pool) }),
      extra.byItem.allSatisfy({ holds($0.institution, $0.pool) }),
      extra.addOns.allSatisfy({ holds($0.institution, $0.pool) })
    else { throw .columnsOutOfRange }
  }
}

extension Problem {
  static var columnsOutOfRange: Problem {
    Problem(
      .internalFault, "DIP_COLUMNS_OUT_OF_RANGE", zh: "病例列中的索引超出机构、病种或险种表",
      en: "a case refers to an institution, group or pool that is not in the tables",
      remedyZh: "请用同一批机构和病种生成病例列", remedyEn: "build columns and tables from the same lists")
  }
}
