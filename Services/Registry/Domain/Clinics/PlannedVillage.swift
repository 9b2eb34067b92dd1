import Quantities

/// A village as the planner of clinics sees it.
public struct PlannedVillage: Sendable, Hashable {
  public let code: AreaCode
  public let name: String
  public let kind: AreaKind
  /// People to be served (服务人口); nil when there is no figure.
  public let residents: Int64?
  /// Villages it borders on.
  public let neighbours: Set<AreaCode>
  /// Day on which its town was turned into a street (M23); nil when it was not.
  public let convertedOn: Day?
  /// Clinics that stand in it now.
  public let clinics: [RegistryCode]

  public init(
    code: AreaCode, name: String, kind: AreaKind, residents: Int64?,
    neighbours: Set<AreaCode> = [], convertedOn: Day? = nil, clinics: [RegistryCode] = []
  ) {
    self.code = code
    self.name = name
    self.kind = kind
    self.residents = residents
    self.neighbours = neighbours
    self.convertedOn = convertedOn
    self.clinics = clinics
  }
}

/// Why a village may not run a clinic jointly with its neighbours, or with a certain one.
public enum JoinObstacle: Sendable, Hashable {
  /// 服务人口 is not known.
  case residentsUnknown
  /// 不足 500 excludes the number: 500 itself is too many.
  case tooManyResidents(Int64, limit: Int64)
  /// 地域邻近: it borders on none of the others.
  case noNeighbour
  /// It does not border on the village where the clinic stands.
  case notAdjacent(AreaCode)
  /// 行政嘎查村: communities are served by stations.
  case notAVillage
  /// 不再设置嘎查村卫生室.
  case convertedToStreet(Day)

  public var message: Bilingual {
    switch self {
    case .residentsUnknown:
      Bilingual(zh: "服务人口未知", en: "the number of residents is not known")
    case .tooManyResidents(let residents, let limit):
      Bilingual(
        zh: "服务人口 \(residents) 人，不是不足 \(limit) 人",
        en: "\(residents) residents are not fewer than \(limit)")
    case .noNeighbour:
      Bilingual(zh: "没有登记邻近的行政嘎查村", en: "no neighbouring village is registered")
    case .notAdjacent(let seat):
      Bilingual(
        zh: "与卫生室所在的 \(seat) 不邻近", en: "it does not border on \(seat), where the clinic stands")
    case .notAVillage:
      Bilingual(zh: "社区由社区卫生服务站服务", en: "communities are served by health stations")
    case .convertedToStreet(let day):
      Bilingual(
        zh: "所在乡镇已于 \(day) 转为街道，原则上设社区卫生服务站，不再设置嘎查村卫生室",
        en: "its town became a street on \(day); a health station serves it, no new village clinic")
    }
  }
}
