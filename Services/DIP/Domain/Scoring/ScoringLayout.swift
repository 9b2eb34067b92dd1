import Quantities

/// How cases refer to tables (编号方式): what cases must have been numbered and sorted by to be scored by
/// some tables. Policies that differ in scores, coefficients or bands share a layout.
struct ScoringLayout: Sendable, Hashable {
  /// Codes in the order of the tables.
  let institutions: [String]
  let pools: [String]
  let groups: Int
  /// Groups and types of the cells beyond the groups.
  let pairs: [Pair]
  /// By cell.
  let parts: [ScorePart]

  struct Pair: Sendable, Hashable {
    var group: Int32
    var type: Int32
  }

  var cells: Int { parts.count }

  /// Part of a case; what has no group is ungrouped.
  func part(ofCell cell: Int32) -> ScorePart { cell >= 0 ? parts[Int(cell)] : .ungrouped }
}
