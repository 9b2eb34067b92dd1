import Quantities

/// A resident's time in a group that is kept by a register or certificate.
public struct GroupMembership: Sendable, Hashable {
  public let group: PopulationGroup
  public let validFrom: Day
  /// The day after the last one; nil while it lasts.
  public let validUntil: Day?

  public init(group: PopulationGroup, validFrom: Day, validUntil: Day?) throws(Problem) {
    guard group.isKeyGroup, !group.followsFromAge else {
      throw Problem(
        .invalidInput, "RESIDENT_GROUP_DERIVED", zh: "人群“\(group.name.zh)”由系统推算，不得导入",
        en: "the group \(group.rawValue) is derived and cannot be imported",
        remedyZh: "请删除该人群代码", remedyEn: "remove this group's code",
        details: [.init("group", group.rawValue)])
    }
    if let validUntil { _ = try DayInterval(from: validFrom, until: validUntil) }
    self.group = group
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  public func covers(_ day: Day) -> Bool {
    guard validFrom <= day else { return false }
    guard let validUntil else { return true }
    return day < validUntil
  }

  /// Reads `hypertension`, `hypertension@2024-03-01` or `hypertension@2024-03-01~2025-03-01`;
  /// without a first day the membership counts from birth.
  public init(parsing text: String, birthday: Day) throws(Problem) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let group = PopulationGroup(rawValue: String(halves[0])) else {
      throw Problem(
        .invalidInput, "RESIDENT_GROUP_UNKNOWN", zh: "未知的人群代码：\(halves[0])",
        en: "unknown population group: \(halves[0])",
        remedyZh: "请使用：\(Self.importable)", remedyEn: "use one of: \(Self.importable)",
        details: [.init("group", String(halves[0]))])
    }
    var from = birthday
    var until: Day?
    if halves.count == 2 {
      let days = halves[1].split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
      from = try Day(parsing: String(days[0]))
      if days.count == 2 { until = try Day(parsing: String(days[1])) }
    }
    try self.init(group: group, validFrom: from, validUntil: until)
  }

  private static let importable = PopulationGroup.allCases
    .filter { $0.isKeyGroup && !$0.followsFromAge }.map(\.rawValue).joined(separator: ", ")
}
