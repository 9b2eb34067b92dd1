import Quantities

/// The scores that are paid at the year-start point value (固定点值部分的分值), where the policy fixes a share
/// of each group's: a second look at cases that only such policies need.
struct FixedScores {
  let pass: ScoringPass
  let shares: FixedShares

  private var tables: ScoringTables { pass.tables }

  /// Of one slot: decimal scores × 10^decimals by class of share, and all others.
  private struct Sums {
    var digits: [Int128]
    var others = ExactSum()
  }

  /// By slot of account and part.
  func run(threads: Int) throws(Problem) -> [BigRatio] {
    var total = try apart()
    let parts = try pass.blocks(threads: threads) { claim throws(Problem) in try sums(claim) }
    for part in parts {
      for slot in total.indices {
        for number in shares.shares.indices {
          total[slot].digits[number] = try checkedSum(
            total[slot].digits[number], part[slot].digits[number])
        }
        total[slot].others.add(part[slot].others)
      }
    }
    var unit: WideInteger = 1
    if case .decimals(let scale, _) = tables.policy.rounding[.caseScore] {
      unit = WideInteger(PowersOfTen.int128(scale))
    }
    return total.map { sums in
      zip(sums.digits, shares.shares).reduce(sums.others.value) { sum, item in
        item.0 == 0 ? sum : sum + BigRatio(WideInteger(item.0), unit) * BigRatio(item.1)
      }.reduced
    }
  }

  private func empty() -> [Sums] {
    Array(
      repeating: Sums(digits: Array(repeating: 0, count: shares.shares.count)),
      count: pass.slots.slots.count)
  }

  private func sums(_ claim: () -> Range<Int>?) throws(Problem) -> [Sums] {
    var sums = empty()
    let cases = pass.cases
    while let range = claim() {
      for (_, run, piece) in cases.pieces(in: range) where run.part != .ungrouped {
        let slot = pass.slots.number(
          account: pass.account(run.institution, run.pool), part: run.part)
        let isDecimal = try pass.digits(piece, of: run) { index, score throws(Problem) in
          let number = tables.fixedClass(ofCell: cases.cells[index])
          sums[slot].digits[number] = try checkedSum(sums[slot].digits[number], score)
        }
        if isDecimal { continue }
        for index in piece {
          try add(
            institution: run.institution, pool: run.pool, cell: cases.cells[index],
            cost: Int64(cases.costs[index]), to: &sums[slot])
        }
      }
    }
    return sums
  }

  /// One case by the rule itself.
  private func add(
    institution: Int, pool: Int, cell: Int32, cost: Int64, to sums: inout Sums
  ) throws(Problem) {
    let share = shares.shares[tables.fixedClass(ofCell: cell)]
    guard share != .zero else { return }
    let score = try tables.roundedScore(
      tables.exactScore(institution: institution, cell: Int(cell), pool: pool, cost: cost))
    sums.others.add(BigRatio(score) * BigRatio(share))
  }

  /// What stands apart from the columns.
  private func apart() throws(Problem) -> [Sums] {
    var sums = empty()
    func slot(_ institution: Int, _ pool: Int, _ part: ScorePart) -> Int {
      pass.slots.number(account: pass.account(institution, pool), part: part)
    }
    for item in pass.cases.wide {
      let slot = slot(item.institution, item.pool, tables.part(ofCell: item.cell))
      try add(
        institution: item.institution, pool: item.pool, cell: item.cell, cost: item.cost,
        to: &sums[slot])
    }
    let rounding = tables.policy.rounding[.caseScore]
    func addScore(_ score: Decimal, _ group: Int32, _ slot: Int) throws(Problem) {
      let rounded = BigRatio(try score.ratio.rounded(by: rounding))
      sums[slot].others.add(rounded * BigRatio(shares.share(ofGroup: Int(group))))
    }
    for item in pass.cases.supplements.adjusted {
      try addScore(
        item.score, item.group, slot(Int(item.institution), Int(item.pool), .special))
    }
    for item in pass.cases.supplements.addOns {
      try addScore(
        item.score, item.group, slot(Int(item.institution), Int(item.pool), .newTechnology))
    }
    return sums
  }
}
