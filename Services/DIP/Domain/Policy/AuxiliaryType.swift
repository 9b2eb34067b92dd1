import Quantities

/// One auxiliary type: a test on the case and the coefficient (辅助分型系数) it brings.
public struct AuxiliaryType: Sendable, Hashable {
  /// Name of the type, as the catalogue's auxiliary table and results write it.
  public var code: String
  /// What stands behind the group's code in results; nil is nothing.
  public var suffix: String?
  public var test: Test
  /// The coefficient in every group; nil takes that of the catalogue's auxiliary table, and where the
  /// table states none for the group, the type does not occur in it.
  public var coefficient: Decimal?

  public init(code: String, suffix: String? = nil, test: Test, coefficient: Decimal? = nil) {
    self.code = code
    self.suffix = suffix
    self.test = test
    self.coefficient = coefficient
  }

  public enum Test: Sendable, Hashable {
    /// Age (年龄分型): `from` inclusive, `below` exclusive; nil is no bound.
    case age(from: AgeBound?, below: AgeBound?)
    /// Severity (疾病严重程度分型).
    case severity(SeverityTest)
    /// The main, or any, diagnosis begins with one of the prefixes (恶性肿瘤分型).
    case diagnosis(prefixes: [String], main: Bool)
    /// Days in intensive care (重症监护天数), both ends inclusive.
    case icu(from: Int, through: Int?)
    /// Charlson index over secondary diagnoses, each category once (CCI 分型), both ends inclusive.
    case comorbidity(from: Int, through: Int?)
  }
}

/// A bound of age: in days for infants, else in years as `AgeRule` counts them.
public enum AgeBound: Sendable, Hashable {
  case days(Int)
  case years(Int)
}

/// A test of severity: it holds when every stated condition holds (重度：MCC 且住院超过 3 天).
public struct SeverityTest: Sendable, Hashable {
  public enum Complication: String, Sendable, Hashable, CaseIterable {
    case none
    /// At least one complication or comorbidity of level CC or MCC (并发症与合并症).
    case cc
    /// At least one of level MCC (严重并发症与合并症).
    case mcc
  }

  /// A secondary diagnosis of this level, unless the main diagnosis excludes it; `none` is no
  /// condition.
  public var complication: Complication
  /// The patient has to have died in hospital; false is no condition.
  public var death: Bool
  /// The stay is longer than so many days; nil is no condition.
  public var stayOver: Int?
  /// Whether a stay of just `stayOver` days counts as well.
  public var stayInclusive: Bool

  public init(
    complication: Complication = .none, death: Bool = false, stayOver: Int? = nil,
    stayInclusive: Bool = false
  ) {
    self.complication = complication
    self.death = death
    self.stayOver = stayOver
    self.stayInclusive = stayInclusive
  }
}
