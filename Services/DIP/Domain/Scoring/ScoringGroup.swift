import Quantities

/// What a settlement needs to know of a disease group (病种).
public struct ScoringGroup: Sendable, Hashable {
  /// Group code, unique in the catalogue.
  public var code: String
  /// 病种分值, not negative.
  public var score: Decimal
  /// 基层病种: the same score at every level; without the coefficient of the institution.
  public var isPrimaryCare: Bool
  /// The list's own coefficient of a primary-care group; nil takes the policy's.
  public var primaryCareCoefficient: Decimal?
  /// 中医优势病种: takes the policy's uplift of TCM groups.
  public var isTCM: Bool
  /// 保守治疗 group: may take the policy's coefficient of conservative groups.
  public var isConservative: Bool
  /// 综合病种
  public var isComposite: Bool
  /// Last year's mean cost of the group by level of institution and insurance pool (同级别次均费用).
  public var referenceMeans: [Reference: Money]
  /// Coefficients of the auxiliary types that the catalogue states for the group (辅助分型系数), by code
  /// of the type.
  public var auxiliaryCoefficients: [String: Decimal]

  /// The class of institutions and the pool that a reference mean was measured in.
  public struct Reference: Sendable, Hashable {
    /// 0…3, or nil for all levels together.
    public var level: Int?
    /// Insurance code such as 310, or nil for all pools together.
    public var insurance: String?

    public init(level: Int?, insurance: String?) {
      self.level = level
      self.insurance = insurance
    }
  }

  public init(
    code: String, score: Decimal, isPrimaryCare: Bool = false,
    primaryCareCoefficient: Decimal? = nil, isTCM: Bool = false, isConservative: Bool = false,
    isComposite: Bool = false, referenceMeans: [Reference: Money] = [:],
    auxiliaryCoefficients: [String: Decimal] = [:]
  ) {
    self.code = code
    self.score = score
    self.isPrimaryCare = isPrimaryCare
    self.primaryCareCoefficient = primaryCareCoefficient
    self.isTCM = isTCM
    self.isConservative = isConservative
    self.isComposite = isComposite
    self.referenceMeans = referenceMeans
    self.auxiliaryCoefficients = auxiliaryCoefficients
  }

  /// The mean for an institution's level and a pool: the most specific one there is, in the order
  /// level and pool, level, pool, all.
  public func referenceMean(level: Int, insurance: String) -> Money? {
    referenceMeans[Reference(level: level, insurance: insurance)]
      ?? referenceMeans[Reference(level: level, insurance: nil)]
      ?? referenceMeans[Reference(level: nil, insurance: insurance)]
      ?? referenceMeans[Reference(level: nil, insurance: nil)]
  }
}
