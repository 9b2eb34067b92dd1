/// What a member does in a family-doctor team (团队角色).
public enum TeamRole: String, Sendable, Hashable, CaseIterable {
  /// 团队长
  case leader
  /// 家庭医生
  case doctor
  /// 乡村医生
  case villageDoctor = "village_doctor"
  /// 护士
  case nurse
  /// 公共卫生人员
  case publicHealth = "public_health"
  /// 其他
  case other

  /// Whether this member signs contracts and has a panel.
  public var signs: Bool { self == .leader || self == .doctor || self == .villageDoctor }

  /// Reads the code or the Chinese word of a roster; nil when it is neither.
  public init?(text: String) {
    if let coded = TeamRole(rawValue: text) {
      self = coded
      return
    }
    switch text {
    case "团队长", "队长", "组长": self = .leader
    case "家庭医生", "全科医生", "医生": self = .doctor
    case "乡村医生", "村医": self = .villageDoctor
    case "护士": self = .nurse
    case "公共卫生人员", "公卫人员", "公卫医师": self = .publicHealth
    case "其他": self = .other
    default: return nil
    }
  }
}
