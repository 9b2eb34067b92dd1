import Quantities

extension Grouper {
  /// The best candidate so far.
  struct Choice {
    var row: Int32 = -1
    var rank = MatchRank(stage: .max, related: 0, terms: 0, specificity: 0, exactCodes: 0)
    var isDecidedBySequence = false
  }

  /// Whether a candidate goes before another one, and the key that says so: the one total order.
  func compare(_ a: Choice, _ b: Choice, _ matcher: CaseMatcher) -> (wins: Bool, by: ChoiceKey) {
    if let key = a.rank.firstDifference(from: b.rank) {
      let wins = a.rank > b.rank
      return (wins, key == .stage ? stageKey(wins ? a : b, wins ? b : a) : key)
    }
    for tie in rules.grouping.tie {
      let (x, y) = (value(of: a.row, tie, matcher), value(of: b.row, tie, matcher))
      if x != y { return (x > y, .tie(tie)) }
    }
    // Groups stand in order of kind, sequence and code, whatever the order in the files.
    return (a.row < b.row, .sequence)
  }

  /// A loser of no later stage was put back for the surgery that it leaves.
  private func stageKey(_ winner: Choice, _ loser: Choice) -> ChoiceKey {
    index.rows[Int(loser.row)].stage <= index.rows[Int(winner.row)].stage
      ? .unmatchedSurgery : .stage
  }

  /// What a key of the tie list says of a group; the higher value wins.
  private func value(
    of row: Int32, _ key: GroupingPolicy.TieKey, _ matcher: CaseMatcher
  ) -> Int64 {
    let compiled = index.rows[Int(row)]
    switch key {
    case .higherScore: return Int64(compiled.scoreRank)
    case .typePriority: return Int64(compiled.typeRank)
    case .nearestMeanCost:
      // Without a mean the group is as far away as can be.
      guard compiled.meanFen >= 0 else { return .min }
      return -Int64(clamping: (matcher.input.cost.total.fen - compiled.meanFen).magnitude)
    case .mainProcedureInCode:
      guard let main = matcher.main else { return 0 }
      let code = ProcedureCode(key: matcher.input.procedures[main]).description
      return catalogue.groups[Int(row)].code.contains(code) ? 1 : 0
    case .exactProcedure:
      return matcher.leavesNoProcedure(compiled) ? 1 : 0
    }
  }
}
