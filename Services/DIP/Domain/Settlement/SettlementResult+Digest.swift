import Quantities

extension SettlementResult {
  /// SHA-256 over every number and code of the result in a fixed order, each text with its length.
  ///
  /// Computed at each call: a run is sealed once, and a simulation never.
  public var digest: SHA256Digest {
    // Room for an ordinary line, so that the bytes move seldom.
    var bytes = CanonicalBytes(capacity: (accounts.count + 1) * 512)
    for pool in pools { bytes.add(pool) }
    bytes.add(Int64(accounts.count))
    for line in accounts { bytes.add(line) }
    bytes.add(Int64(packages.count))
    for package in packages { bytes.add(package) }
    bytes.add(Int64(specialCaseQuota ?? -1))
    return SHA256Digest(of: bytes.bytes)
  }
}

/// The bytes that a result is recognised by.
private struct CanonicalBytes {
  // One buffer and not a call of the hasher for each number: a statement has tens of thousands.
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Seven bits a byte from the lowest, the sign in the first bit: most numbers of a statement are small,
  /// and hashing takes longer than everything else about it.
  mutating func add(_ number: Int64) {
    var rest = UInt64(bitPattern: number &<< 1 ^ number &>> 63)
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func add(_ text: String?) {
    guard let text else { return add(-1) }
    add(Int64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ amount: Money) { add(amount.fen) }

  mutating func add(_ pool: PoolSettlement) {
    for text in [
      pool.consortium, pool.insurance, pool.totalScore, pool.pointValue, pool.settlementValue,
      pool.incrementValue, pool.referenceValue?.description, pool.payRatio,
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

  // Call by call: a list to go through would be an allocation for each line.
  mutating func add(_ line: AccountSettlement) {
    add(line.institution.code)
    add(line.consortium)
    add(line.insurance)
    add(line.cases)
    add(line.ungroupedCases)
    add(line.outOfScopeCases)
    add(line.lowCases)
    add(line.highCases)
    add(line.specialCases)
    add(line.expertReviews)
    add(line.itemCases)
    add(line.coefficient.description)
    add(line.totalScore)
    add(line.meanScore)
    add(line.caseMixIndex)
    add(line.payRatio)
    add(line.assessment.description)
    add(line.totalCost)
    add(line.bookedFund)
    add(line.patientShare)
    add(line.payable)
    add(line.auditDeduction)
    add(line.prepaid)
    add(line.deposit)
    add(line.surplusShare)
    add(line.due)
    add(line.balance)
    add(Int64(line.parts.count))
    for part in line.parts {
      add(Int64(part.part.rawValue))
      add(part.cases)
      add(part.totalScore)
      add(part.totalCost)
      add(part.bookedFund)
      add(part.payable)
      add(part.due)
    }
  }

  mutating func add(_ package: PackageStatement) {
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
}
