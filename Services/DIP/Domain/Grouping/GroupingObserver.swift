/// Watches the grouping of a case. The fast path's watches nothing and costs nothing: `explain` runs
/// the very code that settlement runs.
protocol GroupingObserver {
  /// True when every candidate is wanted, also those that cannot win.
  static var isRecording: Bool { get }
  mutating func outOfScope(_ rule: GroupingPolicy.ScopeRule)
  mutating func excludedDiagnosis(_ key: CodeKey)
  mutating func unknownDiagnosis(_ key: CodeKey)
  mutating func procedure(_ position: Int, is entry: ProcedureIndex.Entry)
  mutating func mainProcedure(_ position: Int?)
  mutating func candidate(_ row: Int32, failed failure: MatchFailure)
  mutating func candidate(_ row: Int32, matched rank: MatchRank)
}

/// Watches nothing.
struct NoObserver: GroupingObserver {
  static var isRecording: Bool { false }
  @inline(__always) mutating func outOfScope(_ rule: GroupingPolicy.ScopeRule) {}
  @inline(__always) mutating func excludedDiagnosis(_ key: CodeKey) {}
  @inline(__always) mutating func unknownDiagnosis(_ key: CodeKey) {}
  @inline(__always)
  mutating func procedure(_ position: Int, is entry: ProcedureIndex.Entry) {}
  @inline(__always) mutating func mainProcedure(_ position: Int?) {}
  @inline(__always) mutating func candidate(_ row: Int32, failed failure: MatchFailure) {}
  @inline(__always) mutating func candidate(_ row: Int32, matched rank: MatchRank) {}
}
