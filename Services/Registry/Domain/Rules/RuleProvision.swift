import Quantities

/// A rule of the policy texts that facts are held against; `rawValue` begins with its mechanism
/// number.
public enum RegistryRule: String, ControlledTerm {
  /// 引导二级及以上医院全科医生作为家庭医生或加入基层家庭医生团队 (seed 001 clause 10, seed 003 clause 5).
  case hospitalPractitioners = "M11"
  /// 农牧区以嘎查村为单位划分健康管理网格 (seed 003 clause 5).
  case gridUnit = "M12_UNIT"
  /// 城区原则上以大致 2000 人为一个单位 (seed 003 clause 5); the threshold is the number.
  case gridSize = "M12_SIZE"
  /// What 大致 leaves open: per cent by which a grid may be larger or smaller. Not in any text.
  case gridTolerance = "M12_TOLERANCE"
  /// 每个健康网格至少配备 1 名医生(家庭医生) (seed 003 clause 5).
  case gridDoctor = "M12_DOCTOR"
  /// 和 1 名公共卫生人员 (seed 003 clause 5).
  case gridPublicHealth = "M12_PUBLIC_HEALTH"
  /// 划分健康管理网格: every village belongs to one (seed 003 clause 5).
  case gridCoverage = "M12_COVERAGE"
  /// 服务人口不足 500 人、地域邻近的行政嘎查村可与邻近村联办卫生室 (seed 000 clause 三, seed 001 clause 3,
  /// seed 003 clause 3).
  case jointClinic = "M22"
  /// 由苏木(乡)镇转为街道的地区原则上设置社区卫生服务站，不再设置嘎查村卫生室 (the same clauses).
  case convertedStreet = "M23"
  /// 对医疗卫生人员不足的嘎查村卫生室，由医共体总医院分院派驻医生 (the same clauses); the threshold is
  /// the months from which a dispatch counts, which no text prints.
  case dispatch = "M24"
  /// 县域常住人口 20 万人以下原则上组建一个医共体 (seed 001 clause 6).
  case oneConsortium = "M25"
  /// 医共体牵头医院应具备二级甲等以上综合医院资质 (seed 004 clause 12).
  case leadRating = "M26"
  /// 县乡一体 7 项、乡村一体 3 项统筹管理 (seed 000 clause 六, seed 001 clause 6, seed 003 clause 2).
  case integratedDomains = "M27"
  /// 政府举办嘎查村卫生室纳入医共体 100 % (seed 000 clause 六, seed 001 clause 6).
  case villageClinics = "M28"
  /// 到 2025 年底前所有紧密型县域医共体达到国家评估考核标准 (seed 003 clause 2); the threshold is the
  /// last year in which it may still be open.
  case nationalStandard = "M28_STANDARD"
  /// 以医共体为单位的绩效考核、利益共享和激励分配机制 (seed 003 clause 2, seed 004 clause 12).
  case unitAssessment = "M29"
  /// 社会办、康复、老年护理、安宁疗护机构可加入 (seed 003 clause 2).
  case socialInstitutions = "M30"
  /// 落实三十三项医疗卫生机构传染病防控责任清单 (seed 000 clause 十二).
  case dutyItems = "M37"
  /// 在医共体总医院、牵头医院和基层分别设立健康促进部、慢性病管理中心和慢性病一体化门诊 (seed 003
  /// clause 5).
  case preventionOffices = "M38"
  /// 建立社区疾病预防控制片区责任制 (seed 000 clause 十二, seed 001 clause 12, seed 004 clause 16).
  case diseaseControlAreas = "M39"
  /// 加强医共体牵头医院相对独立的传染病区建设 (seed 000 clause 四, seed 001 clause 4, seed 003 clause 10).
  case epidemicWard = "M40_WARD"
  /// 将三家蒙医医院建设为重大疫情救治后备医院 (seed 000 clause 四).
  case backupHospitals = "M40_BACKUP"
  /// 重点打造 10—30 公里半径的乡村急救体系 (seed 003 clause 9): kilometres.
  case radiusMinimum = "M41_RADIUS_MIN"
  /// The other bound of the same sentence.
  case radiusMaximum = "M41_RADIUS_MAX"
  /// 120 调度—盟—旗县—次中心—乡镇站—村点: each stands under a higher one (seed 003 clause 9).
  case emergencyChain = "M41_CHAIN"
  /// 建成 12 家苏木乡镇卫生院乡村急救分中心 (seed 003 clause 9).
  case ruralEmergency = "M41_RURAL"
  /// 每个旗县市每年至少建设 2 个旗县级临床重点专科 (seed 003 clause 14).
  case countySpecialties = "M42_COUNTY"
  /// 落实三级公立医院对口支援旗级医院任务 (seed 000 clause 二).
  case supportLevel = "M43"
  /// 建设县域医疗卫生次中心 (seed 003 clause 3, seed 002 section 四).
  case countySubcentres = "M44"
  /// 按照二级综合医院标准建设 (seed 001 clause 3, seed 003 clause 3).
  case subcentreStandard = "M44_STANDARD"
  /// 在原有 26 个医疗质量控制中心基础上补充完善 (seed 000 clause 二十).
  case qualityCentres = "M45"
  /// 区级医院、乡镇卫生院、社区卫生服务中心质控全覆盖 (seed 002 section 六): per cent.
  case qualityCoverage = "M45_COVERAGE"
  /// 村卫生室、服务站、诊所达到 30 % 以上 (seed 002 section 六).
  case qualityCoverageVillage = "M45_VILLAGE"
  /// 医共体内建设共享中心 (seed 003 clause 19, seed 004 clause 15): how many of the list.
  case sharedCentres = "M47"
  /// 常住人口 2 万以上的乡镇（街道）开展“无结核社区”建设 (seed 002 section 二).
  case tuberculosisFree = "M60"
  /// Townships that fulfil the condition and are not on the list.
  case tuberculosisCandidates = "M60_CANDIDATE"
  /// 医共体牵头医院电子病历达到 4 级以上 (seed 004 clause 15).
  case leadRecords = "M62_LEAD_EMR"
  /// 互联互通标准化成熟度达到四级乙等以上 (seed 004 clause 15): the place on the scale.
  case leadInteroperability = "M62_LEAD_INTEROPERABILITY"
  /// 三甲医院达到电子病历应用水平 5 级以上 (seed 004 clause 30).
  case tertiaryRecords = "M62_TERTIARY_EMR"
  /// 三级医院智慧医院覆盖率达 50 % 以上 (seed 004 clause 30).
  case smartHospitals = "M62_SMART"
  /// 累计在苏木镇卫生院工作满 20 年 (seed 000 clause 十三).
  case titleQuotaService = "M53_TOWNSHIP"
  /// 且距法定退休年龄不满 5 年的，可不占岗位职数 (seed 000 clause 十三).
  case titleQuotaRetirement = "M53_RETIREMENT"
  /// 城市医生晋升主治或副主任医师前到基层累计服务不少于 1 年 (seed 003 clause 16).
  case promotionService = "M53_PROMOTION"
  /// 疾控中心卫生专业技术人员占比不低于编制总数的 70 % (seed 003 clause 4).
  case diseaseControlStaff = "M53_DISEASE_CONTROL"
  /// 编制分别核定、统筹使用，以医共体为招聘单元 (seed 000 clause 十三, seed 003 clause 21).
  case pooledPosts = "M54"
  /// 县管乡用、乡聘村用: who employs and where they work (seed 000 clause 十三, seed 003 clause 3).
  case postingPlaces = "M54_PLACES"
  /// 医师多点执业: one main institution, and others besides (seed 000 clause 一).
  case mainInstitution = "MULTI_SITE"
  /// 村卫生室公有公办，逐步转为乡镇卫生院延伸举办的服务点，村医乡聘村用 (seed 003 clause 3).
  case publicOwnership = "M63"
  /// 以旗（县）域为单位发展紧密型县域医共体 (seed 000 clause 六).
  case countyUnit = "COUNTY_UNIT"

  public var chinese: String {
    switch self {
    case .hospitalPractitioners: "医院全科医生加入团队"
    case .gridUnit: "网格以嘎查村为单位"
    case .gridSize: "网格人口"
    case .gridTolerance: "网格人口容差"
    case .gridDoctor: "网格家庭医生"
    case .gridPublicHealth: "网格公共卫生人员"
    case .gridCoverage: "网格覆盖"
    case .jointClinic: "联办卫生室"
    case .convertedStreet: "乡镇转街道"
    case .dispatch: "派驻医生"
    case .oneConsortium: "一县一医共体"
    case .leadRating: "牵头医院资质"
    case .integratedDomains: "一体化管理"
    case .villageClinics: "村卫生室纳入"
    case .nationalStandard: "国家评估考核标准"
    case .unitAssessment: "以医共体为单位考核"
    case .socialInstitutions: "社会办机构加入"
    case .dutyItems: "责任清单"
    case .preventionOffices: "医防融合机构"
    case .diseaseControlAreas: "疾控片区责任制"
    case .epidemicWard: "牵头医院传染病区"
    case .backupHospitals: "救治后备医院"
    case .radiusMinimum: "急救半径下限"
    case .radiusMaximum: "急救半径上限"
    case .emergencyChain: "急救六级体系"
    case .ruralEmergency: "乡村急救分中心"
    case .countySpecialties: "县级重点专科"
    case .supportLevel: "对口支援医院级别"
    case .countySubcentres: "县域次中心数"
    case .subcentreStandard: "次中心标准"
    case .qualityCentres: "质控中心数"
    case .qualityCoverage: "质控覆盖"
    case .qualityCoverageVillage: "村级质控覆盖"
    case .sharedCentres: "共享中心"
    case .tuberculosisFree: "无结核社区人口"
    case .tuberculosisCandidates: "可建无结核社区"
    case .leadRecords: "牵头医院电子病历"
    case .leadInteroperability: "牵头医院互联互通"
    case .tertiaryRecords: "三甲电子病历"
    case .smartHospitals: "智慧医院覆盖率"
    case .titleQuotaService: "乡镇工作年限"
    case .titleQuotaRetirement: "距退休年限"
    case .promotionService: "晋升前基层服务"
    case .diseaseControlStaff: "疾控专业技术人员占比"
    case .pooledPosts: "编制统筹使用"
    case .postingPlaces: "县管乡用乡聘村用"
    case .mainInstitution: "多点执业"
    case .publicOwnership: "村卫生室公有公办"
    case .countyUnit: "以县域为单位"
    }
  }
}

/// How strongly the rule's text speaks: 鼓励 / 逐步 is a note, 原则上 a warning, 应 an error.
public enum RuleStrength: String, OrderedTerm {
  case note, warning, error

  public var chinese: String {
    switch self {
    case .note: "提示"
    case .warning: "警告"
    case .error: "错误"
    }
  }
}

/// What one policy text provides about a rule, and where.
public struct RuleProvision: Sendable, Hashable {
  public let rule: RegistryRule
  /// The area whose text it is; nil applies where no text of the area's own does.
  public let area: AreaCode?
  public let strength: RuleStrength
  /// The rule's number, in the unit of the text: residents, per cent, years, months; 0 for none.
  public let threshold: Int64
  /// Seed document and clause, for example "S004·12".
  public let source: String

  public init(
    _ rule: RegistryRule, area: AreaCode? = nil, _ strength: RuleStrength,
    threshold: Int64 = 0, source: String
  ) {
    self.rule = rule
    self.area = area
    self.strength = strength
    self.threshold = threshold
    self.source = source
  }
}
