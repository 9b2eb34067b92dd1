import Quantities

/// Sums of one thread, or of all.
struct PartialSums: Sendable {
  var sums: [AccountSums]
  /// For `exact` case scores: by account, Σ numerators of each denominator. Scores of one group at
  /// one reference share a denominator, so there are few of them and every sum is an exact integer.
  var fractions: [[Int128: Int128]]
  /// Whether a grouped case without a reference mean was met.
  var missesReference = false

  init(accounts: Int) {
    sums = Array(repeating: AccountSums(), count: accounts)
    fractions = Array(repeating: [:], count: accounts)
  }

  mutating func add(_ score: CaseScore, account: Int) throws(Problem) {
    try add(score.numerator, over: score.denominator, account: account)
  }

  private mutating func add(
    _ numerator: Int128, over denominator: Int128, account: Int
  ) throws(Problem) {
    let known = fractions[account][denominator] ?? 0
    fractions[account][denominator] = try checkedSum(known, numerator)
  }

  mutating func add(_ other: [AccountSums]) throws(Problem) {
    for account in sums.indices {
      do throws(SumOverflow) {
        try sums[account].add(other[account])
      } catch {
        throw .overflow("sums of account \(account)")
      }
    }
  }

  mutating func add(_ other: PartialSums) throws(Problem) {
    try add(other.sums)
    missesReference = missesReference || other.missesReference
    for account in sums.indices {
      for (denominator, numerator) in other.fractions[account] {
        try add(numerator, over: denominator, account: account)
      }
    }
  }
}

/// The score of every account as an integer over one common denominator (总分值).
///
/// With a decimal rounding of case scores the denominator is a power of ten. With `exact` scores it
/// is the least common multiple of all denominators that occurred; it has no bound of 128 bits, so
/// it is a big integer. Everything later multiplies these integers and never adds two fractions of
/// different denominators again.
struct ScoreSums: Sendable {
  var numerators: [WideInteger]
  var denominator: WideInteger

  init(_ part: PartialSums, _ rounding: Rounding) {
    switch rounding {
    case .decimals(let scale, _):
      numerators = part.sums.map { WideInteger($0.score) }
      denominator = WideInteger(PowersOfTen.int128(scale))
    case .exact:
      var denominator: WideInteger = 1
      var seen: Set<Int128> = []
      for account in part.fractions {
        for known in account.keys where seen.insert(known).inserted {
          denominator = denominator.leastCommonMultiple(with: WideInteger(known))
        }
      }
      var multipliers: [Int128: WideInteger] = [:]
      for known in seen { multipliers[known] = denominator / WideInteger(known) }
      numerators = part.fractions.map { account in
        var total: WideInteger = 0
        for (known, numerator) in account {
          total += WideInteger(numerator) * (multipliers[known] ?? 0)
        }
        return total
      }
      self.denominator = denominator
    }
  }

  var total: WideInteger { numerators.reduce(0, +) }
}
