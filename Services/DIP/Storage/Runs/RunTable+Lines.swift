import DIPDomain
import Quantities
import Store

/// The statement lines of a run, and the parts that they consist of.
extension RunTable {
  private static let lineColumns = """
    institution_code, consortium, insurance_type, institution_name, level, cases, item_cases,
    out_of_scope_cases, ungrouped_cases, low_cases, high_cases, special_cases, expert_reviews,
    coefficient, total_score, mean_score, case_mix_index, total_cost, fund_paid, patient_part,
    pay_ratio, payable, assessment_coefficient, audit_deduction, prepaid, deposit,
    surplus_share, due, balance, point_value, base_score
    """

  static func insert(
    _ lines: [StatementLine], runID: String, in transaction: Transaction
  ) throws {
    for line in lines {
      try transaction.execute(
        """
        INSERT INTO run_line (run_id, \(lineColumns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
        """,
        [
          runID, line.institutionCode, line.consortium, Int(line.insuranceCode) ?? 0,
          line.institutionName, line.level, line.cases, line.itemCases, line.outOfScopeCases,
          line.ungroupedCases, line.lowCases, line.highCases, line.specialCases,
          line.expertReviews, line.coefficient, line.totalScore, line.meanScore,
          line.caseMixIndex, line.totalCost.fen, line.fundPaid.fen, line.patientPart.fen,
          line.payRatio, line.payable.fen, line.assessmentCoefficient, line.auditDeduction.fen,
          line.prepaid.fen, line.deposit.fen, line.surplusShare.fen, line.due.fen,
          line.balance.fen, line.pointValue, line.baseScore,
        ])
      try insert(line.parts, of: line, runID: runID, in: transaction)
    }
  }

  private static func insert(
    _ parts: [StatementPart], of line: StatementLine, runID: String, in transaction: Transaction
  ) throws {
    for (position, part) in parts.enumerated() {
      try transaction.execute(
        """
        INSERT INTO run_part (run_id, institution_code, consortium, insurance_type, position,
          part, cases, score, total_cost, fund_paid, payable, due)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        [
          runID, line.institutionCode, line.consortium, Int(line.insuranceCode) ?? 0, position,
          part.part, part.cases, part.score, part.totalCost.fen, part.fundPaid.fen,
          part.payable.fen, part.due.fen,
        ])
    }
  }

  /// Lines of a run in order of institution, consortium and pool; an empty code means all
  /// institutions.
  public static func lines(
    runID: String, institutionCode: String, in connection: Connection
  ) throws -> [StatementLine] {
    let parts = try parts(runID: runID, institutionCode, in: connection)
    return try connection.query(
      """
      SELECT \(lineColumns) FROM run_line
      WHERE run_id = $1 AND ($2 = '' OR institution_code = $2)
      ORDER BY institution_code, consortium, insurance_type
      """, [runID, institutionCode]
    ).map { row in
      var line = try StatementLine(row)
      line.parts = parts[PartsOwner(line)] ?? []
      return line
    }
  }

  /// The line that parts belong to.
  private struct PartsOwner: Hashable {
    var institution: String
    var consortium: String
    var insurance: String

    init(_ line: StatementLine) {
      institution = line.institutionCode
      consortium = line.consortium
      insurance = line.insuranceCode
    }

    init(_ row: Row) throws {
      institution = try row.text("institution_code")
      consortium = try row.text("consortium")
      insurance = try row.insuranceCode()
    }
  }

  private static func parts(
    runID: String, _ institutionCode: String, in connection: Connection
  ) throws -> [PartsOwner: [StatementPart]] {
    var parts: [PartsOwner: [StatementPart]] = [:]
    for row in try connection.query(
      """
      SELECT institution_code, consortium, insurance_type, part, cases, score, total_cost,
        fund_paid, payable, due
      FROM run_part WHERE run_id = $1 AND ($2 = '' OR institution_code = $2)
      ORDER BY institution_code, consortium, insurance_type, position
      """, [runID, institutionCode])
    {
      parts[try PartsOwner(row), default: []].append(
        StatementPart(
          part: try row.text("part"), cases: try row.int("cases"), score: try row.text("score"),
          totalCost: Money(fen: try row.int64("total_cost")),
          fundPaid: Money(fen: try row.int64("fund_paid")),
          payable: Money(fen: try row.int64("payable")), due: Money(fen: try row.int64("due"))))
    }
    return parts
  }
}

extension Row {
  /// The column insurance_type as the domain writes it: empty where pools are merged.
  func insuranceCode() throws -> String {
    let number = try int("insurance_type")
    return number == 0 ? "" : String(number)
  }
}

extension StatementLine {
  init(_ row: Row) throws {
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    self.init(
      institutionCode: try row.text("institution_code"),
      institutionName: try row.text("institution_name"), level: try row.int("level"),
      insuranceCode: try row.insuranceCode(), consortium: try row.text("consortium"),
      cases: try row.int("cases"), itemCases: try row.int("item_cases"),
      outOfScopeCases: try row.int("out_of_scope_cases"),
      ungroupedCases: try row.int("ungrouped_cases"), lowCases: try row.int("low_cases"),
      highCases: try row.int("high_cases"), specialCases: try row.int("special_cases"),
      expertReviews: try row.int("expert_reviews"), coefficient: try row.text("coefficient"),
      totalScore: try row.text("total_score"), meanScore: try row.text("mean_score"),
      caseMixIndex: try row.text("case_mix_index"), totalCost: try money("total_cost"),
      fundPaid: try money("fund_paid"), patientPart: try money("patient_part"),
      payRatio: try row.text("pay_ratio"), pointValue: try row.text("point_value"),
      baseScore: try row.text("base_score"), payable: try money("payable"),
      assessmentCoefficient: try row.text("assessment_coefficient"),
      auditDeduction: try money("audit_deduction"), prepaid: try money("prepaid"),
      deposit: try money("deposit"), surplusShare: try money("surplus_share"),
      due: try money("due"), balance: try money("balance"))
  }
}
