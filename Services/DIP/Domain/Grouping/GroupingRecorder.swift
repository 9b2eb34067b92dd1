/// Records what grouping does with a case.
struct GroupingRecorder: GroupingObserver {
  static var isRecording: Bool { true }

  private(set) var scopeRule: GroupingPolicy.ScopeRule?
  private(set) var excluded: CodeKey?
  private(set) var unknown: CodeKey?
  private(set) var procedures: [ProcedureIndex.Entry] = []
  private(set) var main: Int?
  /// A group can be met by more than one diagnosis entry: the best match counts.
  private(set) var matched: [Int32: MatchRank] = [:]
  private(set) var failed: [Int32: MatchFailure] = [:]

  mutating func outOfScope(_ rule: GroupingPolicy.ScopeRule) { scopeRule = rule }
  mutating func excludedDiagnosis(_ key: CodeKey) { excluded = key }
  mutating func unknownDiagnosis(_ key: CodeKey) { unknown = key }
  mutating func procedure(_ position: Int, is entry: ProcedureIndex.Entry) {
    procedures.append(entry)
  }
  mutating func mainProcedure(_ position: Int?) { main = position }
  mutating func candidate(_ row: Int32, failed failure: MatchFailure) { failed[row] = failure }
  mutating func candidate(_ row: Int32, matched rank: MatchRank) {
    matched[row] = max(matched[row] ?? rank, rank)
  }
}
