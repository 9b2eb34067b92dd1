import Quantities

/// The cases of a settlement as columns (结算病例列): element n of every column is case n.
///
/// This is the hot path's only input: fixed-width integers that were validated, dictionary-encoded
/// and grouped before. The order of cases has no influence on any result; once they are `clustered`,
/// the cases of an institution in a pool stand together, and adding them up costs the least.
public struct ScoringColumns: Sendable {
  /// The case has no group (未入组); it is scored by the policy's rule for ungrouped cases.
  public static let ungrouped: Int32 = -1
  /// The case left DIP by the policy's scope; it is counted and neither scored nor paid.
  public static let outOfScope: Int32 = -2

  /// Index into `ScoringInput.institutions`.
  public private(set) var institution: [Int32] = []
  /// Index into `ScoringInput.groups`, or `ungrouped`, or `outOfScope`.
  public private(set) var group: [Int32] = []
  /// Index into the policy's `pools.types` (险种).
  public private(set) var pool: [UInt8] = []
  /// 医疗总费用 (medfee_sumamt), fen, not negative.
  public private(set) var totalCost: [Int64] = []
  /// 基金支付 as booked (fund_pay_sumamt), fen, not negative.
  public private(set) var bookedFund: [Int64] = []
  /// 个人负担 (psn_part_amt), fen, not negative.
  public private(set) var patientShare: [Int64] = []

  /// Cases of one institution in one pool that stand together.
  struct Run: Sendable, Hashable {
    var institution: Int
    var pool: Int
    var range: Range<Int>
  }

  /// In order of institution and pool; empty when the cases are not clustered.
  private(set) var runs: [Run] = []

  /// Largest index of each column, so that one comparison validates them all.
  private(set) var highestInstitution: Int32 = -1
  private(set) var highestGroup: Int32 = -1
  private(set) var highestPool: UInt8 = 0
  private(set) var highestAmount: Int64 = 0

  public init() {}

  /// The cases of other columns in another order.
  init(_ other: ScoringColumns, in order: [Int], _ runs: [Run]) {
    self = other
    self.runs = runs
    institution = order.map { other.institution[$0] }
    group = order.map { other.group[$0] }
    pool = order.map { other.pool[$0] }
    totalCost = order.map { other.totalCost[$0] }
    bookedFund = order.map { other.bookedFund[$0] }
    patientShare = order.map { other.patientShare[$0] }
  }

  public var count: Int { institution.count }

  /// Whether every index lies within tables of these sizes.
  func fits(institutions: Int, groups: Int, pools: Int) -> Bool {
    Int(highestInstitution) < institutions && Int(highestGroup) < groups
      && (count == 0 || Int(highestPool) < pools)
  }

  public mutating func reserveCapacity(_ count: Int) {
    institution.reserveCapacity(count)
    group.reserveCapacity(count)
    pool.reserveCapacity(count)
    totalCost.reserveCapacity(count)
    bookedFund.reserveCapacity(count)
    patientShare.reserveCapacity(count)
  }

  /// Whether no sum of an amount column can leave 64 bits, so that adding need not be checked.
  var sumsFit: Bool { !highestAmount.multipliedReportingOverflow(by: Int64(count)).overflow }

  /// Adds a case. Amounts are fen and not negative; a list with a negative amount is a reversal and
  /// has to be quarantined before.
  public mutating func append(
    institution: Int32, group: Int32, pool: UInt8, totalCost: Money, bookedFund: Money,
    patientShare: Money
  ) throws(Problem) {
    guard totalCost.fen >= 0, bookedFund.fen >= 0, patientShare.fen >= 0 else {
      throw .negativeCaseAmount(totalCost, bookedFund, patientShare)
    }
    precondition(
      institution >= 0 && group >= Self.outOfScope, "a case refers to rows that exist")
    self.institution.append(institution)
    self.group.append(group)
    self.pool.append(pool)
    self.totalCost.append(totalCost.fen)
    self.bookedFund.append(bookedFund.fen)
    self.patientShare.append(patientShare.fen)
    highestInstitution = max(highestInstitution, institution)
    highestGroup = max(highestGroup, group)
    highestPool = max(highestPool, pool)
    highestAmount = max(highestAmount, totalCost.fen, bookedFund.fen, patientShare.fen)
    extendRuns()
  }

  /// Takes note of the last case.
  private mutating func extendRuns() {
    let index = count - 1
    let (institution, pool) = (Int(institution[index]), Int(pool[index]))
    guard let last = runs.last else {
      if index == 0 { runs = [Run(institution: institution, pool: pool, range: 0..<1)] }
      return
    }
    if last.institution == institution, last.pool == pool {
      runs[runs.count - 1].range = last.range.lowerBound..<count
    } else if (last.institution, last.pool) < (institution, pool) {
      runs.append(Run(institution: institution, pool: pool, range: index..<count))
    } else {
      runs = []
    }
  }

  /// The columns as plain buffers, for the hot loop.
  struct Buffers {
    let institution: UnsafeBufferPointer<Int32>
    let group: UnsafeBufferPointer<Int32>
    let pool: UnsafeBufferPointer<UInt8>
    let totalCost: UnsafeBufferPointer<Int64>
    let bookedFund: UnsafeBufferPointer<Int64>
    let patientShare: UnsafeBufferPointer<Int64>
  }

  /// The buffers are valid within the body only.
  func withBuffers<Result>(_ body: (Buffers) -> Result) -> Result {
    institution.withUnsafeBufferPointer { institution in
      group.withUnsafeBufferPointer { group in
        pool.withUnsafeBufferPointer { pool in
          totalCost.withUnsafeBufferPointer { totalCost in
            bookedFund.withUnsafeBufferPointer { bookedFund in
              patientShare.withUnsafeBufferPointer { patientShare in
                body(
                  Buffers(
                    institution: institution, group: group, pool: pool, totalCost: totalCost,
                    bookedFund: bookedFund, patientShare: patientShare))
              }
            }
          }
        }
      }
    }
  }
}

extension Problem {
  static func negativeCaseAmount(_ cost: Money, _ fund: Money, _ patient: Money) -> Problem {
    Problem(
      .invalidInput, "DIP_CASE_AMOUNT_NEGATIVE", zh: "病例金额为负",
      en: "an amount of a case is negative",
      remedyZh: "冲正清单应以新版本替换原清单，不作为独立病例结算",
      remedyEn: "replace the list by a new version; a reversal is not a case of its own",
      details: [
        Problem.Detail("total_cost", "\(cost)"), Problem.Detail("fund", "\(fund)"),
        Problem.Detail("patient", "\(patient)"),
      ])
  }
}
