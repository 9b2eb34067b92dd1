/// How a practitioner comes to work at an institution (任职方式).
public enum PostingKind: String, ControlledTerm {
  /// Employed by the institution itself.
  case employed
  /// Sent down by a higher institution of the consortium (M24: 由医共体总医院分院派驻医生).
  case dispatched
  /// Practises there besides their main institution (多点执业).
  case multiSite = "multi_site"
  /// Employed by the county, used in the township (M54: 县管乡用).
  case countyManaged = "county_managed"
  /// Engaged by the township, used in the village (M54, M63: 乡聘村用).
  case townshipEngaged = "township_engaged"
  /// Sent by a paired institution to help (对口支援、帮扶).
  case support

  public var chinese: String {
    switch self {
    case .employed: "在职聘用"
    case .dispatched: "派驻"
    case .multiSite: "多点执业"
    case .countyManaged: "县管乡用"
    case .townshipEngaged: "乡聘村用"
    case .support: "对口支援"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .employed: ["在职", "聘用"]
    case .dispatched: ["下派", "派驻服务"]
    case .multiSite: ["多机构执业"]
    case .support: ["支援", "帮扶"]
    default: []
    }
  }

  /// Whether another institution employs them, which the posting names.
  public var comesFromElsewhere: Bool { self != .employed }
}
