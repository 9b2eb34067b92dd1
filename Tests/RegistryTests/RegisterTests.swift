import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

/// What every register gets from its declaration, shown by departments (科室).
@Suite struct RegisterTests {
  private static let header = "institution,name,kind,beds,valid_from,valid_to\n"
  private static let hospital = "H99012100001"

  @Test func filesRoundTripByteForByte() throws {
    let fixture = try RegistryFixture.demo()
    let file =
      Self.header + """
        H99012100001,内科,内科,60,2024-01-01,2024-07-01
        H99012100001,内科,内科,80,2024-07-01,
        H99012100001,急诊科,急诊科,,2024-01-01,

        """
    let first = try fixture.importEntries(Department.self, file)
    #expect(first.inserted == 3 && first.quarantined == 0 && first.adds)
    #expect(try fixture.exportEntries(Department.self) == file)
    let again = try fixture.importEntries(Department.self, file)
    #expect(again.unchanged == 3 && again.adds)
    let chinese = file.replacing(
      "institution,name,kind,beds,valid_from,valid_to", with: "机构代码,科室,类别,床位数,启用日期,终止日期")
    #expect(try fixture.importEntries(Department.self, chinese).unchanged == 3)
  }

  /// A bad row says which column, which value, which rule and what to do; the others stand.
  @Test func badRowsAreNamed() throws {
    let fixture = try RegistryFixture.demo()
    let outcome = try fixture.importEntries(
      Department.self,
      Self.header + """
        H99012100001,儿科,儿科,20,2024-01-01,
        H99012199999,儿科,儿科,20,2024-01-01,
        H99012100001,外科,外壳,20,2024-01-01,
        H99012100001,外科,外科,二十,2024-01-01,
        H99012100001,外科,外科,20000,2024-01-01,
        H99012100001,,外科,20,2019-01-01,
        H99012100001,妇科,妇产科,20,2019-01-01,

        """)
    #expect(outcome.inserted == 1 && outcome.quarantined == 6 && outcome.adds)
    #expect(
      outcome.issues.map { "\($0.row) \($0.column) \($0.code)" } == [
        "3 institution REGISTRY_UNKNOWN", "4 kind REGISTRY_TERM_UNKNOWN",
        "5 beds REGISTRY_NUMBER_INVALID", "6 beds REGISTRY_NUMBER_RANGE",
        "7 name REGISTRY_CELL_EMPTY",
        // The hospital opened in 2020: what is referred to exists on the first day.
        "8 institution REGISTRY_UNKNOWN",
      ])
    #expect(outcome.issues.allSatisfy { !$0.remedy.zh.isEmpty && !$0.remedy.en.isEmpty })
  }

  @Test func editsKeepHistoryAndTellTheSecondEditor() throws {
    let fixture = try RegistryFixture.demo()
    let values = ["institution": Self.hospital, "name": "内科", "类别": "内科", "beds": "60"]
    let opened = try fixture.put(Department.self, values, from: "2024-01-01")
    #expect(
      fixture.refusal { try fixture.put(Department.self, values, from: "2024-02-01") }
        == "REGISTRY_ALREADY_EXISTS")
    var more = values
    more["beds"] = "80"
    let edited = try fixture.put(
      Department.self, more, from: "2024-07-01", expected: opened.version.recorded)
    #expect(
      fixture.refusal {
        try fixture.put(
          Department.self, values, from: "2024-08-01", expected: opened.version.recorded)
      } == "REGISTRY_EDIT_CONFLICT")
    #expect(
      try fixture.entries(Department.self, on: "2024-06-30").map { $0[Department.beds] } == [60])
    #expect(
      try fixture.entries(Department.self, on: "2024-07-01").map { $0[Department.beds] } == [80])
    // Before the edit was recorded, July had 60 beds, too.
    let before = try fixture.read {
      try $0.entries(
        Department.self, RegisterFilter(), asOf: asOf("2024-07-01", opened.version.recorded))
    }
    #expect(before.map { $0.fact[Department.beds] } == [60])
    let key = RegisterKey([Self.hospital, "内科"])
    try fixture.write {
      _ = try $0.close(
        Department.self, key, at: day("2025-01-01"), expected: edited.version.recorded)
    }
    #expect(try fixture.entries(Department.self, on: "2025-01-01").isEmpty)
    #expect(try fixture.read { try $0.history(of: Department.self, key) }.count == 4)
  }

  /// Closing a hospital closes its departments in the same change, and tells about both.
  @Test func keysEndWithWhatTheyReferTo() throws {
    let fixture = try RegistryFixture.demo()
    try fixture.write {
      _ = try $0.openInstitution(
        Institution(
          code: code("NEW-0001"), name: "新院", kind: .generalHospital,
          rating: Rating(.secondary, .b), ownership: .government, area: areaCode("990121")),
        from: day("2024-01-01"))
    }
    try fixture.put(
      Department.self, ["institution": "NEW-0001", "name": "内科", "kind": "internal_medicine"],
      from: "2024-01-01")
    let recorded = try fixture.read {
      try $0.institution(code("NEW-0001"), asOf: asOf("2024-02-01"))
    }
    _ = try fixture.write {
      try $0.closeInstitution(
        code("NEW-0001"), at: day("2024-06-01"), expected: recorded?.recorded ?? 0)
    }
    #expect(try fixture.entries(Department.self, on: "2024-05-31").count == 1)
    #expect(try fixture.entries(Department.self, on: "2024-06-01").isEmpty)
  }

  @Test func listsFilterByAnyFieldAreaAndText() throws {
    let fixture = try RegistryFixture.demo()
    try fixture.importEntries(
      Department.self,
      Self.header + """
        H99012100001,内一科,内科,60,2024-01-01,
        H99012100001,内二科,内科,40,2024-01-01,
        H99012100001,急诊科,急诊科,,2024-01-01,
        H99012200001,内科,内科,30,2024-01-01,

        """)
    func names(_ filter: RegisterFilter) throws -> [String] {
      try fixture.entries(Department.self, filter, on: "2024-06-01").map { $0[Department.name] }
    }
    let beds = Department.beds.definition
    #expect(
      try names(RegisterFilter(conditions: [FieldCondition(beds, .atLeast, ["40"])]))
        == ["内一科", "内二科"])
    #expect(
      try names(RegisterFilter(conditions: [FieldCondition(beds, .isMissing, [])])) == ["急诊科"])
    #expect(
      try names(
        RegisterFilter(
          conditions: [FieldCondition(Department.kind.definition, .equals, ["内科", "急诊科"])],
          area: areaCode("990121"))) == ["内一科", "内二科", "急诊科"])
    #expect(try names(RegisterFilter(area: areaCode("990122"))) == ["内科"])
    #expect(try names(RegisterFilter(query: "急")) == ["急诊科"])
    #expect(try names(RegisterFilter(query: "H990122")) == ["内科"])
    let counts = try fixture.read {
      try $0.count(
        Department.self, RegisterFilter(area: areaCode("990100")),
        by: [Department.kind.definition], sum: beds, asOf: asOf("2024-06-01"))
    }
    #expect(
      counts == [
        RegisterCount(values: ["emergency"], entries: 1, sum: 0),
        RegisterCount(values: ["internal_medicine"], entries: 3, sum: 130),
      ])
  }

  /// Pages by key give every entry once, whatever the size of a page.
  @Test func pagesAreComplete() throws {
    let fixture = try RegistryFixture.demo()
    let rows = (1...7).map { "H9901210000\($0 % 2 + 1),科\($0),其他科室,,2024-01-01,\n" }.joined()
    try fixture.importEntries(Department.self, Self.header + rows)
    let all = try fixture.entries(Department.self, on: "2024-06-01").map(\.key)
    #expect(all.count == 7)
    for size in 1...8 {
      var found: [RegisterKey] = []
      while true {
        let page = try fixture.read {
          try $0.entries(
            Department.self, RegisterFilter(), asOf: asOf("2024-06-01"), limit: size,
            after: found.last)
        }
        found += page.map(\.fact.key)
        if page.count < size { break }
      }
      #expect(found == all)
    }
  }

  @Test func declarationsAreSound() throws {
    let registers = RegisterCatalogue.all.map { $0.register }
    #expect(Set(registers.map(\.name)).count == registers.count)
    #expect(Set(registers.map(\.title.zh)).count == registers.count)
    for register in registers {
      #expect(Set(register.fields.map(\.name)).count == register.fields.count)
      #expect(!register.source.isEmpty)
      for field in register.fields {
        #expect(!field.title.zh.isEmpty && !field.title.en.isEmpty)
        if case .term(let words, _) = field.type {
          // A word read in files means one value.
          let read = words.flatMap { [$0.chinese] + $0.alternatives }
          #expect(Set(read).count == read.count, "\(register.name).\(field.name)")
        }
        if case .entry(let name) = field.reference {
          let target = try RegisterCatalogue.register(named: name).register
          #expect(target.keyFields.count == 1)
        }
      }
    }
  }
}
