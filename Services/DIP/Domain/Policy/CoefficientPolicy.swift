import Quantities

/// Coefficients of institutions and their uplifts (机构系数).
///
/// The coefficient of a case is one product of exact decimals, rounded once by
/// `rounding.institution_coefficient`: (own coefficient, else that of the level) × TCM institution ×
/// TCM group. A primary-care group takes its own coefficient instead of all that; a conservative
/// group takes the class-level one where the policy gives it.
public struct CoefficientPolicy: Sendable, Hashable {
  /// Coefficient by level of institution, index 0…3 (未定级, 一级, 二级, 三级).
  public var level: [Decimal]
  /// Own coefficient by institution code; replaces the one by level.
  public var institution: [String: Decimal]
  /// Coefficient of conservative groups by level; nil where they are like others.
  public var conservative: [Decimal]?
  /// Uplift of TCM institutions (seed 004 clause 27); 1 when none.
  public var tcmInstitution: Decimal
  /// Uplift of TCM groups (seed 004 clause 27); 1 when none.
  public var tcmGroup: Decimal
  /// Coefficient of primary-care groups (基层病种) that have none of their own.
  public var primaryCare: Decimal

  public init(
    level: [Decimal], institution: [String: Decimal] = [:], conservative: [Decimal]? = nil,
    tcmInstitution: Decimal = .one, tcmGroup: Decimal = .one, primaryCare: Decimal = .one
  ) {
    self.level = level
    self.institution = institution
    self.conservative = conservative
    self.tcmInstitution = tcmInstitution
    self.tcmGroup = tcmGroup
    self.primaryCare = primaryCare
  }
}
