import Quantities

/// Cases whose group only the sequence number decided (仅由序号决定的病例): which groups tie, how often,
/// and what the choice is worth. A region settles such a tie by a key of its policy's tie list.
public struct TieReport: Sendable {
  private struct Pair: Hashable {
    var chosen: Int
    var rival: Int
  }

  private let cases: SettledCases
  private var pairs: [Pair: (cases: Int, examples: [String])] = [:]

  public init(_ cases: SettledCases) {
    self.cases = cases
    for index in cases.grouped.orderedByID() {
      let settled = cases.standing(index)
      guard settled.flags.contains(.tieBrokenBySequence), let chosen = settled.group else {
        continue
      }
      let id = cases.lists.id(index)
      for candidate in cases.computation.grouper.explain(cases.lists[index]).candidates
      where candidate.outcome == .lost(by: .sequence) {
        let pair = Pair(chosen: chosen, rival: candidate.group)
        pairs[pair, default: (0, [])].cases += 1
        if pairs[pair, default: (0, [])].examples.count < UngroupedReport.examples {
          pairs[pair]?.examples.append(id)
        }
      }
    }
  }

  public var table: ReportTable {
    get throws(Problem) {
      var rows: [[StatementTable.Cell]] = []
      let order = pairs.sorted {
        ($1.value.cases, $0.key.chosen, $0.key.rival)
          < ($0.value.cases, $1.key.chosen, $1.key.rival)
      }
      for (pair, found) in order {
        let (chosen, rival) = (
          cases.catalogue.groups[pair.chosen], cases.catalogue.groups[pair.rival]
        )
        let difference =
          try cases.tables.groups[pair.chosen].score.ratio
          - cases.tables.groups[pair.rival].score.ratio
        rows.append([
          .text(chosen.code), .text(chosen.name), .text(rival.code), .text(rival.name),
          .count(found.cases), .decimal(BigRatio(difference).description),
          .text(found.examples.joined(separator: " ")),
        ])
      }
      return ReportTable(
        "ties", "并列病种", "Ties between groups",
        noteZh: "分组各级规则均相同，仅由目录序号决定；可在政策 tie 中指定规则。",
        noteEn:
          "Every rule of choice is equal and the catalogue's sequence decided; the policy's tie list may say otherwise.",
        columns: [
          .text("group_code", "入组病种", "Chosen"), .text("group_name", "名称", "Name"),
          .text("rival_code", "并列病种", "Rival"), .text("rival_name", "名称", "Name of the rival"),
          .number("cases", "病例数", "Cases"),
          .number("score_difference", "分值差", "Difference of scores"),
          .text("examples", "示例清单", "Examples"),
        ], rows: rows)
    }
  }
}
