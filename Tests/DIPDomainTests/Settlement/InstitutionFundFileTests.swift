import Quantities
import Testing

@testable import DIPDomain

@Suite("What institutions bring, from a bureau's CSV file")
struct InstitutionFundFileTests {
  @Test("Chinese and English headings, any order of columns; what is empty is nothing")
  func reading() throws {
    let chinese = """
      险种,机构编码,考核系数,稽核扣款(元),已预拨(元),基准服务点数
      职工,H99010200001,0.985,1200.5,3000000,125000.5
      390,H99010200001,,,,
      """
    let file = try InstitutionFundFile(content: Array(chinese.utf8))
    #expect(
      file.rows == [
        .init(
          institution: "H99010200001", insurance: .employee, prepaid: Money(fen: 300_000_000),
          auditDeduction: Money(fen: 120_050), assessment: try Decimal(parsing: "0.985"),
          baseVolume: try Decimal(parsing: "125000.5")),
        .init(
          institution: "H99010200001", insurance: .resident, prepaid: .zero, auditDeduction: .zero,
          assessment: nil),
      ])
    let english = "fixmedins_code,insutype,prepaid\nH99010200001,390,12.34\n"
    #expect(
      try InstitutionFundFile(content: Array(english.utf8)).rows.map(\.prepaid)
        == [Money(fen: 1_234)])
  }

  @Test("Every wrong field is named, and then nothing is read")
  func refusal() throws {
    let text = """
      机构编码,险种,已预拨,稽核扣款,考核系数
      H99010200001,310,1,2,1
      H99010200001,310,1,2,1
      ,310,1,2,1
      H99010200002,999,1,-2,0
      H99010200003,390,1.234,2,abc
      """
    let problem = #expect(throws: Problem.self) {
      try InstitutionFundFile(content: Array(text.utf8))
    }
    #expect(problem?.code == "DIP_FUND_FILE_INVALID")
    // Rows are counted with the heading; 3 stands twice.
    #expect(problem?.details.map(\.key) == ["3", "4", "5", "5", "5", "6", "6"])
  }

  @Test("A file without its columns, and one without anything, are refused")
  func shape() {
    #expect(throws: Problem.self) { try InstitutionFundFile(content: Array("a,b\n1,2\n".utf8)) }
    #expect(throws: Problem.self) { try InstitutionFundFile(content: []) }
  }
}
