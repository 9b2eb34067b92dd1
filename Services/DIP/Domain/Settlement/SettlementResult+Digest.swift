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
      for text in [
        pool.consortium, pool.insurance, pool.totalScore, pool.pointValue, pool.settlementValue,
        pool.incrementValue,
        pool.referenceValue?.description, pool.payRatio,
      ] {
        add(text)
      }
      add(pool.cases)
      for amount in [
        pool.totalCost, pool.bookedFund, pool.pool, pool.itemFund, pool.paid, pool.residual,
        pool.regulation,
      ] {
        add(amount)
      }
    }
    for line in accounts {
      add(line.institution.code)
      add(line.consortium)
      add(line.insurance)
      for count in [
        line.cases, line.ungroupedCases, line.outOfScopeCases, line.lowCases, line.highCases,
        line.specialCases, line.expertReviews, line.itemCases,
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
        line.prepaid, line.deposit, line.surplusShare, line.due, line.balance,
      ] {
        add(amount)
      }
      add(Int64(line.parts.count))
      for part in line.parts {
        add(Int64(part.part.rawValue))
        add(part.cases)
        add(part.totalScore)
        for amount in [part.totalCost, part.bookedFund, part.payable, part.due] { add(amount) }
      }
    }
    add(Int64(packages.count))
    for package in packages {
      add(package.code)
      add(package.name)
      add(package.lead)
      for amount in [
        package.budget, package.referredOut, package.bookedInside, package.balance,
        package.fundShare, package.distributed, package.keptByLead,
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
