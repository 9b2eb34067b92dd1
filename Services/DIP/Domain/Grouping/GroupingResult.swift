/// The group of a case (入组结果).
public struct GroupingResult: Sendable, Hashable {
  /// Index into the catalogue's groups, or `ungrouped`, or `outOfScope`.
  public var group: Int32
  public var flags: GroupingFlags

  /// 未入组
  public static let ungrouped: Int32 = -1
  /// 不纳入 DIP
  public static let outOfScope: Int32 = -2

  public var isGrouped: Bool { group >= 0 }
}
