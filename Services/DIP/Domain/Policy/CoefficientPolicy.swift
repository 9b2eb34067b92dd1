import Quantities

/// Coefficients of institutions and their uplifts (机构系数).
///
/// The coefficient of a case is one product of exact decimals, rounded once by
/// `rounding.institution_coefficient`: (that of the group at the level, else own coefficient, else that of the grade, else that of the
/// level) × specialty × disease × TCM institution × TCM group. A primary-care group takes its own coefficient instead of all that; a conservative
/// group takes the class-level one where the policy gives it.
public struct CoefficientPolicy: Sendable, Hashable {
  /// Coefficient by level of institution, index 0…3 (未定级, 一级, 二级, 三级).
  public var level: [Decimal]
  /// Own coefficient by institution code; replaces the one by level.
  public var institution: [String: Decimal]
  /// Coefficient by grade of institution (等级): level and A, B or C, `3A` for 三级甲等; replaces the one by
  /// level.
  public var grade: [String: Decimal]
  /// Coefficients of specialties (专科系数); the first that names both institution and group counts.
  public var specialty: [Specialty]
  /// Coefficient by code of the group (病种系数).
  public var disease: [String: Decimal]
  /// Coefficients by level of single groups, by code (病种级别系数); they replace those by level, grade and
  /// institution, but not in conservative groups.
  public var groupLevel: [String: [Decimal]]
  /// Coefficient of conservative groups by level; nil where they are like others.
  public var conservative: [Decimal]?
  /// Uplift of TCM institutions (seed 004 clause 27); 1 when none.
  public var tcmInstitution: Decimal
  /// Uplift of TCM groups (seed 004 clause 27); 1 when none.
  public var tcmGroup: Decimal
  /// Coefficient of primary-care groups (基层病种) that have none of their own.
  public var primaryCare: Decimal

  public init(
    level: [Decimal], institution: [String: Decimal] = [:], grade: [String: Decimal] = [:],
    specialty: [Specialty] = [], disease: [String: Decimal] = [:],
    groupLevel: [String: [Decimal]] = [:], conservative: [Decimal]? = nil,
    tcmInstitution: Decimal = .one, tcmGroup: Decimal = .one, primaryCare: Decimal = .one
  ) {
    self.level = level
    self.institution = institution
    self.grade = grade
    self.specialty = specialty
    self.disease = disease
    self.groupLevel = groupLevel
    self.conservative = conservative
    self.tcmInstitution = tcmInstitution
    self.tcmGroup = tcmGroup
    self.primaryCare = primaryCare
  }

  /// A coefficient of some institutions in some groups (重点专科).
  public struct Specialty: Sendable, Hashable {
    /// Institution codes.
    public var institutions: [String]
    /// Prefixes of group codes; empty is every group.
    public var groups: [String]
    public var coefficient: Decimal

    public init(institutions: [String], groups: [String] = [], coefficient: Decimal) {
      self.institutions = institutions
      self.groups = groups
      self.coefficient = coefficient
    }
  }
}
