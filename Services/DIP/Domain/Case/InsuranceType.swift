/// Which basic medical insurance a case is settled by (险种), with the national codes.
public enum InsuranceType: UInt16, Sendable, Hashable, CaseIterable, Codable {
  /// 职工基本医疗保险
  case employee = 310
  /// 城乡居民基本医疗保险
  case resident = 390

  /// The national code as text.
  public var code: String { String(rawValue) }
}

extension InsuranceType: Comparable {
  public static func < (a: InsuranceType, b: InsuranceType) -> Bool { a.rawValue < b.rawValue }
}
