/// What a policy says about grouping, taken from all its sections.
public struct GroupingRules: Sendable, Hashable {
  public var grouping: GroupingPolicy
  public var codes: CodeVersionPolicy
  /// Names of the class tables that count, in order; empty is all.
  public var procedureClasses: [String]
  public var ageRule: AgeRule

  public init(
    _ grouping: GroupingPolicy = GroupingPolicy(), codes: CodeVersionPolicy = CodeVersionPolicy(),
    procedureClasses: [String] = [], ageRule: AgeRule = AgeRule()
  ) {
    self.grouping = grouping
    self.codes = codes
    self.procedureClasses = procedureClasses
    self.ageRule = ageRule
  }

  public init(_ policy: Policy) {
    self.init(
      policy.grouping, codes: policy.codes, procedureClasses: policy.procedureClasses,
      ageRule: policy.ageRule)
  }
}
