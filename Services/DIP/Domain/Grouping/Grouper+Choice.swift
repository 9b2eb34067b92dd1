import Quantities

extension Grouper {
  /// The best candidate so far.
  struct Choice {
    var row: Int32 = -1
    var rank = MatchRank(
      kind: .composite, related: 0, terms: 0, specificity: 0, exactCodes: 0)
    var specificity: UInt8 = 0
    var isDecidedBySequence = false
  }

  /// Whether a candidate goes before another one, and the key that says so: the one total order.
  func compare(
    _ a: Choice, _ b: Choice, _ input: GroupingInput
  ) -> (wins: Bool, by: ChoiceKey) {
    if let key = a.rank.firstDifference(from: b.rank) { return (a.rank > b.rank, key) }
    for tie in policy.tie {
      let (x, y) = (value(of: a.row, tie, input), value(of: b.row, tie, input))
      if x != y { return (x > y, .tie(tie)) }
    }
    let (x, y) = (index.rows[Int(a.row)].sequence, index.rows[Int(b.row)].sequence)
    return (x < y, .sequence)
  }

  /// What a key of the tie list says of a group; the higher value wins.
  private func value(
    of row: Int32, _ key: GroupingPolicy.TieKey, _ input: GroupingInput
  ) -> Int64 {
    let compiled = index.rows[Int(row)]
    switch key {
    case .higherScore: return Int64(compiled.scoreRank)
    case .typePriority: return Int64(compiled.typeRank)
    case .nearestMeanCost:
      // Without a mean the group is as far away as can be.
      guard compiled.meanFen >= 0 else { return .min }
      return -Int64(clamping: (input.cost.fen - compiled.meanFen).magnitude)
    case .mainProcedureInCode:
      let code = catalogue.groups[Int(row)].code
      guard let main = input.mainProcedure else { return 0 }
      return code.contains(ProcedureCode(key: input.procedures[main]).description) ? 1 : 0
    }
  }
}
