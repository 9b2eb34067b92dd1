import DIPDomain
import Quantities
import Testing

@Suite("Statement as table")
struct StatementTableTests {
  private let table = StatementTable(
    lines: [
      StatementLine(
        institutionCode: "H99010200001", institutionName: "临江市人民医院", level: 3,
        insuranceCode: "310", cases: 12, coefficient: "1.05", totalScore: "12345.6789",
        due: Money(fen: 123_456), balance: Money(fen: -1)),
      StatementLine(
        institutionCode: "H99010200002", institutionName: "A, \"B\"", level: 0, insuranceCode: ""),
    ],
    totals: [
      StatementLine(
        institutionCode: "", institutionName: "合计", level: 0, insuranceCode: "310",
        due: Money(fen: 123_456))
    ])

  @Test("Columns stand under each other although Chinese characters are wide")
  func text() {
    let lines = table.text(.zh).split(separator: "\n")
    #expect(lines.count == 6)
    let width = { (line: Substring) in
      line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }
    // The last column is a number: every line ends at the same place.
    #expect(Set(lines.map(width)).count == 1)
    #expect(lines[2].contains("临江市人民医院") && lines[2].contains("三级"))
    #expect(lines[2].hasSuffix("-0.01"))
    #expect(table.text(.en).contains("Tertiary"))
  }

  @Test("The CSV begins with the mark that spreadsheets look for, and quotes what needs it")
  func csv() {
    let bytes = table.csv()
    #expect(bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
    let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("机构编码,机构名称,级别,险种,病例数"))
    #expect(lines[1].hasSuffix(",1234.56,-0.01"))
    #expect(lines[2].hasPrefix("H99010200002,\"A, \"\"B\"\"\",未定级,合并,0,"))
  }

  @Test("JSON has amounts in fen and escapes text")
  func json() {
    let text = table.json()
    #expect(text.contains("\"due_fen\":123456,\"balance_fen\":-1"))
    #expect(text.contains("\"institution_name\":\"A, \\\"B\\\"\""))
    #expect(text.contains("\"level\":\"3\",\"insurance_type\":\"310\""))
  }
}
