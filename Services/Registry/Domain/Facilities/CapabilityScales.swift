/// Service capability (服务能力标准): 基本标准 below 推荐标准, of primary institutions (优质服务基层行) and
/// of county hospitals (县级医院医疗服务能力).
public enum ServiceStandard: String, OrderedTerm {
  case below, basic, recommended

  public var chinese: String {
    switch self {
    case .below: "未达标"
    case .basic: "基本标准"
    case .recommended: "推荐标准"
    }
  }
}

/// Level of electronic medical records (电子病历系统应用水平分级评价), 0 to 8.
public enum RecordsLevel: String, OrderedTerm {
  case level0 = "0"
  case level1 = "1"
  case level2 = "2"
  case level3 = "3"
  case level4 = "4"
  case level5 = "5"
  case level6 = "6"
  case level7 = "7"
  case level8 = "8"

  public var chinese: String { "\(rawValue)级" }
}

/// Interoperability (医疗健康信息互联互通标准化成熟度测评): 四级 and 五级 are divided into 乙等 below 甲等.
public enum InteroperabilityGrade: String, OrderedTerm {
  case one = "1"
  case two = "2"
  case three = "3"
  case fourB = "4b"
  case fourA = "4a"
  case fiveB = "5b"
  case fiveA = "5a"

  public var chinese: String {
    switch self {
    case .one: "一级"
    case .two: "二级"
    case .three: "三级"
    case .fourB: "四级乙等"
    case .fourA: "四级甲等"
    case .fiveB: "五级乙等"
    case .fiveA: "五级甲等"
    }
  }
}

/// Level of smart services and of smart management (智慧服务、智慧管理分级评估), 0 to 5.
public enum SmartLevel: String, OrderedTerm {
  case level0 = "0"
  case level1 = "1"
  case level2 = "2"
  case level3 = "3"
  case level4 = "4"
  case level5 = "5"

  public var chinese: String { "\(rawValue)级" }
}
