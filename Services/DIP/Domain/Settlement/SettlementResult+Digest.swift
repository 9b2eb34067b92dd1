import Quantities

extension SettlementResult {
  /// SHA-256 over every number and code of the result in a fixed order, each text with its length.
  func canonicalDigest() -> SHA256Digest {
    // One buffer and not a call of the hasher for each number: a statement has tens of thousands.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(accounts.count * 320)
    func add(_ number: Int64) {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    func add(_ text: String?) {
      guard let text else { return add(-1) }
      add(Int64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    }
    func add(_ amount: Money) { add(amount.fen) }
    for pool in pools {
      add(pool.insurance)
      add(pool.cases)
      add(pool.totalScore)
      add(pool.pointValue)
      add(pool.payRatio)
      for amount in [
        pool.totalCost, pool.bookedFund, pool.pool, pool.paid, pool.residual, pool.regulation,
      ] {
        add(amount)
      }
    }
    for line in accounts {
      add(line.institution.code)
      add(line.insurance)
      for count in [
        line.cases, line.ungroupedCases, line.outOfScopeCases, line.lowCases, line.highCases,
        line.specialCases, line.expertReviews,
      ] {
        add(count)
      }
      for text in [
        line.coefficient.description, line.totalScore, line.meanScore, line.caseMixIndex,
        line.payRatio, line.assessment.description,
      ] {
        add(text)
      }
      for amount in [
        line.totalCost, line.bookedFund, line.patientShare, line.payable, line.auditDeduction,
        line.prepaid, line.due, line.balance,
      ] {
        add(amount)
      }
    }
    if let package {
      add(package.name)
      add(package.lead)
      for amount in [
        package.budget, package.referredOut, package.bookedInside, package.balance,
        package.fundShare, package.distributed,
      ] {
        add(amount)
      }
      add(Int64(package.exemptMembers.count))
      for member in package.exemptMembers { add(member) }
    }
    add(Int64(specialCaseQuota ?? -1))
    return SHA256Digest(of: bytes)
  }
}
