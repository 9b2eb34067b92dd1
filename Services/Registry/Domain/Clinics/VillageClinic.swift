import Quantities

/// How a village is served (村卫生室服务方式).
public enum ClinicMode: String, ControlledTerm {
  /// 固定: a clinic of its own.
  case fixed
  /// 联办: run jointly with neighbouring villages (M22).
  case joint
  /// 巡回医疗: visited regularly (固定+流动).
  case roving
  /// 邻（联）村延伸: a neighbour's clinic comes over.
  case outreach
  /// 上级派驻: staff sent by a higher institution (M24).
  case dispatched

  public var chinese: String {
    switch self {
    case .fixed: "固定"
    case .joint: "联办"
    case .roving: "巡回"
    case .outreach: "邻村延伸"
    case .dispatched: "派驻"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .roving: ["巡回医疗", "流动"]
    case .outreach: ["延伸服务", "联村延伸"]
    case .dispatched: ["上级派驻"]
    default: []
    }
  }
}

/// What a village clinic is beyond an institution (村卫生室): whom it serves, and how, over some days.
public struct VillageClinic: RegisterEntry {
  public static let institution = Field.institution().key
  public static let mode = Field<ClinicMode>.term("mode", "服务方式", "mode")
  public static let seat = Field.area("seat", "所在嘎查村", "seat")
  public static let joined = Field.area("joined", "联办或服务的其他嘎查村", "further villages").list
  public static let host = Field.institution("host", "举办的乡镇卫生院", "host").optional

  public static let register = RegisterDescription(
    "village_clinics", "村卫生室", "village clinics",
    source: "M22, M23, M24: S000·三, S001·3, S003·3; M63: S003·3",
    fields: [institution, mode, seat, joined, host],
    rules: [.jointClinic, .convertedStreet, .publicOwnership])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var institution: RegistryCode { self[Self.institution] }
  public var mode: ClinicMode { self[Self.mode] }
  /// The village it stands in.
  public var seat: AreaCode { self[Self.seat] }
  /// Further villages that it serves.
  public var joined: [AreaCode] { self[Self.joined] }
  /// The township centre that runs it as its own service point (乡镇延伸举办, M63); nil when it runs
  /// itself.
  public var host: RegistryCode? { self[Self.host] }
  public var villages: [AreaCode] { [seat] + joined }

  /// Throws `REGISTRY_CLINIC_VILLAGES` when a code is not a village's, repeats, or the mode does not
  /// fit: a joint clinic has further villages, a fixed one has none.
  public func check() throws(Problem) {
    let fits =
      switch mode {
      case .joint: !joined.isEmpty
      case .fixed: joined.isEmpty
      case .roving, .outreach, .dispatched: true
      }
    guard fits, Set(villages).count == villages.count,
      villages.allSatisfy({ $0.level == .village })
    else {
      throw Problem(
        .invalidInput, "REGISTRY_CLINIC_VILLAGES",
        zh: "村卫生室的服务村与方式“\(mode.chinese)”不符，或代码重复、不是村级",
        en: "the villages of the clinic do not fit its mode \(mode.rawValue), repeat or are none",
        remedyZh: "联办须列出联办的村，固定不列；请填写 12 位村级代码",
        remedyEn: "a joint clinic lists the villages that joined, a fixed one none",
        details: [Problem.Detail("institution", institution.text)])
    }
  }
}
