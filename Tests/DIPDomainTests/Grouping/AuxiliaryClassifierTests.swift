import DIPDomain
import Quantities
import Testing

@Suite("Auxiliary types")
struct AuxiliaryClassifierTests {
  private static let groups =
    CatalogueReaderTests.header.replacing("procedure_class\n", with: "procedure_class,tcm\n")
    + "JC,1,K80,51.2300,,,,\nJC,2,K80,,,,,\nBD,1,M51,,,,,1\nZH,1,K81,,,,内科,\n"

  private func catalogue() throws -> Catalogue {
    let reading = CatalogueReaderTests.reading(
      Self.groups,
      [
        .auxiliary: "group_code,type,coefficient\nJC-1,SEV,1.4\n",
        .complications: "code,level,exclusion\nI50.900,CC,\nJ96.000,MCC,1\n",
        .complicationExclusions: "exclusion,main_diagnosis\n1,K80.1\n",
        .comorbidities: "category,weight,code\n糖尿病,1,E10\n糖尿病,1,E11\n转移瘤,6,C77\n",
      ])
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    return try #require(reading.catalogue)
  }

  private func types(
    _ test: AuxiliaryType.Test, _ diagnoses: [String] = ["K80.302"], ageInDays: Int = 20_000,
    days: Int = 5, icu: Int32 = 0, died: Bool = false, rule: AgeRule = AgeRule()
  ) throws -> Bool {
    let classifier = try AuxiliaryClassifier(
      AuxiliaryPolicy(types: [AuxiliaryType(code: "X", test: test, coefficient: .one)]),
      catalogue: catalogue(), ageRule: rule)
    var list = try makeCase(diagnoses, ageInDays: ageInDays, days: days)
    list.icuDays = icu
    list.dischargeWay = died ? .died : .onAdvice
    return classifier.types(of: list, group: 0) == 1
  }

  /// Design, section 5: 0–28 days, 29 days to one year, years; births on 1 June of earlier years.
  @Test("Age bands are closed below and open above")
  func ages() throws {
    let newborn = AuxiliaryType.Test.age(from: nil, below: .days(29))
    let infant = AuxiliaryType.Test.age(from: .days(29), below: .years(1))
    let child = AuxiliaryType.Test.age(from: .years(1), below: .years(7))
    #expect(try types(newborn, ageInDays: 28))
    #expect(try !types(newborn, ageInDays: 29))
    #expect(try types(infant, ageInDays: 29))
    // 2024-06-01 to 2025-06-01 are 365 days and one completed year.
    #expect(try types(infant, ageInDays: 364))
    #expect(try !types(infant, ageInDays: 365))
    #expect(try types(child, ageInDays: 365))
    #expect(try types(.age(from: .years(65), below: nil), ageInDays: 25_000))
    // By the difference of the calendar years a child of December is one in June.
    #expect(try types(child, ageInDays: 200, rule: AgeRule(years: .calendar)))
    #expect(try !types(child, ageInDays: 200))
    // At discharge the newborn is 30 days old.
    #expect(try !types(newborn, ageInDays: 25, days: 5, rule: AgeRule(moment: .discharge)))
  }

  /// 济宁: MCC and more than three days; excluded beside the main diagnoses of the list.
  @Test("Severity: level, exclusion by main diagnosis, death, length of stay")
  func severity() throws {
    let cc = AuxiliaryType.Test.severity(SeverityTest(complication: .cc))
    let mcc = AuxiliaryType.Test.severity(SeverityTest(complication: .mcc, stayOver: 3))
    #expect(try types(cc, ["K80.302", "I50.900"]))
    #expect(try types(cc, ["K80.302", "J96.000"]))
    #expect(try !types(cc, ["K80.302", "I10.x00"]))
    // The main diagnosis itself is no complication.
    #expect(try !types(cc, ["K80.302"]))
    #expect(try !types(mcc, ["K80.302", "I50.900"]))
    #expect(try types(mcc, ["K80.302", "J96.000"], days: 4))
    #expect(try !types(mcc, ["K80.302", "J96.000"], days: 3))
    #expect(try !types(mcc, ["K80.100", "J96.000"], days: 4))
    let inclusive = SeverityTest(complication: .mcc, stayOver: 3, stayInclusive: true)
    #expect(try types(.severity(inclusive), ["K80.302", "J96.000"], days: 3))
    let death = AuxiliaryType.Test.severity(SeverityTest(death: true, stayOver: 3))
    #expect(try types(death, died: true))
    #expect(try !types(death, died: false))
    #expect(try !types(death, days: 3, died: true))
  }

  @Test("Malignant, intensive care and comorbidity types")
  func others() throws {
    let main = AuxiliaryType.Test.diagnosis(DiagnosisTest(prefixes: ["C"]))
    let any = AuxiliaryType.Test.diagnosis(
      DiagnosisTest(prefixes: ["C", "D0"], position: .any))
    #expect(try !types(main, ["K80.302", "C34.900"]))
    #expect(try types(any, ["K80.302", "C34.900"]))
    #expect(try types(main, ["C34.900"]))
    let care = AuxiliaryType.Test.icu(from: 2, through: 7)
    #expect(
      try [Int32(1), 2, 7, 8].map { try types(care, icu: $0) } == [false, true, true, false])
    #expect(try types(.icu(from: 31, through: nil), icu: 31))
    // Two codes of one category count once; the main diagnosis does not count.
    let index = AuxiliaryType.Test.comorbidity(from: 1, through: 1)
    #expect(try types(index, ["K80.302", "E11.900", "E10.900"]))
    #expect(try !types(index, ["E11.900", "K80.302"]))
    #expect(try types(.comorbidity(from: 7, through: nil), ["K80.302", "E11.900", "C77.000"]))
  }

  /// DIP 3.0 draft, p. 64 (4): a secondary malignant diagnosis of another category than the main one, three
  /// days and more.
  @Test("Spread to another place")
  func spread() throws {
    let test = AuxiliaryType.Test.diagnosis(
      DiagnosisTest(prefixes: ["C"], position: .otherCategory, stayOver: 3, stayInclusive: true))
    #expect(try types(test, ["C34.900", "C77.000"], days: 3))
    #expect(try !types(test, ["C34.900", "C77.000"], days: 2))
    #expect(try !types(test, ["C34.900", "C34.100"]))
    #expect(try !types(test, ["C34.900", "D05.000"]))
    // The main diagnosis itself is not asked.
    #expect(try !types(test, ["C34.900"]))
    #expect(try types(test, ["K80.302", "C34.900"]))
  }

  /// DIP 3.0 draft, p. 64 (3): score 100 at 10 yuan a point, three times the standard is 3000 yuan; drugs half
  /// of it. Both limits belong to the type.
  @Test("Dear cases that one kind of cost makes up")
  func dearCases() throws {
    let scored = CatalogueReaderTests.reading(
      Self.groups, [.scores: "code,score\nJC-1,100\nJC-2,100\nBD-1,1\nZH-1,1\n"])
    let catalogue = try #require(scored.catalogue)
    let policy = AuxiliaryPolicy(types: [
      AuxiliaryType(
        code: "HIGH",
        test: .cost(
          CostTest(times: Decimal(integer: 3), kind: .drugs, share: try Decimal(parsing: "0.5"))),
        coefficient: .one)
    ])
    func isMet(_ total: Int64, _ drugs: Int64, yearStart: Decimal?) throws -> Bool {
      let classifier = try AuxiliaryClassifier(policy, catalogue: catalogue, yearStart: yearStart)
      var list = try makeCase(["K80.302"], ["51.2300"], cost: total)
      list.cost.drugs = Money(fen: drugs)
      list.cost.treatment = Money(fen: total - drugs)
      return classifier.types(of: list, group: 0) == 1
    }
    let ten = Decimal(integer: 10)
    #expect(try isMet(300_000, 150_000, yearStart: ten))
    #expect(try !isMet(299_999, 299_999, yearStart: ten))
    #expect(try !isMet(300_000, 149_999, yearStart: ten))
    #expect(try !isMet(300_000, 300_000, yearStart: nil))
    // A standard of 0.3 fen more asks for a whole one.
    #expect(try !isMet(300_000, 300_000, yearStart: Decimal(parsing: "10.00001")))
    #expect(try isMet(300_001, 300_001, yearStart: Decimal(parsing: "10.00001")))
  }

  @Test("Types of malignant tumours, and of everything else")
  func amongAndExcept() throws {
    let death = AuxiliaryType.Test.severity(SeverityTest(death: true))
    let classifier = try AuxiliaryClassifier(
      AuxiliaryPolicy(types: [
        AuxiliaryType(code: "MAL", test: death, coefficient: .one, among: ["C", "D0"]),
        AuxiliaryType(code: "SEV", test: death, coefficient: .one, except: ["C", "D0"]),
      ]), catalogue: catalogue())
    func mask(_ diagnosis: String) throws -> UInt32 {
      var list = try makeCase([diagnosis, "C77.000"])
      list.dischargeWay = .died
      return classifier.types(of: list, group: 0)
    }
    #expect(try mask("C34.900") == 1)
    #expect(try mask("D05.000") == 1)
    #expect(try mask("K80.302") == 2)
    let findings = try classifier.explain(makeCase(["K80.302"]), group: 0)
    #expect(findings[0].reason.en == "the main diagnosis K80.302 is none of C、D0")
  }

  @Test("A type occurs only where it has a coefficient, and not in exempt groups")
  func occurrence() throws {
    let catalogue = try catalogue()
    let test = AuxiliaryType.Test.severity(SeverityTest(complication: .cc))
    let list = try makeCase(["K80.302", "I50.900"])
    let table = try AuxiliaryClassifier(
      AuxiliaryPolicy(types: [AuxiliaryType(code: "SEV", test: test)]), catalogue: catalogue)
    func groups(_ classifier: AuxiliaryClassifier) -> [String] {
      catalogue.groups.indices.filter { classifier.types(of: list, group: Int32($0)) != 0 }
        .map { catalogue.groups[$0].code }
    }
    #expect(groups(table) == ["JC-1"])
    #expect(table.coefficient(of: 0, group: 0)?.description == "1.4")
    let everywhere = AuxiliaryType(code: "SEV", test: test, coefficient: .one)
    #expect(
      try groups(
        AuxiliaryClassifier(
          AuxiliaryPolicy(types: [everywhere], exempt: []), catalogue: catalogue))
        == ["JC-1", "JC-2", "BD-1", "ZH-1"])
    // BD-1 is of Chinese medicine, which has no types where nothing else is said.
    #expect(
      try groups(AuxiliaryClassifier(AuxiliaryPolicy(types: [everywhere]), catalogue: catalogue))
        == ["JC-1", "JC-2", "ZH-1"])
    let exempt = AuxiliaryPolicy(types: [everywhere], exempt: [.tcm, .composite])
    #expect(
      try groups(AuxiliaryClassifier(exempt, catalogue: catalogue)) == ["JC-1", "JC-2"])
    let conservative = AuxiliaryPolicy(types: [everywhere], exempt: [.conservative])
    #expect(
      try groups(AuxiliaryClassifier(conservative, catalogue: catalogue)) == ["JC-1"])
    #expect(table.types(of: list, group: GroupingResult.ungrouped) == 0)
    let findings = table.explain(list, group: 0)
    #expect(findings.map(\.isMet) == [true])
    #expect(findings[0].source == "complications:2")
    #expect(findings[0].reason.en.contains("I50.900 is CC"))
    #expect(table.explain(list, group: 1)[0].coefficient == nil)
    #expect(throws: Problem.self) {
      try AuxiliaryClassifier(
        AuxiliaryPolicy(types: [
          AuxiliaryType(code: "T", test: .diagnosis(DiagnosisTest(prefixes: ["3"])))
        ]), catalogue: catalogue)
    }
  }

  @Test("Lists and columns give the same types, with codes translated where the policy maps")
  func translation() throws {
    let reading = CatalogueReaderTests.reading(
      Self.groups,
      [
        .complications: "code,level\nI50.900,CC\n",
        .diagnosisMapping: "from,to,to_version\nI50.901,I50.900,2.0\n",
      ])
    let catalogue = try #require(reading.catalogue)
    let policy = AuxiliaryPolicy(types: [
      AuxiliaryType(
        code: "SEV", test: .severity(SeverityTest(complication: .cc)), coefficient: .one)
    ])
    let list = try makeCase(["K80.302", "I50.901"])
    let plain = try AuxiliaryClassifier(policy, catalogue: catalogue)
    let mapped = try AuxiliaryClassifier(
      policy, catalogue: catalogue, codes: CodeVersionPolicy(diagnosis: "2.0"))
    #expect(plain.types(of: list, group: 0) == 0)
    #expect(mapped.types(of: list, group: 0) == 1)
    var columns = CaseColumns()
    columns.append(list)
    #expect(mapped.types(of: columns, 0, group: 0) == 1)
    #expect(throws: Problem.self) {
      try AuxiliaryClassifier(
        policy, catalogue: catalogue, codes: CodeVersionPolicy(diagnosis: "9"))
    }
  }
}
