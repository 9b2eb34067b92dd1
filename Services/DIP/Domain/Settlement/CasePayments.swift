import Quantities

/// What each member earns when payments are made case by case (逐例支付): because the patient's share
/// is subtracted from every case, or because the policy rounds the amounts of single cases.
struct CasePayments {
  let tables: ScoringTables
  /// The pool; nil when pools are merged.
  let pool: Int?
  /// Rates by member.
  let rates: [PaymentRate]
  let members: [Int]
  let accountsPerInstitution: Int
  let block: Int

  /// Σ by member, in fen.
  func run(_ columns: ScoringColumns, threads: Int) throws(Problem) -> [BigRatio] {
    var positions = Array(
      repeating: -1, count: tables.institutions.count * accountsPerInstitution)
    for (position, member) in members.enumerated() { positions[member] = position }
    let blocks = (columns.count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded<[Result<[CaseFundSum], Problem>]>([])
    Workers.run(max(1, min(threads, blocks, 64))) {
      let part = sums(columns, positions) {
        next.withLock { (claimed: inout Int) -> Range<Int>? in
          guard claimed < blocks else { return nil }
          let first = claimed * block
          claimed += 1
          return first..<min(first + block, columns.count)
        }
      }
      parts.withLock { $0.append(part) }
    }
    var total = Array(repeating: CaseFundSum(), count: members.count)
    for part in parts.withLock({ $0 }) {
      let sums = try part.get()
      for index in total.indices { total[index].add(sums[index]) }
    }
    return total.map(\.fen)
  }

  private func sums(
    _ columns: ScoringColumns, _ positions: [Int], claim: () -> Range<Int>?
  ) -> Result<[CaseFundSum], Problem> {
    Result { () throws(Problem) -> [CaseFundSum] in
      var sums = Array(repeating: CaseFundSum(), count: members.count)
      while let range = claim() {
        for index in range where columns.group[index] != ScoringColumns.outOfScope {
          let casePool = Int(columns.pool[index])
          guard pool == nil || pool == casePool else { continue }
          let institution = Int(columns.institution[index])
          let account =
            institution * accountsPerInstitution + (accountsPerInstitution == 1 ? 0 : casePool)
          let position = positions[account]
          let payment = try tables.payment(
            institution: institution, group: Int(columns.group[index]), pool: casePool,
            cost: Money(fen: columns.totalCost[index]),
            booked: Money(fen: columns.bookedFund[index]),
            patient: Money(fen: columns.patientShare[index]), rate: rates[position])
          sums[position].add(payment.fund)
        }
      }
      return sums
    }
  }
}

/// A sum of exact amounts, kept by denominator so that adding never multiplies denominators.
struct CaseFundSum {
  private var numerators: [WideInteger: WideInteger] = [:]

  mutating func add(_ amount: BigRatio) {
    numerators[amount.denominator, default: 0] += amount.numerator
  }

  mutating func add(_ other: CaseFundSum) {
    for (denominator, numerator) in other.numerators {
      numerators[denominator, default: 0] += numerator
    }
  }

  /// The sum over the least common multiple of the denominators.
  var fen: BigRatio {
    let denominator = numerators.keys.reduce(WideInteger(1 as Int64)) {
      $0.leastCommonMultiple(with: $1)
    }
    var total: WideInteger = 0
    for (known, numerator) in numerators { total += numerator * (denominator / known) }
    return BigRatio(total, denominator)
  }
}
