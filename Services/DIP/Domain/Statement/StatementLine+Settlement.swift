import Quantities

extension StatementLine {
  /// The line of an institution's account in one pool.
  public init(_ account: AccountSettlement) {
    self.init(
      institutionCode: account.institution.code, institutionName: account.institution.name,
      level: account.institution.level, insuranceCode: account.insurance ?? "",
      consortium: account.consortium ?? "", cases: Int(account.cases),
      itemCases: Int(account.itemCases), outOfScopeCases: Int(account.outOfScopeCases),
      ungroupedCases: Int(account.ungroupedCases), lowCases: Int(account.lowCases),
      highCases: Int(account.highCases), specialCases: Int(account.specialCases),
      expertReviews: Int(account.expertReviews), coefficient: account.coefficient.description,
      totalScore: account.totalScore, meanScore: account.meanScore,
      caseMixIndex: account.caseMixIndex, totalCost: account.totalCost,
      fundPaid: account.bookedFund, patientPart: account.patientShare,
      payRatio: account.payRatio, pointValue: account.rate?.pointValue.description ?? "",
      baseScore: account.baseScore ?? "", payable: account.payable,
      assessmentCoefficient: account.assessment.description,
      auditDeduction: account.auditDeduction, prepaid: account.prepaid,
      deposit: account.deposit, surplusShare: account.surplusShare, due: account.due,
      balance: account.balance,
      parts: account.parts.map {
        StatementPart(
          part: $0.part.code, cases: Int($0.cases), score: $0.totalScore,
          totalCost: $0.totalCost, fundPaid: $0.bookedFund, payable: $0.payable, due: $0.due)
      })
  }

  /// The sums of some lines under a name; scores and indexes, which do not add up, come from the
  /// pool.
  ///
  /// - Throws: `QUANTITY_OVERFLOW`.
  public static func total(
    of lines: [StatementLine], insuranceCode: String, totalScore: String, payRatio: String
  ) throws(Problem) -> StatementLine {
    var total = StatementLine(
      institutionCode: "", institutionName: "合计", level: 0, insuranceCode: insuranceCode,
      totalScore: totalScore, payRatio: payRatio)
    for line in lines {
      total.cases += line.cases
      total.itemCases += line.itemCases
      total.outOfScopeCases += line.outOfScopeCases
      total.ungroupedCases += line.ungroupedCases
      total.lowCases += line.lowCases
      total.highCases += line.highCases
      total.specialCases += line.specialCases
      total.expertReviews += line.expertReviews
      total.totalCost = try total.totalCost + line.totalCost
      total.fundPaid = try total.fundPaid + line.fundPaid
      total.patientPart = try total.patientPart + line.patientPart
      total.payable = try total.payable + line.payable
      total.auditDeduction = try total.auditDeduction + line.auditDeduction
      total.prepaid = try total.prepaid + line.prepaid
      total.deposit = try total.deposit + line.deposit
      total.surplusShare = try total.surplusShare + line.surplusShare
      total.due = try total.due + line.due
      total.balance = try total.balance + line.balance
      for part in line.parts { try total.add(part) }
    }
    total.parts.sort { ($0.place ?? .max) < ($1.place ?? .max) }
    return total
  }

  private mutating func add(_ part: StatementPart) throws(Problem) {
    guard let place = parts.firstIndex(where: { $0.part == part.part }) else {
      parts.append(part)
      return
    }
    let known = parts[place]
    parts[place].cases += part.cases
    if let own = BigRatio(stored: known.score), let other = BigRatio(stored: part.score) {
      parts[place].score = (own + other).description
    }
    parts[place].totalCost = try known.totalCost + part.totalCost
    parts[place].fundPaid = try known.fundPaid + part.fundPaid
    parts[place].payable = try known.payable + part.payable
    parts[place].due = try known.due + part.due
  }
}

extension StatementPart {
  /// In the order of statements; nil for a part that nobody knows.
  fileprivate var place: UInt8? {
    ScorePart.allCases.first { $0.code == part }?.rawValue
  }
}
