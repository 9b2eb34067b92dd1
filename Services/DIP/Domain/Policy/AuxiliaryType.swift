import Quantities

/// One auxiliary type: a test on the case and the coefficient (辅助分型系数) it brings.
public struct AuxiliaryType: Sendable, Hashable {
  /// Name of the type, as the catalogue's auxiliary table and results write it.
  public var code: String
  /// What stands behind the group's code in results; nil is nothing.
  public var suffix: String?
  public var test: Test
  /// Whose main diagnosis begins with one of these only (恶性肿瘤); empty is everybody.
  public var among: [String]
  /// And with none of these (非恶性肿瘤).
  public var except: [String]
  /// The coefficient in every group; nil takes that of the catalogue's auxiliary table, and where the
  /// table states none for the group, the type does not occur in it.
  public var coefficient: Decimal?

  public init(
    code: String, suffix: String? = nil, test: Test, coefficient: Decimal? = nil,
    among: [String] = [], except: [String] = []
  ) {
    self.among = among
    self.except = except
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
    /// A diagnosis begins with one of the prefixes (恶性肿瘤分型).
    case diagnosis(DiagnosisTest)
    /// A dear case that one kind of cost makes up (高费用病例类型).
    case cost(CostTest)
    /// Days in intensive care (重症监护天数), both ends inclusive.
    case icu(from: Int, through: Int?)
    /// Charlson index over secondary diagnoses, each category once (CCI 分型), both ends inclusive.
    case comorbidity(from: Int, through: Int?)
  }
}

/// A test of diagnoses: one begins with a prefix, where it has to stand, in a stay long enough.
public struct DiagnosisTest: Sendable, Hashable {
  public enum Position: String, Sendable, Hashable, CaseIterable {
    case main
    case any
    /// A secondary diagnosis of another category than the main one (肿瘤有转移或其他部位并发).
    case otherCategory = "other_category"
  }

  public var prefixes: [String]
  public var position: Position
  /// The stay is longer than so many days; nil is no condition.
  public var stayOver: Int?
  /// Whether a stay of just `stayOver` days counts as well.
  public var stayInclusive: Bool

  public init(
    prefixes: [String], position: Position = .main, stayOver: Int? = nil,
    stayInclusive: Bool = false
  ) {
    self.prefixes = prefixes
    self.position = position
    self.stayOver = stayOver
    self.stayInclusive = stayInclusive
  }
}

/// A test of cost: at least so many times the group's standard, score × year-start point value
/// (该病种分值费用标准), and one kind of cost at least so large a share of it. All limits belong to it.
public struct CostTest: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case drugs, treatment, surgery, consumables
  }

  public var times: Decimal
  public var kind: Kind
  /// 0…1
  public var share: Decimal

  public init(times: Decimal, kind: Kind, share: Decimal) {
    self.times = times
    self.kind = kind
    self.share = share
  }

  /// The least cost in fen for a group of a score.
  ///
  /// - Parameter yearStart: year-start point value in yuan.
  func leastCost(score: Decimal, yearStart: Decimal) -> BigRatio {
    BigRatio(times) * BigRatio(score) * BigRatio(yearStart) * BigRatio(100, 1)
  }
}

extension CaseCost {
  func amount(of kind: CostTest.Kind) -> Money {
    switch kind {
    case .drugs: drugs
    case .treatment: treatment
    case .surgery: surgery
    case .consumables: consumables
    }
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
