import Quantities
import Tabular
import Testing

@Suite("CSV writing")
struct CSVWriterTests {
  @Test("Numbers, amounts, days and texts")
  func values() throws {
    var writer = CSVWriter()
    writer.write("a,b")
    writer.write(Int64.min)
    writer.write(Money(fen: -1205))
    writer.write(Money(fen: 7))
    writer.write(try Day(year: 2025, month: 3, day: 1))
    writer.writeEmpty()
    writer.write(" x")
    writer.endRow()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "\"a,b\",-9223372036854775808,-12.05,0.07,2025-03-01,,\" x\"\n")
    writer.removeAll()
    writer.writeRow([""])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\"\n")
  }

  @Test("A byte order mark and CRLF for spreadsheet programs")
  func spreadsheetForm() throws {
    var writer = CSVWriter(lineEnd: .carriageReturnLineFeed, byteOrderMark: true)
    writer.writeRow(["名", "x"])
    #expect(writer.bytes == [0xEF, 0xBB, 0xBF] + Array("名,x\r\n".utf8))
  }
}
