import Quantities

/// Kind of a consortium (医联体类型).
public enum ConsortiumKind: String, ControlledTerm {
  case county
  case cityGroup = "city_group"
  case specialtyAlliance = "specialty_alliance"
  case grid

  public var chinese: String {
    switch self {
    case .county: "紧密型县域医共体"
    case .cityGroup: "城市医疗集团"
    case .specialtyAlliance: "专科联盟"
    case .grid: "网格化医联体"
    }
  }
}

/// A domain managed as one (一体化管理; M27, seed 000 clause 六, seed 001 clause 6): seven between
/// county and township, three between township and village.
public enum IntegratedDomain: String, ControlledTerm {
  case townshipAdministration = "township_administration"
  case townshipPersonnel = "township_personnel"
  case townshipFinance = "township_finance"
  case townshipServices = "township_services"
  case townshipSupplies = "township_supplies"
  case townshipInformation = "township_information"
  case townshipPerformance = "township_performance"
  case villageFinance = "village_finance"
  case villageServices = "village_services"
  case villagePerformance = "village_performance"

  public var chinese: String {
    switch self {
    case .townshipAdministration: "县乡行政"
    case .townshipPersonnel: "县乡人事"
    case .townshipFinance: "县乡财务"
    case .townshipServices: "县乡业务"
    case .townshipSupplies: "县乡药品耗材"
    case .townshipInformation: "县乡信息系统"
    case .townshipPerformance: "县乡绩效考核"
    case .villageFinance: "乡村财务"
    case .villageServices: "乡村业务"
    case .villagePerformance: "乡村绩效考评"
    }
  }
}

/// A consortium of institutions (医联体、医共体) as it is over some days. Who belongs to it is kept as
/// memberships.
public struct Consortium: RegistryFact {
  public let code: RegistryCode
  public let name: String
  public let kind: ConsortiumKind
  /// Area it serves: a county for a county consortium.
  public private(set) var area: AreaCode
  /// In the order of the list, each at most once.
  public let integrated: [IntegratedDomain]

  public var key: RegistryCode { code }

  /// Throws when the name is none, or when a county consortium does not serve a county.
  public init(
    code: RegistryCode, name: String, kind: ConsortiumKind, area: AreaCode,
    integrated: Set<IntegratedDomain> = []
  ) throws(Problem) {
    try Problem.requireName(name)
    guard kind != .county || area.level == .county else {
      throw Problem(
        .invalidInput, "REGISTRY_CONSORTIUM_AREA",
        zh: "紧密型县域医共体以县（旗、区）为单位，\(area) 不是县级区划",
        en: "a county consortium serves a county; \(area) is none",
        remedyZh: "请填写县级区划代码", remedyEn: "write the code of a county",
        details: [Problem.Detail("area", "\(area)")])
    }
    self.code = code
    self.name = name
    self.kind = kind
    self.area = area
    self.integrated = IntegratedDomain.allCases.filter(integrated.contains)
  }
}

extension Consortium {
  /// The same where its area has another code, or another area has taken its place.
  public func moved(to area: AreaCode) -> Consortium {
    var copy = self
    copy.area = area
    return copy
  }
}

extension Problem {
  /// What an institution may belong to depends on the kind, so a consortium keeps its own.
  public static func consortiumKindFixed(_ code: RegistryCode, _ kind: ConsortiumKind) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_CONSORTIUM_KIND_FIXED",
      zh: "医联体 \(code) 的类型为\(kind.chinese)，不能更改",
      en: "\(code) is a consortium of kind \(kind.rawValue), which cannot change",
      remedyZh: "请终止后以新代码登记", remedyEn: "close it and open another under a new code",
      details: [Detail("code", code.text)])
  }
}
