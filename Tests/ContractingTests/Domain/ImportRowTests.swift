import ContractingDomain
import Quantities
import Tabular
import Testing

struct ImportRowTests {
  private func residents(_ lines: [String]) throws -> [Result<ResidentEntry, RowIssues>] {
    let text = "证件号码,姓名,地区编码,居民编号,险种,死亡日期,人群\n" + lines.joined(separator: "\n") + "\n"
    let reader = CSVReader(MemorySource(Array(text.utf8)))
    let header = try CSVHeader(#require(try reader.next()), columns: ResidentEntry.columns)
    var results: [Result<ResidentEntry, RowIssues>] = []
    while let record = try reader.next() { results.append(ResidentEntry.read(record, header)) }
    return results
  }

  @Test func aGoodRowReadsWhole() throws {
    let number = try Sample.identity(7, born: "19540301").revealed
    let row = try #require(
      try residents([
        "\(number.lowercased()),张三,152201,R7,390,,hypertension@2024-03-01; diabetes@2020-01-01~2024-01-01"
      ]).first)
    let entry = try row.get()
    #expect(entry.identity.revealed == number)
    #expect(entry.recordNumber == "R7")
    #expect(entry.insurance == .resident)
    let resident = entry.resident(id: "R7")
    #expect(resident.sex == .male)
    #expect(resident.groups(on: try Sample.day("2025-01-01")) == [.elderly, .hypertension])
    #expect(resident.groups(on: try Sample.day("2019-02-28")) == [])
    #expect(resident.groups(on: try Sample.day("2020-06-01")) == [.elderly, .diabetes])
    #expect(!resident.maskedIdentity.contains(number.dropFirst(6).prefix(8)))
  }

  @Test func aWrongRowTellsAllItsFaultsAndNoIdentity() throws {
    let number = try Sample.identity(7).revealed
    let wrong = String(number.dropLast()) + (number.hasSuffix("1") ? "2" : "1")
    let row = try #require(
      try residents(["\(wrong),,99,,999,2025-02-30,flu;elderly"]).first)
    guard case .failure(let issues) = row else {
      Issue.record("the row was accepted")
      return
    }
    #expect(
      issues.issues.map(\.code) == [
        "IDENTITY_NUMBER_INVALID", "CELL_EMPTY", "AREA_CODE_INVALID",
        "RESIDENT_INSURANCE_UNKNOWN", "DAY_INVALID", "RESIDENT_GROUP_UNKNOWN",
      ])
    #expect(issues.issues.allSatisfy { $0.row == 2 && !$0.remedy.zh.isEmpty })
    #expect(issues.issues.map(\.column).prefix(3) == ["证件号码", "姓名", "地区编码"])
    #expect(issues.issues.allSatisfy { !$0.value.contains(wrong) })
  }

  @Test func derivedGroupsAndRaggedRowsAreRefused() throws {
    let number = try Sample.identity(7).revealed
    let results = try residents(["\(number),张三,152201,,,,elderly", "\(number),张三"])
    let codes = results.map { result -> [String] in
      if case .failure(let issues) = result { return issues.issues.map(\.code) }
      return []
    }
    #expect(codes == [["RESIDENT_GROUP_DERIVED"], ["CSV_RAGGED_ROW"]])
  }

  @Test func teamRowsReadChineseRoles() throws {
    let text = """
      团队编码,团队名称,机构编码,机构名称,地区编码,医生编码,医生姓名,角色,加入日期,离开日期
      T1,团队,H1,卫生院,152201001,D1,李四,团队长,2025-01-01,
      T1,团队,H1,卫生院,152201001,D2,王五,院长,2025-01-01,2024-01-01

      """
    let reader = CSVReader(MemorySource(Array(text.utf8)))
    let header = try CSVHeader(#require(try reader.next()), columns: TeamEntry.columns)
    let good = try TeamEntry.read(#require(try reader.next()), header).get()
    #expect(good.member.role == .leader)
    #expect(good.member.validUntil == nil)
    guard case .failure(let issues) = try TeamEntry.read(#require(try reader.next()), header) else {
      Issue.record("the row was accepted")
      return
    }
    #expect(issues.issues.map(\.code) == ["TEAM_ROLE_UNKNOWN", "PERIOD_REVERSED"])
  }
}
