import Quantities
import Tabular
import Testing

@Suite("CSV fields")
struct CSVFieldTests {
  private func field<R>(_ text: String, _ body: (CSVField) throws -> R) throws -> R {
    let parser = CSVParser(encoding: .utf8)
    parser.append(Array("\"\(text)\"\n".utf8))
    let record = try #require(try parser.next())
    return try body(record[0])
  }

  @Test("Blanks at the ends are trimmed, full-width ones too")
  func trimming() throws {
    #expect(try field(" \t　\u{A0}a b　 ") { $0.trimmed.string } == "a b")
    #expect(try field("　") { $0.trimmed.isEmpty })
    #expect(try field("、x") { $0.trimmed.string } == "、x")
  }

  @Test("Whole numbers are read exactly or not at all")
  func integers() throws {
    #expect(try field("-9223372036854775808") { $0.integer } == .min)
    #expect(try field("9223372036854775807") { $0.integer } == .max)
    for bad in ["9223372036854775808", "-9223372036854775809", "", "-", "1.0", "１", "+1", "1 "] {
      #expect(try field(bad) { $0.integer } == nil, "\(bad)")
    }
  }

  @Test("Amounts and days")
  func amountsAndDays() throws {
    #expect(try field("12.5") { $0.money } == Money(fen: 1250))
    #expect(try field("12.505") { $0.money } == nil)
    #expect(try field("20240229") { $0.day?.description } == "2024-02-29")
    #expect(try field("2023-02-29") { $0.day } == nil)
    #expect(try field("医") { $0.equals("医") })
    #expect(try !field("医") { $0.equals("医院") })
  }
}
