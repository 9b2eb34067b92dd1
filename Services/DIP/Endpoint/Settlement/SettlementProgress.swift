import Messages

/// How far a settlement has come (结算进度).
struct SettlementProgress: Sendable, Hashable {
  /// The stages in their order, named as in the contract.
  enum Stage: String, Sendable, CaseIterable {
    case loading, grouping, scoring, settling, storing, done
  }

  var stage: Stage
  /// Lists read so far while loading; afterwards lists that the stages before have finished.
  var done: Int
  /// Lists of the settlement; 0 while nobody knows.
  var total: Int

  init(_ stage: Stage, done: Int = 0, total: Int = 0) {
    self.stage = stage
    self.done = done
    self.total = total
  }

  /// A stage that a computation over a number of lists begins.
  init?(computing name: String, of lists: Int) {
    guard let stage = Stage(rawValue: name) else { return nil }
    self.init(stage, done: stage == .grouping ? 0 : lists, total: lists)
  }
}

extension Dip.SettleProgress {
  init(_ progress: SettlementProgress) {
    self.init(
      stage: progress.stage.rawValue, done: UInt64(progress.done), total: UInt64(progress.total))
  }
}
