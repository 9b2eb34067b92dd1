import DIPDomain
import Quantities
import Testing

/// A small catalogue in which groups compete: few categories, nested procedure codes, every kind of
/// group and every list, all from one seed.
struct RandomCatalogue {
  let catalogue: Catalogue
  let files: [CatalogueFile]

  static let diagnoses = [
    "A09.000", "A09.001", "A09.900", "A09.900x001", "A08.000", "B18.100", "B18.200x003", "C34.100",
    "C34.900", "C34.901", "P07.000", "P07.100", "A17.000", "U84.300", "I50.900", "E11.900",
    "E11.200",
    "Z51.100", "Z51.101",
  ]
  static let procedures = [
    "45.2300", "45.2300x001", "45.2301", "45.2400", "45.2500", "51.2300", "51.2300x002", "33.6x00",
    "99.1500", "88.7200", "99.0400", "44.1300", "40.5900", "39.6500", "86.9999",
  ]
  private static let patterns = [
    "A09", "A09.0", "A09.001", "A09.9", "A09.900x001", "B18", "B18.1", "C34", "C34.1", "C34.901",
    "A17", "P07", "Z51.1",
  ]
  private static let listed = procedures.dropLast(2) + ["45.2", "45.23", "51.23", "40.5"]
  /// Types that the auxiliary table may name.
  static let types = ["T0", "T1", "T2", "T3", "T4", "T5"]

  init(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rows = Self.groups(&random)
    var lists = Self.lists(&random)
    lists[.groups] =
      "kind,seq,main_diagnosis_codes,main_procedure_codes,related_procedure_codes,other_conditions,procedure_class,surgery_level,tcm,note\n"
      + rows.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let codes = rows.map { "\($0[0])-\($0[1])" }
    lists[.scores] =
      "code,score,mean,mean_3,mean_310\n"
      + codes.map { code in
        let score = Bool.random(using: &random) ? 100 : Int.random(in: 50...300, using: &random)
        let mean = Int.random(in: 1000...9000, using: &random)
        let some = Bool.random(using: &random)
        return
          "\(code),\(score).5,\(some ? "\(mean)" : ""),\(some ? "\(mean + 7)" : ""),\(mean - 3)"
      }.joined(separator: "\n")
    lists[.auxiliary] =
      "group_code,type,coefficient\n"
      + codes.flatMap { code in
        Self.types.filter { _ in Int.random(in: 0...2, using: &random) == 0 }
          .map { "\(code),\($0),1.\(Int.random(in: 1...4, using: &random))" }
      }.joined(separator: "\n")
    var names: [CatalogueManifest.Role: String] = [:]
    var files: [CatalogueFile] = []
    for (role, text) in lists {
      names[role] = "\(role.rawValue).csv"
      files.append(CatalogueFile(name: "\(role.rawValue).csv", content: Array(text.utf8)))
    }
    let manifest = CatalogueManifest(
      name: "random", version: "\(seed)", title: Bilingual(zh: "随机", en: "random"),
      hasFictionalScores: true, files: names)
    files.append(CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv))
    let reading = CatalogueReader.read(files)
    try #require(reading.errors.isEmpty, "seed \(seed): \(reading.errors.prefix(3))")
    catalogue = try #require(reading.catalogue)
    self.files = files
  }

  private static func groups(_ random: inout SeededRandom) -> [[String]] {
    var rows = [
      ["XQ", "1", "所有诊断", "39.65", "", "", "", "", "", "不限定为主要手术操作"],
      ["XQ", "2", "P07", "", "", "天龄<29天;出生体重1000-1499克", "", "", "", "不限定为主要诊断"],
    ]
    func pick(_ from: [String], _ most: Int) -> String {
      (0..<Int.random(in: 1...most, using: &random)).compactMap { _ in
        from.randomElement(using: &random)
      }.joined(separator: "|")
    }
    let conditions = [
      "", "", "", "", "", "年龄≥18岁", "天龄<29天", "其他诊断E11", "是否耐药：是（其他诊断）",
    ]
    let codes = Array(listed)
    for number in 1...45 {
      let kind = ["BX", "FZ", "JC", "JC", "BD"].randomElement(using: &random) ?? "JC"
      var main = ""
      var related = ""
      if Int.random(in: 0...3, using: &random) > 0 {
        main = pick(codes, 3)
        if Int.random(in: 0...3, using: &random) == 0 { main += "+" + pick(codes, 2) }
        if Int.random(in: 0...4, using: &random) == 0 { related = pick(codes, 2) }
      }
      rows.append([
        // The same numbers occur in several kinds.
        kind, "\(number)", pick(patterns, 2), main, related,
        conditions.randomElement(using: &random) ?? "", "", "",
        Int.random(in: 0...6, using: &random) == 0 ? "1" : "", "",
      ])
    }
    var number = 0
    for range in ["A09", "B18", "C34", "Z51", "A0", "B1", "A00-B99", "C00-C97", "A", "P"] {
      for term in ["内科", "诊断性操作", "治疗性操作", "相关手术", "相关手术组_2"]
      where Int.random(in: 0...2, using: &random) > 0 {
        number += 1
        let level =
          term == "相关手术" && Bool.random(using: &random)
          ? "\(Int.random(in: 1...3, using: &random))" : ""
        rows.append(["ZH", "\(number)", range, "", "", "", term, level, "", ""])
      }
    }
    return rows
  }

  private static func lists(
    _ random: inout SeededRandom
  ) -> [CatalogueManifest.Role: String] {
    let classes = procedures.dropLast(2).map { code in
      let term = ["手术", "手术", "相关手术组_2", "介入治疗", "治疗性操作", "诊断性操作"].randomElement(using: &random)
      return "\(code),\(term ?? "手术")"
    }
    let levels = procedures.prefix(8).map { "\($0),\(Int.random(in: 1...3, using: &random))" }
    return [
      .procedureClasses: "code,class\n" + classes.joined(separator: "\n"),
      .surgeryLevels: "code,level\n" + levels.joined(separator: "\n"),
      .excludedDiagnoses: "code\nZ51.100\nC34.100\n",
      .excludedProcedures:
        "code,exclusion_kind,scope_main_diagnosis\n99.0400,按保守治疗入组,\n88.7200,不可作为主要手术操作,\n44.1300,限范围可作主要手术操作,A00-A09\n",
      .drugResistant: "code\nA17.000\n",
      .primaryCare: "main_diagnosis_codes,main_procedure_codes\nA09|B18|C34,\n",
      .complications: "code,level,exclusion\nI50,CC,\nE11.200,MCC,1\nB18,MCC,2\n",
      .complicationExclusions: "exclusion,main_diagnosis\n1,A09\n2,B18\n",
      .comorbidities: "category,weight,code\n糖尿病,1,E11\n糖尿病并发症,2,E11.2\n心衰,1,I50\n肿瘤,2,C34\n",
      .newTechnology: "code,score\n45.2400,12.34567\n51.2300,5\n",
      .diagnosisMapping: "from,to,to_version\nA08.000,A09.000,2.0\nB18.100,B18.200x003,2.0\n",
      .procedureMapping: "from,to,to_version\n45.2500,45.2400,2.0\n",
    ]
  }
}

extension RandomCatalogue {
  /// A policy with any of the rules that regions choose.
  static func policy(_ random: inout SeededRandom) throws -> Policy {
    func one<Choice: CaseIterable>(_: Choice.Type) -> Choice where Choice.AllCases.Index == Int {
      Choice.allCases[Int.random(in: 0..<Choice.allCases.count, using: &random)]
    }
    var text = PolicyText(
      coefficients:
        "{level: {\"3\": 1.05, \"2\": 1, \"1\": 0.9, \"0\": 0.8}, conservative: {\"3\": 1, \"2\": 1, \"1\": 1, \"0\": 1}, tcm: {institution: 1.02, group: 1.03}}"
    )
    text.ungrouped =
      [
        "{rule: zero}", "{rule: cost_factor, base: 1000, factor: 0.7, mean_cost: 9000}",
        "{rule: fixed_group, group: ZH-1}",
        "{rule: mean_score_coefficient, coefficient: 0.8, mean_score: 100}",
      ].randomElement(using: &random) ?? "{rule: zero}"
    text.deviation =
      [
        "{preset: dip10, missing_reference: normal}", "{preset: jining, missing_reference: normal}",
        "{preset: dip30}",
      ].randomElement(using: &random) ?? "{preset: dip30}"
    text.pointValue = "{method: settlement, year_start: 9.9}"
    text.payable =
      ["score_rate", "score_rate_minus_patient"].randomElement(using: &random) ?? "score_rate"
    if Bool.random(using: &random) {
      text.more = [
        "rounding: {case_score: {scale: 4, mode: half_up}, institution_coefficient: {scale: 2, mode: half_even}, auxiliary_coefficient: {scale: 1, mode: down}, deviation_k: {scale: 3, mode: half_up}, case_standard: {scale: 2, mode: half_up}}"
      ]
    }
    var policy = try text.policy()
    policy.deviation.pointValue = one(DeviationPolicy.ReferencePointValue.self)
    if Int.random(in: 0...2, using: &random) == 0 {
      policy.payment.pointValueMethod = .elastic
      policy.payment.elastic = ElasticRule(
        form: Bool.random(using: &random)
          ? .severity(groups: ["BX"], scoreFrom: Decimal(integer: 900))
          : .rigidCost(share: try Decimal(parsing: "0.35"), groups: ["JC-1": .one]))
    }
    let stages: [[[GroupingPolicy.Stage]]] = [
      GroupingPolicy.nationalStages,
      [[.advance, .merged, .subdivided, .basic, .local], [.primaryCare], [.composite]],
      [[.basic, .local], [.merged], [.composite]],
    ]
    policy.grouping = GroupingPolicy(
      scope: Bool.random(using: &random)
        ? [
          .init(reason: .psychiatric, diagnosisPrefixes: ["B18"], minimumDays: 10),
          .init(reason: .daySurgery, procedurePrefixes: ["51.2"], maximumDays: 1),
        ] : [],
      exclusionMatch: one(GroupingPolicy.ExclusionMatch.self),
      p07Position: one(GroupingPolicy.P07Position.self),
      tie: GroupingPolicy.TieKey.allCases.shuffled(using: &random)
        .filter { _ in Bool.random(using: &random) },
      compositeFallback: GroupingPolicy.CompositeFallback.allCases.shuffled(using: &random)
        .filter { _ in Int.random(in: 0...3, using: &random) > 0 },
      stages: stages.randomElement(using: &random) ?? GroupingPolicy.nationalStages,
      procedureMatch: one(GroupingPolicy.ProcedureMatch.self),
      listedProcedures: one(GroupingPolicy.ListedProcedures.self),
      compositeFirst: one(GroupingPolicy.CompositeFirst.self),
      compositeBy: one(GroupingPolicy.CompositeBy.self))
    let version: String? = Bool.random(using: &random) ? "2.0" : nil
    policy.codes = CodeVersionPolicy(
      diagnosis: version, procedure: version, unknown: one(CodeVersionPolicy.UnknownCode.self))
    policy.ageRule = AgeRule(moment: one(AgeRule.Moment.self), years: one(AgeRule.Years.self))
    policy.auxiliary = AuxiliaryPolicy(
      types: [
        AuxiliaryType(code: "T0", test: .age(from: nil, below: .days(29))),
        AuxiliaryType(
          code: "T1", test: .age(from: .years(65), below: nil),
          coefficient: try Decimal(parsing: "1.2")),
        AuxiliaryType(
          code: "T2",
          test: .severity(
            SeverityTest(
              complication: .mcc, stayOver: 3, stayInclusive: Bool.random(using: &random)))),
        AuxiliaryType(
          code: "T3",
          test: .severity(SeverityTest(complication: .cc, death: Bool.random(using: &random)))),
        AuxiliaryType(
          code: "T4",
          test: .diagnosis(
            DiagnosisTest(
              prefixes: ["C", "A17"],
              position: DiagnosisTest.Position.allCases.randomElement(using: &random) ?? .main)),
          coefficient: try Decimal(parsing: "1.35")),
        AuxiliaryType(code: "T5", test: .icu(from: 2, through: 7)),
        AuxiliaryType(
          code: "T7",
          test: .cost(
            CostTest(times: .one, kind: .drugs, share: try Decimal(parsing: "0.3"))),
          coefficient: try Decimal(parsing: "1.5"), except: ["A"]),
        AuxiliaryType(
          code: "T8",
          test: .severity(SeverityTest(complication: .cc, stayOver: 2)),
          coefficient: try Decimal(parsing: "1.3"), among: ["C", "B18", "K"]),
        AuxiliaryType(
          code: "T6", test: .comorbidity(from: 2, through: 3),
          coefficient: try Decimal(parsing: "1.2")),
      ],
      exempt: Set(
        AuxiliaryPolicy.Exemption.allCases.filter { _ in Int.random(in: 0...3, using: &random) == 0
        }))
    return policy
  }

  /// A case of the catalogue's codes, with some that nothing lists.
  static func list(_ random: inout SeededRandom, institution: String) throws -> Case {
    func some(_ from: [String], _ range: ClosedRange<Int>) -> [String] {
      (0..<Int.random(in: range, using: &random)).compactMap { _ in
        from.randomElement(using: &random)
      }
    }
    let admission = try Day(year: 2025, month: 6, day: 1)
    let stay = Int.random(in: 0...14, using: &random)
    let age =
      Bool.random(using: &random)
      ? Int.random(in: 0...40, using: &random) : Int.random(in: 5000...32_000, using: &random)
    let cost = Int64.random(in: 0...3_000_000, using: &random)
    let patient = cost * Int64.random(in: 0...60, using: &random) / 100
    return try Case(
      id: "T", version: 1, person: "P", institution: institution,
      insurance: Bool.random(using: &random) ? .employee : .resident, area: 990_100,
      gender: .female, birthDay: try admission.adding(days: -age),
      admission: LocalMinute(day: admission),
      discharge: LocalMinute(day: try admission.adding(days: stay)),
      dischargeWay: Int.random(in: 0...4, using: &random) == 0 ? .died : .onAdvice,
      birthWeightGrams: Bool.random(using: &random) ? 1200 : nil,
      diagnosisText: some(diagnoses, 1...4).joined(separator: "|"),
      procedureText: some(procedures, 0...4).joined(separator: "|"),
      icuDays: Int32.random(in: 0...9, using: &random),
      cost: CaseCost(
        total: Money(fen: cost), fund: Money(fen: cost - patient), patient: Money(fen: patient),
        drugs: Money(fen: cost * Int64.random(in: 0...90, using: &random) / 100)))
  }
}
