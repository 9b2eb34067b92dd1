import Quantities

/// Sums of one thread, or of all, by slot of account and part.
struct PartialSums: Sendable {
  var sums: [AccountSums]
  /// For `exact` case scores: by slot, Σ numerators of each denominator. Scores of one group at one
  /// reference share a denominator, so there are few of them and every sum is an exact integer. Empty
  /// where scores are decimals.
  var fractions: [[Int128: Int128]]
  /// Whether a grouped case without a reference mean was met.
  var missesReference = false

  init(slots: Int, isExact: Bool) {
    sums = Array(repeating: AccountSums(), count: slots)
    fractions = isExact ? Array(repeating: [:], count: slots) : []
  }

  /// Adds a score as the policy rounds it.
  mutating func add(
    _ numerator: Int128, over denominator: Int128, slot: Int, _ rounding: Rounding
  ) throws(Problem) {
    switch rounding {
    case .decimals(let scale, let mode):
      let rounded = try mode.scaledQuotient(numerator, denominator, scale: scale)
      sums[slot].score = try checkedSum(sums[slot].score, rounded)
    case .exact:
      try add(numerator, over: denominator, slot: slot)
    }
  }

  private mutating func add(
    _ numerator: Int128, over denominator: Int128, slot: Int
  ) throws(Problem) {
    let known = fractions[slot][denominator] ?? 0
    fractions[slot][denominator] = try checkedSum(known, numerator)
  }

  mutating func add(_ other: PartialSums) throws(Problem) {
    do throws(SumOverflow) {
      for slot in sums.indices { try sums[slot].add(other.sums[slot]) }
    } catch {
      throw .overflow("sums of an account")
    }
    missesReference = missesReference || other.missesReference
    for slot in fractions.indices {
      for (denominator, numerator) in other.fractions[slot] {
        try add(numerator, over: denominator, slot: slot)
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
  /// By account.
  var numerators: [WideInteger]
  var denominator: WideInteger
  /// By slot of account and part.
  let slotNumerators: [WideInteger]

  init(_ part: PartialSums, _ slots: AccountSlots, accounts: Int, _ rounding: Rounding) {
    switch rounding {
    case .decimals(let scale, _):
      slotNumerators = part.sums.map { WideInteger($0.score) }
      denominator = WideInteger(PowersOfTen.int128(scale))
    case .exact:
      (slotNumerators, denominator) = Self.combined(part.fractions)
    }
    numerators = Array(repeating: 0, count: accounts)
    for (slot, numerator) in zip(slots.slots, slotNumerators) {
      numerators[slot.account] += numerator
    }
  }

  private static func combined(
    _ fractions: [[Int128: Int128]]
  ) -> (numerators: [WideInteger], denominator: WideInteger) {
    var denominator: WideInteger = 1
    var seen: Set<Int128> = []
    for slot in fractions {
      for known in slot.keys where seen.insert(known).inserted {
        denominator = denominator.leastCommonMultiple(with: WideInteger(known))
      }
    }
    var multipliers: [Int128: WideInteger] = [:]
    for known in seen { multipliers[known] = denominator / WideInteger(known) }
    let numerators = fractions.map { slot in
      var total: WideInteger = 0
      for (known, numerator) in slot {
        total += WideInteger(numerator) * (multipliers[known] ?? 0)
      }
      return total
    }
    return (numerators, denominator)
  }
}
