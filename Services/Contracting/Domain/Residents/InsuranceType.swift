/// Insurance type (险种) by the national insurance codes (insutype).
public enum InsuranceType: String, Sendable, Hashable, CaseIterable {
  /// 未参保
  case uninsured = ""
  /// 职工基本医疗保险
  case employee = "310"
  /// 离休人员医疗保障
  case retiredCadre = "340"
  /// 城乡居民基本医疗保险
  case resident = "390"
}
