import DIPDomain
import Quantities
import Testing

@Suite("Grouping")
struct GrouperTests {
  private func grouper(
    _ rows: String, _ others: [CatalogueManifest.Role: String] = [:],
    policy: GroupingPolicy = GroupingPolicy()
  ) throws -> Grouper {
    let reading = CatalogueReaderTests.reading(CatalogueReaderTests.header + rows, others)
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    return try Grouper(catalogue: try #require(reading.catalogue), rules: GroupingRules(policy))
  }

  @Test("The vectors hold in the project's own catalogue")
  func sampleVectors() throws {
    let grouper = try Grouper(
      catalogue: try #require(ProjectData.sampleCatalogue.catalogue), rules: GroupingRules())
    // GRP vectors and known cases whose rows the sample catalogue has.
    let vectors: [([String], [String], String)] = [
      (["I50.900"], ["33.6x00"], "XQ-1"), (["N18.000"], ["55.6100"], "XQ-6"),
      (["K72.003"], ["50.9200x001"], "XQ-15"), (["A09.001"], ["44.1300x001"], "BX-20"),
      (["A40.900"], ["34.0401"], "BX-26"), (["A40.900"], ["93.9001"], "BX-27"),
      (["K80.302"], ["51.2300"], "BX-1029"), (["A01.000"], ["00.2900x001"], "JC-1858"),
      (["T20.200", "T31.000"], ["86.2201"], "FZ-1746"), (["T20.200", "T31.300"], [], "FZ-1751"),
      (["T20.300", "T32.900"], [], "FZ-1767"), (["Z51.101", "C92.100"], ["99.2503"], "FZ-1790"),
      (["Z51.100x001", "C34.901"], ["99.2503"], "FZ-1770"),
      (["Z51.800", "C34.901"], ["99.2800x006"], "FZ-1795"), (["A17.000"], ["03.3101"], "FZ-1839"),
      (["A17.000", "U84.300"], [], "FZ-1840"), (["A19.900"], ["33.2402"], "FZ-1855"),
      (["A16.001", "U84.300"], [], "FZ-1836"), (["A16.000"], [], "MAIN_DIAGNOSIS_EXCLUDED"),
      (["Z99.100"], [], "MAIN_DIAGNOSIS_EXCLUDED"), (["Z51.100"], [], "MAIN_DIAGNOSIS_EXCLUDED"),
    ]
    for (diagnoses, procedures, expected) in vectors {
      #expect(
        try grouper.code(makeCase(diagnoses, procedures)) == expected, "\(diagnoses) \(procedures)")
    }
    #expect(
      grouper.code(try makeCase(["P07.100"], ageInDays: 10, birthWeight: 1800)) == "XQ-18")
  }

  @Test("Stages go in order; the first that fits wins")
  func stages() throws {
    let all = [
      "XQ,1,所有诊断,39.65,,,", "BX,1,A09,45.23,,,", "FZ,1,A09,45.23,,年龄≥18岁,", "JC,1,A09,45.23,,,",
      "BD,1,A09,45.23,,,", "ZH,1,A09,,,,诊断性操作",
    ]
    for first in all.indices {
      let grouper = try grouper(
        all[first...].joined(separator: "\n"),
        [.procedureClasses: "code,class\n45.2300,诊断性操作\n39.6500,治疗性操作\n"])
      let list = try makeCase(["A09.900"], first == 0 ? ["45.2300", "39.6500"] : ["45.2300"])
      // An XQ row without the note looks at the main procedure.
      let expected = first == 0 ? all[1] : all[first]
      let parts = expected.split(separator: ",")
      #expect(grouper.code(list) == "\(parts[0])-\(parts[1])")
    }
  }

  @Test("Base codes stand for extensions, x-codes for themselves, short codes for all below")
  func codeMatching() throws {
    let grouper = try grouper("JC,1,K80,51.2300,,,\nJC,2,K80,51.2400x001,,,\nJC,3,K81,51.2,,,")
    #expect(try grouper.code(makeCase(["K80.900"], ["51.2300x001"])) == "JC-1")
    #expect(try grouper.code(makeCase(["K80.900"], ["51.2300"])) == "JC-1")
    #expect(try grouper.code(makeCase(["K80.900"], ["51.2301"])) == "NO_GROUP_MATCHES")
    #expect(try grouper.code(makeCase(["K80.900"], ["51.2400x001"])) == "JC-2")
    #expect(try grouper.code(makeCase(["K80.900"], ["51.2400"])) == "NO_GROUP_MATCHES")
    #expect(try grouper.code(makeCase(["K81.900"], ["51.2400x001"])) == "JC-3")
  }

  @Test("The keys of the choice in their order")
  func choiceKeys() throws {
    // Each later row would win on the next key, were it not for the earlier one.
    let grouper = try grouper(
      [
        "JC,9,C34,32.41,40.59,,", "JC,8,C34,32.41+33.24,,,", "JC,7,C34.1,32.41,,,",
        "JC,6,C34,32.4100,,,", "JC,1,C34,32.41,,,",
      ].joined(separator: "\n"))
    #expect(try grouper.code(makeCase(["C34.100"], ["32.4100", "40.5900", "33.2400"])) == "JC-9")
    #expect(try grouper.code(makeCase(["C34.100"], ["32.4100", "33.2400"])) == "JC-8")
    #expect(try grouper.code(makeCase(["C34.100"], ["32.4100"])) == "JC-7")
    #expect(try grouper.code(makeCase(["C34.900"], ["32.4100"])) == "JC-6")
    #expect(try grouper.code(makeCase(["C34.900"], ["32.4101"])) == "JC-1")
    let keys = grouper.explain(try makeCase(["C34.100"], ["32.4100", "40.5900", "33.2400"]))
      .candidates.map(\.outcome)
    #expect(keys.first == .chosen)
    #expect(keys.dropFirst().allSatisfy { $0 == .lost(by: .relatedProcedures) })
  }

  @Test("The tie list decides before the sequence, and only the sequence is flagged")
  func ties() throws {
    let rows = "JC,1,A09,45.23,,,\nJC,2,A09,45.23|45.24,,,\nJC,3,A09,45.23|45.25,,,"
    let scores = "code,score,mean\nJC-1,10,1000\nJC-2,10,2000\nJC-3,20,9000\n"
    let list = try makeCase(["A09.900"], ["45.2301"], cost: 190_000)
    let plain = try grouper(rows, [.scores: scores])
    #expect(plain.code(list) == "JC-1")
    #expect(plain.group(list).flags.contains(.tieBrokenBySequence))
    let byScore = try grouper(
      rows, [.scores: scores], policy: GroupingPolicy(tie: [.higherScore, .nearestMeanCost]))
    #expect(byScore.code(list) == "JC-3")
    #expect(!byScore.group(list).flags.contains(.tieBrokenBySequence))
    // 1 900 yuan is nearest to 2 000.
    let byCost = try grouper(
      rows, [.scores: scores], policy: GroupingPolicy(tie: [.nearestMeanCost]))
    #expect(byCost.code(list) == "JC-2")
    let lost = byScore.explain(list).candidates.last?.outcome
    #expect(lost == .lost(by: .tie(.higherScore)))
  }

  @Test("Composite: category, then the policy's fallbacks in its order, then ungrouped")
  func composites() throws {
    let rows = [
      "ZH,1,J18,,,,内科", "ZH,2,J00-J99,,,,内科", "ZH,3,J,,,,内科", "ZH,4,J1,,,,内科",
      "ZH,5,J18,,,,相关手术",
    ].joined(separator: "\n")
    func code(_ diagnosis: String, _ fallback: [GroupingPolicy.CompositeFallback]) throws -> String
    {
      try grouper(rows, policy: GroupingPolicy(compositeFallback: fallback))
        .code(makeCase([diagnosis]))
    }
    #expect(try code("J18.900", [.range, .letter]) == "ZH-1")
    #expect(try code("J15.900", []) == "NO_GROUP_MATCHES")
    #expect(try code("J15.900", [.letter]) == "ZH-3")
    #expect(try code("J15.900", [.range, .letter]) == "ZH-2")
    #expect(try code("J15.900", [.prefix, .range, .letter]) == "ZH-4")
    #expect(try code("J20.900", [.prefix, .letter]) == "ZH-3")
    let classes = try grouper(rows, [.procedureClasses: "code,class\n33.2700,手术\n33.2800,介入治疗\n"])
    #expect(try classes.code(makeCase(["J18.900"], ["33.2800"])) == "ZH-5")
    // A procedure without a class never silently counts as conservative treatment.
    let unknown = try classes.group(makeCase(["J18.900"], ["33.2999"]))
    #expect(!unknown.isGrouped)
    #expect(
      unknown.flags.codes == [
        "PROCEDURE_CODE_UNKNOWN", "PROCEDURE_CLASS_UNKNOWN", "NO_GROUP_MATCHES",
      ])
  }

  @Test("Exclusions: three kinds of procedures, exact and prefix diagnoses")
  func exclusions() throws {
    let rows = "JC,1,A09,45.23,,,\nJC,2,A09,,,,\nJC,3,A09,44.13,,,\nJC,4,Z51.1,,,,"
    let lists: [CatalogueManifest.Role: String] = [
      .excludedProcedures:
        "code,exclusion_kind,scope_main_diagnosis\n99.0400,按保守治疗入组,\n88.7200,不可作为主要手术操作,\n44.1300,限范围可作主要手术操作,A00-A09\n",
      .excludedDiagnoses: "code\nZ51.100\n",
    ]
    let exact = try grouper(rows, lists)
    #expect(try exact.code(makeCase(["A09.900"], ["99.0400"])) == "JC-2")
    #expect(try exact.code(makeCase(["A09.900"], ["88.7200", "45.2300"])) == "JC-1")
    #expect(
      try exact.group(makeCase(["A09.900"], ["88.7200", "45.2300"])).flags.contains(
        .mainProcedureReplaced))
    #expect(try exact.code(makeCase(["A09.900"], ["44.1300"])) == "JC-3")
    #expect(try exact.code(makeCase(["Z51.101"])) == "JC-4")
    #expect(try exact.code(makeCase(["Z51.100x001"])) == "JC-4")
    #expect(try exact.code(makeCase(["Z51.100"])) == "MAIN_DIAGNOSIS_EXCLUDED")
    let prefix = try grouper(rows, lists, policy: GroupingPolicy(exclusionMatch: .prefix))
    #expect(try prefix.code(makeCase(["Z51.100x001"])) == "MAIN_DIAGNOSIS_EXCLUDED")
    #expect(try prefix.code(makeCase(["Z51.101"])) == "JC-4")
  }

  @Test("Scope rules take cases out with a reason; the position of P07 is the policy's")
  func policyKnobs() throws {
    let scoped = try grouper(
      "JC,1,F20,,,,",
      policy: GroupingPolicy(scope: [
        .init(reason: .psychiatric, diagnosisPrefixes: ["F20"], minimumDays: 60),
        .init(reason: .bedDay, minimumDays: 90),
      ]))
    #expect(try scoped.code(makeCase(["F20.900"], days: 59)) == "JC-1")
    let left = scoped.group(try makeCase(["F20.900"], days: 60))
    #expect(left.group == GroupingResult.outOfScope)
    #expect(left.flags.codes == ["SCOPE_PSYCHIATRIC"])
    #expect(throws: Problem.self) {
      try grouper(
        "JC,1,F20,,,,",
        policy: GroupingPolicy(scope: [.init(reason: .bedDay, diagnosisPrefixes: ["2F"])]))
    }
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let list = try makeCase(["J18.900", "P07.100"], ageInDays: 3, birthWeight: 1200)
    let main = try Grouper(
      catalogue: catalogue, rules: GroupingRules(GroupingPolicy(p07Position: .main)))
    let any = try Grouper(
      catalogue: catalogue, rules: GroupingRules(GroupingPolicy(p07Position: .any)))
    #expect(!main.code(list).hasPrefix("XQ"))
    #expect(any.code(list) == "XQ-17")
  }
}
