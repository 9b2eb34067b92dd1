import Quantities

/// What a settlement needs to know of an institution (定点医疗机构).
public struct ScoringInstitution: Sendable, Hashable {
  /// Insurance code (H + 11 digits); institutions are settled and listed in its order.
  public var code: String
  public var name: String
  /// 级别: 3, 2, 1, or 0 when not rated.
  public var level: Int
  /// 等次: `A`, `B`, `C`, or empty when not graded; with the level it is a grade of the policy, `3A`.
  public var grade: String
  /// A hospital of Chinese or Mongolian medicine (中医、蒙医机构): takes the policy's uplift.
  public var isTCM: Bool
  /// The institution's own coefficient (机构系数); it replaces the policy's coefficient by level.
  public var coefficient: Decimal?

  /// Levels that an institution can have: 0…3.
  public static let levels = 4

  public init(
    code: String, name: String, level: Int, grade: String = "", isTCM: Bool = false,
    coefficient: Decimal? = nil
  ) {
    self.code = code
    self.name = name
    self.level = level
    self.grade = grade
    self.isTCM = isTCM
    self.coefficient = coefficient
  }
}
