import Quantities

extension SettlementResult {
  /// SHA-256 over every number and code of the result in a fixed order, each text with its length.
  func canonicalDigest() -> SHA256Digest {
    var hasher = SHA256Hasher()
    func add(_ text: String?) {
      guard let text else {
        hasher.update(-1)
        return
      }
      hasher.update(Int64(text.utf8.count))
      hasher.update(text)
    }
    func add(_ amounts: Money...) {
      for amount in amounts { hasher.update(amount.fen) }
    }
    for pool in pools {
      add(pool.insurance)
      hasher.update(pool.cases)
      add(pool.totalScore)
      add(pool.pointValue)
      add(pool.payRatio)
      add(pool.totalCost, pool.bookedFund, pool.pool, pool.paid, pool.residual, pool.regulation)
    }
    for line in accounts {
      add(line.institution.code)
      add(line.insurance)
      for count in [
        line.cases, line.ungroupedCases, line.outOfScopeCases, line.lowCases, line.highCases,
        line.specialCases, line.expertReviews,
      ] {
        hasher.update(count)
      }
      for text in [
        line.coefficient.description, line.totalScore, line.meanScore, line.caseMixIndex,
        line.payRatio, line.assessment.description,
      ] {
        add(text)
      }
      add(
        line.totalCost, line.bookedFund, line.patientShare, line.payable, line.auditDeduction,
        line.prepaid, line.due, line.balance)
    }
    if let package {
      add(package.name)
      add(package.lead)
      add(
        package.budget, package.referredOut, package.bookedInside, package.balance,
        package.fundShare, package.distributed)
      hasher.update(Int64(package.exemptMembers.count))
      for member in package.exemptMembers { add(member) }
    }
    hasher.update(Int64(specialCaseQuota ?? -1))
    return hasher.finish()
  }
}
