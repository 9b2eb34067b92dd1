import DIPDomain
import Quantities
import Testing

/// Rules of published city tools (Node-DIP, facts only) that a policy states without code.
@Suite("City variants of grouping")
struct CityVariantTests {
  private static let header =
    "kind,seq,main_diagnosis_codes,main_procedure_codes,related_procedure_codes,procedure_class,surgery_level\n"

  private func grouper(
    _ rows: String, _ lists: [CatalogueManifest.Role: String] = [:],
    _ policy: GroupingPolicy = GroupingPolicy(), codes: CodeVersionPolicy = CodeVersionPolicy(),
    ageRule: AgeRule = AgeRule()
  ) throws -> Grouper {
    let reading = CatalogueReaderTests.reading(Self.header + rows, lists)
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    return try Grouper(
      catalogue: try #require(reading.catalogue),
      rules: GroupingRules(policy, codes: codes, ageRule: ageRule))
  }

  /// 宜昌: “核心/基层组的其他操作，存在相关手术，优先入综合：相关手术”.
  @Test("Yichang: a surgery that the core row leaves sends the case to the composite group")
  func yichang() throws {
    let rows =
      "JC,1,K80,51.2300,,,\nBX,1,K80,51.2300,54.5100,,\nZH,1,K80,,,相关手术,\nZH,2,K80,,,诊断性操作,"
    let classes = "code,class\n51.2300,手术\n54.5100,手术\n47.0100,手术\n88.7200,诊断性操作\n"
    let never = try grouper(rows, [.procedureClasses: classes])
    let first = try grouper(
      rows, [.procedureClasses: classes],
      GroupingPolicy(compositeFirst: .unmatchedRelatedSurgery))
    let left = try makeCase(["K80.302"], ["51.2300", "47.0100"])
    #expect(never.code(left) == "JC-1")
    #expect(first.code(left) == "ZH-1")
    #expect(
      first.explain(left).candidates.first { $0.outcome == .lost(by: .unmatchedSurgery) } != nil)
    // No surgery is left: the core rows keep their order.
    #expect(first.code(try makeCase(["K80.302"], ["51.2300", "88.7200"])) == "JC-1")
    #expect(first.code(try makeCase(["K80.302"], ["51.2300", "54.5100"])) == "BX-1")
    #expect(first.code(try makeCase(["K80.302"], ["51.2300", "54.5100", "47.0100"])) == "ZH-1")
    // Without a composite group of surgery the core row stays.
    let without = try grouper(
      "JC,1,K80,51.2300,,,\nZH,2,K80,,,诊断性操作,", [.procedureClasses: classes],
      GroupingPolicy(compositeFirst: .unmatchedRelatedSurgery))
    #expect(without.code(left) == "JC-1")
  }

  /// 荆州: “完全匹配关系 > 其他（不存在多余手术操作）”, then the higher score.
  @Test("Jingzhou: a row with all procedures of the case, then the higher score")
  func jingzhou() throws {
    let rows =
      "JC,1,K80,51.2300|54.5100,,,\nJC,2,K80,51.2300|47.0100,,,\nJC,3,K80,51.2300|51.8800,,,"
    let scores = "code,score\nJC-1,10\nJC-2,20\nJC-3,30\n"
    let policy = GroupingPolicy(tie: [.exactProcedure, .higherScore])
    let grouper = try grouper(rows, [.scores: scores], policy)
    #expect(grouper.code(try makeCase(["K80.302"], ["51.2300", "54.5100"])) == "JC-1")
    #expect(grouper.code(try makeCase(["K80.302"], ["51.2300"])) == "JC-3")
    #expect(grouper.code(try makeCase(["K80.302"], ["51.2300", "99.1500"])) == "JC-3")
  }

  /// 荆门、襄阳: codes shorter than a full one are prefixes; “手术操作编码 > 细目编码”.
  @Test("Jingmen: short codes are prefixes, full ones only themselves, and full beats prefix")
  func jingmen() throws {
    let rows = "JC,1,K80,51.23,,,\nJC,2,K80,51.2300,,,\nJC,3,K80.3,51.2,,,"
    let prefix = try grouper(rows, [:], GroupingPolicy(procedureMatch: .prefix))
    #expect(prefix.code(try makeCase(["K80.900"], ["51.2300"])) == "JC-2")
    #expect(prefix.code(try makeCase(["K80.900"], ["51.2301"])) == "JC-1")
    // The full code stands for itself, not for its extensions.
    #expect(prefix.code(try makeCase(["K80.900"], ["51.2300x001"])) == "JC-1")
    // Full beats a longer diagnosis; the longer diagnosis beats the longer prefix.
    #expect(prefix.code(try makeCase(["K80.302"], ["51.2300"])) == "JC-2")
    #expect(prefix.code(try makeCase(["K80.302"], ["51.2301"])) == "JC-3")
    let exact = try grouper(rows, [:], GroupingPolicy(procedureMatch: .exact))
    #expect(exact.code(try makeCase(["K80.900"], ["51.2300x001"])) == "NO_GROUP_MATCHES")
    #expect(exact.code(try makeCase(["K80.900"], ["51.2300"])) == "JC-2")
    let extensions = try grouper(rows)
    #expect(extensions.code(try makeCase(["K80.302"], ["51.2300"])) == "JC-3")
    #expect(extensions.code(try makeCase(["K80.900"], ["51.2300x001"])) == "JC-1")
  }

  /// 孝感: core kinds have one rank; then 基层, then 综合.
  @Test("Xiaogan: equal ranks of core kinds, primary care behind them, then composite")
  func xiaogan() throws {
    let rows =
      "BX,1,K80,51.2300,,,\nJC,1,K80.3,51.2300,,,\nJC,2,K80.3,,,,\nZH,1,K80,,,内科,\nBD,1,K80,,,,"
    let lists: [CatalogueManifest.Role: String] = [
      .primaryCare: "main_diagnosis_codes,main_procedure_codes\nK80.3,\n"
    ]
    let stages: [[GroupingPolicy.Stage]] = [
      [.advance, .merged, .subdivided, .basic, .local], [.primaryCare], [.composite],
    ]
    let equal = try grouper(rows, lists, GroupingPolicy(stages: stages))
    let national = try grouper(rows, lists)
    let operated = try makeCase(["K80.302"], ["51.2300"])
    #expect(national.code(operated) == "BX-1")
    #expect(equal.code(operated) == "JC-1")
    // JC-2 is of the primary-care list: behind BD-1 here, before it nationally.
    let conservative = try makeCase(["K80.302"])
    #expect(national.code(conservative) == "JC-2")
    #expect(equal.code(conservative) == "BD-1")
    // A stage that is not named is not tried.
    let short = try grouper(rows, lists, GroupingPolicy(stages: [[.composite]]))
    #expect(short.code(conservative) == "ZH-1")
    #expect(
      short.code(operated) == "PROCEDURE_CLASS_UNKNOWN"
        || short.code(operated) == "NO_GROUP_MATCHES")
    // Equal numbers in kinds of equal rank: the kind decides, whatever the order of rows.
    let tie = try grouper(
      "JC,1,K80,51.2300,,,\nBX,1,K80,51.2300,,,", [:], GroupingPolicy(stages: stages))
    #expect(tie.code(operated) == "BX-1")
    #expect(tie.group(operated).flags.contains(.tieBrokenBySequence))
  }

  /// 济宁: every listed procedure; composite groups by level of surgery; the code holds the procedure.
  @Test("Jining: all listed procedures, composite by surgery level, main procedure in the code")
  func jining() throws {
    let rows =
      "JC,1,K80,51.2300|54.5100,,,\nJC,2,K80,51.2300,54.5100|47.0100,,\nZH,1,K80,,,相关手术,1\nZH,2,K80,,,相关手术,3\nZH,3,K80,,,治疗性操作,"
    let lists: [CatalogueManifest.Role: String] = [
      .procedureClasses:
        "code,class\n51.2300,手术\n47.0100,手术\n54.5100,手术\n99.1500,治疗性操作\n51.8800,手术\n",
      .surgeryLevels: "code,level\n51.2300,3\n47.0100,1\n",
    ]
    let policy = GroupingPolicy(listedProcedures: .all, compositeBy: .surgeryLevel)
    let all = try grouper(rows, lists, policy)
    let any = try grouper(rows, lists)
    #expect(any.code(try makeCase(["K80.302"], ["51.2300"])) == "JC-1")
    #expect(all.code(try makeCase(["K80.302"], ["51.2300"])) == "ZH-2")
    #expect(all.code(try makeCase(["K80.302"], ["51.2300", "54.5100"])) == "JC-1")
    #expect(all.code(try makeCase(["K80.302"], ["51.2300", "54.5100", "47.0100"])) == "JC-2")
    #expect(all.code(try makeCase(["K80.302"], ["47.0100"])) == "ZH-1")
    #expect(all.code(try makeCase(["K80.302"], ["99.1500"])) == "ZH-3")
    // A surgery without a level goes nowhere by guess.
    let unlevelled = all.group(try makeCase(["K80.302"], ["51.8800"]))
    #expect(!unlevelled.isGrouped)
    #expect(unlevelled.flags.contains(.surgeryLevelUnknown))
    let reading = CatalogueReaderTests.reading(
      "kind,seq,code,main_diagnosis_codes,main_procedure_codes\nJC,1,K80:51.2400,K80,51.2300|51.2400\nJC,2,K80:51.2300,K80,51.2300|51.2400\n"
    )
    let byCode = try Grouper(
      catalogue: try #require(reading.catalogue),
      rules: GroupingRules(GroupingPolicy(tie: [.mainProcedureInCode])))
    #expect(byCode.code(try makeCase(["K80.302"], ["51.2300"])) == "K80:51.2300")
    #expect(byCode.code(try makeCase(["K80.302"], ["51.2400"])) == "K80:51.2400")
  }

  /// 泰安: 相关手术组_2 is a division of the class.
  @Test("Taian: composite groups of a division of the class, by the city's own table first")
  func taian() throws {
    let rows = "ZH,1,K80,,,相关手术组_1,\nZH,2,K80,,,相关手术组_2,\nZH,3,K81,,,相关手术,"
    let classes = "code,class,table\n51.2300,手术,national\n51.2300,相关手术组_2,taian\n"
    let reading = CatalogueReaderTests.reading(Self.header + rows, [.procedureClasses: classes])
    let catalogue = try #require(reading.catalogue)
    let taian = try Grouper(
      catalogue: catalogue,
      rules: GroupingRules(procedureClasses: ["taian", "national"]))
    #expect(taian.code(try makeCase(["K80.302"], ["51.2300"])) == "ZH-2")
    #expect(taian.code(try makeCase(["K81.000"], ["51.2300"])) == "ZH-3")
    let national = try Grouper(
      catalogue: catalogue, rules: GroupingRules(procedureClasses: ["national"]))
    #expect(national.code(try makeCase(["K80.302"], ["51.2300"])) == "NO_GROUP_MATCHES")
  }

  @Test("Codes of another version are grouped by what the table leads to, with the row as trail")
  func codeVersions() throws {
    let lists: [CatalogueManifest.Role: String] = [
      .diagnosisMapping: "from,to,to_version\nK80.801,K80.302,2.0\n",
      .procedureMapping: "from,to,to_version\n51.2201,51.2300,2.0\n",
    ]
    let rows = "JC,1,K80.3,51.2300,,,"
    let list = try makeCase(["K80.801"], ["51.2201"])
    #expect(try grouper(rows, lists).code(list) == "NO_GROUP_MATCHES")
    let mapped = try grouper(
      rows, lists, codes: CodeVersionPolicy(diagnosis: "2.0", procedure: "2.0"))
    #expect(mapped.code(list) == "JC-1")
    let explanation = mapped.explain(list)
    #expect(explanation.translations.map(\.from) == ["K80.801", "51.2201"])
    #expect(explanation.translations.map(\.to) == ["K80.302", "51.2300"])
    #expect(
      explanation.translations.map(\.source) == ["diagnosis_mapping:2", "procedure_mapping:2"])
    #expect(explanation.steps.first?.name == "translation")
    #expect(throws: Problem.self) {
      try grouper(rows, lists, codes: CodeVersionPolicy(diagnosis: "3.0"))
    }
    // Lists may carry the codes that are mapped, where the policy maps them.
    let listed = try grouper(
      rows, lists.merging([.diagnosisCodes: "code\nK80.302\n"]) { $1 }
    ).catalogue
    func knows(_ policy: CodeVersionPolicy) throws -> Bool {
      let codes = CodeTables(everywhere: try #require(listed.acceptedCodes(policy)))
      return try CaseTable([.diagnoses: "K80.801", .procedures: ""], codes: codes).issues.isEmpty
    }
    #expect(try knows(CodeVersionPolicy(diagnosis: "2.0")))
    #expect(try !knows(CodeVersionPolicy()))
  }

  @Test("Unknown codes have a reason; only the policy makes an unknown procedure count as none")
  func unknownCodes() throws {
    let lists: [CatalogueManifest.Role: String] = [
      .diagnosisCodes: "code\nK80.302\nK80.900\n", .procedureCodes: "code\n51.2300\n51.2400\n",
    ]
    let rows = "JC,1,K80,,,,\nJC,2,K80,51.2300,,,"
    let strict = try grouper(rows, lists)
    #expect(strict.code(try makeCase(["K80.301"])) == "DIAGNOSIS_CODE_UNKNOWN")
    #expect(strict.code(try makeCase(["K80.302"])) == "JC-1")
    let unknown = strict.group(try makeCase(["K80.302"], ["51.9999"]))
    #expect(
      unknown.flags.codes == [
        "PROCEDURE_CODE_UNKNOWN", "PROCEDURE_CLASS_UNKNOWN", "NO_GROUP_MATCHES",
      ])
    // Known, but in no row and without a class: no code is unknown.
    #expect(!strict.group(try makeCase(["K80.302"], ["51.2400"])).flags.contains(.procedureUnknown))
    let medical = try grouper(rows, lists, codes: CodeVersionPolicy(unknown: .medical))
    #expect(medical.code(try makeCase(["K80.302"], ["51.9999"])) == "JC-1")
    #expect(
      medical.group(try makeCase(["K80.302"], ["51.9999"])).flags.contains(.procedureUnknown))
    #expect(medical.code(try makeCase(["K80.302"], ["51.9999", "51.2300"])) == "JC-2")
    #expect(medical.code(try makeCase(["K80.301"])) == "DIAGNOSIS_CODE_UNKNOWN")
  }

  @Test("Age at discharge and by calendar years where the policy says so")
  func ageRule() throws {
    let reading = CatalogueReaderTests.reading(
      CatalogueReaderTests.header + "FZ,1,K80,,,年龄≥18岁,\nJC,1,K80,,,,\n")
    let catalogue = try #require(reading.catalogue)
    func code(_ rule: AgeRule, ageInDays: Int) throws -> String {
      try Grouper(catalogue: catalogue, rules: GroupingRules(ageRule: rule))
        .code(makeCase(["K80.302"], ageInDays: ageInDays, days: 10))
    }
    // Eighteen years to 1 June 2025 are 6575 days.
    #expect(try code(AgeRule(), ageInDays: 6575) == "FZ-1")
    #expect(try code(AgeRule(), ageInDays: 6570) == "JC-1")
    #expect(try code(AgeRule(moment: .discharge), ageInDays: 6570) == "FZ-1")
    #expect(try code(AgeRule(years: .calendar), ageInDays: 6450) == "FZ-1")
  }
}
