import Quantities

/// Kind of an area (行政区划类型). It decides the level.
public enum AreaKind: String, ControlledTerm {
  case province
  case autonomousRegion = "autonomous_region"
  case municipality
  case prefectureCity = "prefecture_city"
  case league
  case prefecture
  case county
  case banner
  case district
  case countyCity = "county_city"
  case managementCommittee = "management_committee"
  case town
  case township
  case sumu
  case subdistrict
  case townshipLike = "township_like"
  case village
  case gacha
  case community

  public var level: AreaCode.Level {
    switch self {
    case .province, .autonomousRegion, .municipality: .province
    case .prefectureCity, .league, .prefecture: .prefecture
    case .county, .banner, .district, .countyCity, .managementCommittee: .county
    case .town, .township, .sumu, .subdistrict, .townshipLike: .township
    case .village, .gacha, .community: .village
    }
  }

  public var chinese: String {
    switch self {
    case .province: "省"
    case .autonomousRegion: "自治区"
    case .municipality: "直辖市"
    case .prefectureCity: "地级市"
    case .league: "盟"
    case .prefecture: "地区"
    case .county: "县"
    case .banner: "旗"
    case .district: "市辖区"
    case .countyCity: "县级市"
    case .managementCommittee: "管委会"
    case .town: "镇"
    case .township: "乡"
    case .sumu: "苏木"
    case .subdistrict: "街道"
    case .townshipLike: "类似乡级单位"
    case .village: "村"
    case .gacha: "嘎查"
    case .community: "社区"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .prefecture: ["自治州"]
    case .banner: ["自治旗"]
    case .county: ["自治县"]
    case .district: ["区"]
    case .managementCommittee: ["管理委员会", "开发区"]
    case .township: ["民族乡", "民族苏木"]
    case .village: ["行政村"]
    case .community: ["居委会"]
    default: []
    }
  }

  /// Whether it is a town, a township or a sumu (苏木乡镇), which may become a street (M23).
  public var isTown: Bool { self == .town || self == .township || self == .sumu }
}
