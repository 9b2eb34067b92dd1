import Quantities

/// The cases of a settlement as columns (结算病例列): element n of every column is case n.
///
/// Fixed-width integers that were validated, dictionary-encoded and grouped before, in any order; it
/// has no influence on any result. `ClusteredCases` is the form that is scored.
public struct ScoringColumns: Sendable {
  /// The case has no group (未入组); it is scored by the policy's rule for ungrouped cases.
  public static let ungrouped: Int32 = -1
  /// The case left DIP by the policy's scope; it is counted and neither scored nor paid.
  public static let outOfScope: Int32 = -2

  /// Index into the tables' institutions.
  public private(set) var institution: [Int32] = []
  /// What the case is scored by: `ScoringTables.cell(group:types:)`, which is the index of its group
  /// when the case has no auxiliary type; or `ungrouped`, or `outOfScope`.
  public private(set) var cell: [Int32] = []
  /// Index into the policy's `pools.types` (险种).
  public private(set) var pool: [UInt8] = []
  /// 医疗总费用 (medfee_sumamt), fen, not negative.
  public private(set) var totalCost: [Int64] = []
  /// 基金支付 as booked (fund_pay_sumamt), fen, not negative.
  public private(set) var bookedFund: [Int64] = []
  /// 个人负担 (psn_part_amt), fen, not negative.
  public private(set) var patientShare: [Int64] = []
  /// What is counted beside these cases.
  public var supplements = ScoringSupplements()

  public init() {}

  public var count: Int { institution.count }

  public mutating func reserveCapacity(_ count: Int) {
    institution.reserveCapacity(count)
    cell.reserveCapacity(count)
    pool.reserveCapacity(count)
    totalCost.reserveCapacity(count)
    bookedFund.reserveCapacity(count)
    patientShare.reserveCapacity(count)
  }

  /// Adds a case. Amounts are fen and not negative; a list with a negative amount is a reversal and
  /// has to be quarantined before.
  public mutating func append(
    institution: Int32, cell: Int32, pool: UInt8, totalCost: Money, bookedFund: Money,
    patientShare: Money
  ) throws(Problem) {
    guard totalCost.fen >= 0, bookedFund.fen >= 0, patientShare.fen >= 0 else {
      throw .negativeCaseAmount(totalCost, bookedFund, patientShare)
    }
    precondition(
      institution >= 0 && cell >= Self.outOfScope, "a case refers to rows that exist")
    self.institution.append(institution)
    self.cell.append(cell)
    self.pool.append(pool)
    self.totalCost.append(totalCost.fen)
    self.bookedFund.append(bookedFund.fen)
    self.patientShare.append(patientShare.fen)
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
