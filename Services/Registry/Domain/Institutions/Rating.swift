/// Level of a hospital (医院级别), from the lowest to the highest.
public enum InstitutionLevel: String, OrderedTerm {
  case unrated, primary, secondary, tertiary

  public var chinese: String {
    switch self {
    case .unrated: "未定级"
    case .primary: "一级"
    case .secondary: "二级"
    case .tertiary: "三级"
    }
  }
}

/// Grade within a level (医院等次), from the lowest to the highest.
public enum InstitutionGrade: String, OrderedTerm {
  case unrated
  case c, b, a
  case special

  public var chinese: String {
    switch self {
    case .unrated: "未定等"
    case .c: "丙等"
    case .b: "乙等"
    case .a: "甲等"
    case .special: "特等"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .unrated: ["未评等"]
    case .c: ["丙"]
    case .b: ["乙"]
    case .a: ["甲"]
    case .special: ["特"]
    }
  }
}

/// Level and grade together (等级), such as 二级甲等. A higher level outranks any grade of a lower one.
public struct Rating: Sendable, Hashable, Comparable {
  public let level: InstitutionLevel
  public let grade: InstitutionGrade

  public init(_ level: InstitutionLevel, _ grade: InstitutionGrade) {
    self.level = level
    self.grade = grade
  }

  public static func < (a: Rating, b: Rating) -> Bool {
    a.level == b.level ? a.grade < b.grade : a.level < b.level
  }

  public var chinese: String {
    grade == .unrated ? level.chinese : level.chinese + grade.chinese
  }
}
