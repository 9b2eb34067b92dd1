import Quantities

extension MonthlyAdvance {
  /// A line read back from storage.
  public init(
    institution: ScoringInstitution, insurance: String?, consortium: String?, cases: Int64,
    totalScore: String,
    totalCost: Money, bookedFund: Money, patientShare: Money, earned: Money,
    auditDeduction: Money, carriedIn: Money, advance: Money, carriedOut: Money, deposit: Money
  ) throws(Problem) {
    self.init(
      institution: institution, insurance: insurance, consortium: consortium, cases: cases,
      totalScore: totalScore,
      totalCost: totalCost, bookedFund: bookedFund, patientShare: patientShare, earned: earned,
      auditDeduction: auditDeduction, carriedIn: carriedIn, advance: advance,
      carriedOut: carriedOut, deposit: deposit, payment: try advance - deposit)
  }
}
