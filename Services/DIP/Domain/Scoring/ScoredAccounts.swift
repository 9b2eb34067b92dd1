import Quantities

/// What scoring hands to the distribution of pools: sums by account, and by part of each account.
struct ScoredAccounts: Sendable {
  /// By account: of all its parts together.
  let sums: [AccountSums]
  /// Scores by account over one common denominator.
  let scores: ScoreSums
  private let parts: [PartSums]
  /// Where the parts of each account begin, and one more entry for the end.
  private let starts: [Int]
  private let items: [Int: ItemSums]

  /// - Parameter fixed: scores that the policy fixes by group, by slot; nil where it does not.
  init(_ pass: ScoringPass, _ total: PartialSums, fixed: [BigRatio]?) throws(Problem) {
    let accounts = pass.tables.institutions.count * pass.accountsPerInstitution
    scores = ScoreSums(
      total, pass.slots, accounts: accounts, pass.tables.policy.rounding[.caseScore])
    var sums = [AccountSums](repeating: AccountSums(), count: accounts)
    var parts: [PartSums] = []
    var starts = [Int](repeating: 0, count: accounts + 1)
    var items: [Int: ItemSums] = [:]
    do throws(SumOverflow) {
      for (number, slot) in pass.slots.slots.enumerated() {
        try sums[slot.account].add(total.sums[number])
        parts.append(
          PartSums(
            part: slot.part, sums: total.sums[number], score: scores.slotNumerators[number],
            fixed: fixed?[number] ?? .zero))
        starts[slot.account + 1] += 1
      }
      for left in pass.cases.outOfScope {
        sums[pass.account(left.institution, left.pool)].outOfScope += left.cases
      }
      for item in pass.cases.supplements.byItem {
        try items[pass.account(Int(item.institution), Int(item.pool)), default: ItemSums()]
          .add(item)
      }
    } catch {
      throw .overflow("sums of an account")
    }
    for account in 0..<accounts { starts[account + 1] += starts[account] }
    self.sums = sums
    self.parts = parts
    self.starts = starts
    self.items = items
  }

  /// The parts of an account that have cases or scores, in their order.
  func parts(of account: Int) -> ArraySlice<PartSums> {
    parts[starts[account]..<starts[account + 1]]
  }

  /// Cases of an account that are paid by item; they are in no other sum.
  func items(of account: Int) -> ItemSums? { items[account] }
}
