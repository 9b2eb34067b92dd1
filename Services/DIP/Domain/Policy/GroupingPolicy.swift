import Quantities

/// What a region decides about grouping (入组规则).
public struct GroupingPolicy: Sendable, Hashable {
  /// Cases that leave DIP before grouping, first matching rule first.
  public var scope: [ScopeRule]
  public var exclusionMatch: ExclusionMatch
  public var p07Position: P07Position
  /// Keys that decide between candidates after the fixed ones, in order.
  public var tie: [TieKey]
  /// How a composite group is looked for when the 3-character one is absent, in order.
  public var compositeFallback: [CompositeFallback]
  /// Order of the stages; an inner list is stages of equal rank, decided by the keys after the stage.
  public var stages: [[Stage]]
  public var procedureMatch: ProcedureMatch
  public var listedProcedures: ListedProcedures
  public var compositeFirst: CompositeFirst
  public var compositeBy: CompositeBy

  public init(
    scope: [ScopeRule] = [], exclusionMatch: ExclusionMatch = .exact,
    p07Position: P07Position = .main, tie: [TieKey] = [],
    compositeFallback: [CompositeFallback] = [], stages: [[Stage]] = nationalStages,
    procedureMatch: ProcedureMatch = .extensions, listedProcedures: ListedProcedures = .any,
    compositeFirst: CompositeFirst = .never, compositeBy: CompositeBy = .procedureClass
  ) {
    self.scope = scope
    self.exclusionMatch = exclusionMatch
    self.p07Position = p07Position
    self.tie = tie
    self.compositeFallback = compositeFallback
    self.stages = stages
    self.procedureMatch = procedureMatch
    self.listedProcedures = listedProcedures
    self.compositeFirst = compositeFirst
    self.compositeBy = compositeBy
  }

  /// Cases that are not paid by DIP (不纳入 DIP 的病例). A rule matches when all its conditions hold.
  public struct ScopeRule: Sendable, Hashable {
    public var reason: Reason
    /// The main diagnosis begins with one of these; empty is no condition.
    public var diagnosisPrefixes: [String]
    /// Some procedure begins with one of these, as day surgery is listed; empty is no condition.
    public var procedurePrefixes: [String]
    /// Length of stay in days, both inclusive; nil is no condition.
    public var minimumDays: Int?
    public var maximumDays: Int?

    public enum Reason: String, Sendable, Hashable, CaseIterable {
      /// 按床日付费
      case bedDay = "bed_day"
      /// 精神类
      case psychiatric
      /// 康复类
      case rehabilitation
      /// 日间手术
      case daySurgery = "day_surgery"
    }

    public init(
      reason: Reason, diagnosisPrefixes: [String] = [], procedurePrefixes: [String] = [],
      minimumDays: Int? = nil, maximumDays: Int? = nil
    ) {
      self.procedurePrefixes = procedurePrefixes
      self.reason = reason
      self.diagnosisPrefixes = diagnosisPrefixes
      self.minimumDays = minimumDays
      self.maximumDays = maximumDays
    }
  }

  /// How an entry of the exclusion list of main diagnoses meets a code.
  public enum ExclusionMatch: String, Sendable, Hashable, CaseIterable {
    case exact, prefix
  }

  /// Where a P07 diagnosis must stand for the newborn rows of XQ.
  public enum P07Position: String, Sendable, Hashable, CaseIterable {
    case main, any
  }

  /// Keys of the policy's own tie list.
  public enum TieKey: String, Sendable, Hashable, CaseIterable {
    case higherScore = "higher_score"
    case nearestMeanCost = "nearest_mean_cost"
    case typePriority = "type_priority"
    case mainProcedureInCode = "main_procedure_in_code"
    /// The row has every procedure of the case, none is left over (荆州：手术操作完全一致).
    case exactProcedure = "exact_procedure"
  }

  /// Steps of the search for a composite group.
  public enum CompositeFallback: String, Sendable, Hashable, CaseIterable {
    /// A shorter prefix of the diagnosis than three characters.
    case prefix
    /// A range of categories such as A00-A99.
    case range
    /// The single letter of the chapter.
    case letter
  }
}
