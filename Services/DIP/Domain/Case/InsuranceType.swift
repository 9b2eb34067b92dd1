import Quantities

/// Which basic medical insurance a case is settled by (险种), with the national codes.
public enum InsuranceType: UInt16, Sendable, Hashable, CaseIterable, Codable {
  /// 职工基本医疗保险
  case employee = 310
  /// 城乡居民基本医疗保险
  case resident = 390

  /// The national code as text.
  public var code: String { String(rawValue) }

  /// Reads the code or one of the names that bureaus write.
  init?(name: String) {
    switch name {
    case "310", "职工", "职工医保", "职工基本医疗保险": self = .employee
    case "390", "居民", "居民医保", "城乡居民基本医疗保险": self = .resident
    default: return nil
    }
  }

  /// How a clerk calls the pool.
  public var name: Bilingual {
    switch self {
    case .employee: Bilingual(zh: "职工医保", en: "employees")
    case .resident: Bilingual(zh: "居民医保", en: "residents")
    }
  }

  /// The name of a pool by its code; nil is the merged one.
  static func name(ofCode code: String?) -> Bilingual {
    guard let code else { return Bilingual(zh: "合并基金", en: "merged pool") }
    return allCases.first { $0.code == code }?.name ?? Bilingual(zh: code, en: code)
  }
}

extension InsuranceType: Comparable {
  public static func < (a: InsuranceType, b: InsuranceType) -> Bool { a.rawValue < b.rawValue }
}
