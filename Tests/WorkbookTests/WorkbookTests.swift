import Quantities
import Testing
import Workbook
import WorkbookFixtures

@Suite("Reading workbooks")
struct WorkbookTests {
  private static let sheets = [
    Worksheet(
      name: "一、先期分组",
      rows: [
        .init(number: 1, cells: [.text("主要诊断<编码> & \"名称\""), .empty, .text("序号")]),
        .init(number: 3, cells: [.text(" A09.0\n|A09.9 "), .number("45.23"), .number("12")]),
        .init(number: 4, cells: [.empty, .boolean(true), .error("#N/A"), .date("2025-03-31")]),
      ]),
    Worksheet(name: "hidden", isHidden: true),
  ]

  @Test("What was written is read, from shared and inline strings", arguments: [false, true])
  func roundTrip(inline: Bool) throws {
    let file = WorkbookFile(Self.sheets, inline: inline)
    #expect(try Workbook(file.bytes).sheets == Self.sheets)
  }

  @Test("Merged cells have the value of the first one")
  func merges() throws {
    let sheet = Worksheet(
      name: "s",
      rows: [
        .init(number: 1, cells: [.text("诊断"), .empty, .text("序号")]),
        .init(number: 2, cells: [.text("编码"), .text("名称")]),
        .init(number: 5, cells: [.text("x")]),
      ])
    let file = WorkbookFile([sheet], merges: ["s": ["A1:B1", "C1:C2", "D1:D2", "A5:A9"]])
    let rows = try Workbook(file.bytes).sheets[0].rows
    #expect(rows[0].cells == [.text("诊断"), .text("诊断"), .text("序号")])
    #expect(rows[1].cells == [.text("编码"), .text("名称"), .text("序号")])
    #expect(rows.count == 3)
  }

  @Test("Numbers are what was typed; dates by their style, in both numberings")
  func numbers() throws {
    var file = WorkbookFile([Worksheet(name: "s", rows: [])])
    let cells = [
      (0, "0.10000000000000001"), (0, "45.229999999999997"), (0, "1E3"), (0, "-7"), (1, "45747"),
      (2, "45747.354166666664"), (1, "59"), (1, "61"), (9, "45747"), (1, "-1"),
    ]
    let row = cells.map { #"<c s="\#($0.0)"><v>\#($0.1)</v></c>"# }.joined()
    file.parts["xl/worksheets/sheet1.xml"] =
      "<worksheet><sheetData><row>\(row)</row></sheetData></worksheet>"
    let read = try Workbook(file.bytes).sheets[0].rows[0].cells
    #expect(
      read == [
        .number("0.1"), .number("45.23"), .number("1000"), .number("-7"), .date("2025-03-31"),
        .date("2025-03-31 08:30:00"), .date("1900-02-28"), .date("1900-03-01"), .number("45747"),
        .number("-1"),
      ])
    let workbook = try #require(file.parts["xl/workbook.xml"])
    file.parts["xl/workbook.xml"] = workbook.replacing(
      "<sheets>", with: #"<workbookPr date1904="1"/><sheets>"#)
    #expect(try Workbook(file.bytes).sheets[0].rows[0].cells[4] == .date("2029-04-01"))
  }

  @Test("A text of several runs is one text; phonetic hints are none of it")
  func runs() throws {
    var file = WorkbookFile([
      Worksheet(name: "s", rows: [.init(number: 1, cells: [.text("x")])])
    ])
    file.parts["xl/sharedStrings.xml"] =
      "<sst><si><r><t>主要</t></r><r><rPr/><t>诊断</t></r><rPh sb=\"0\" eb=\"1\"><t>zhu</t></rPh></si></sst>"
    #expect(try Workbook(file.bytes).sheets[0].rows[0].cells == [.text("主要诊断")])
  }

  @Test("Parts elsewhere are found by their relations")
  func relations() throws {
    var file = WorkbookFile(Self.sheets)
    let relations = try #require(file.parts["xl/_rels/workbook.xml.rels"])
    file.parts["xl/_rels/workbook.xml.rels"] = relations.replacing(
      "worksheets/sheet1.xml", with: "/xl/worksheets/one.xml")
    file.parts["xl/worksheets/one.xml"] = file.parts.removeValue(
      forKey: "xl/worksheets/sheet1.xml")
    #expect(try Workbook(file.bytes).sheets == Self.sheets)
  }

  @Test(
    "What cannot be read is refused",
    arguments: [
      ("xl/workbook.xml", "<workbook>"),
      ("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>"),
      ("xl/worksheets/sheet1.xml", #"<w><row r="2"/><row r="1"/></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1048577"/></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c r="B2"/></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c r="XFE1"/></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c t="s"><v>99</v></c></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c t="s"><v>-1</v></c></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c><v>1,5</v></c></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c><v>inf</v></c></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><row r="1"><c t="?"><v>1</v></c></row></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><c r="A1"><v>1</v></c></w>"#),
      ("xl/worksheets/sheet1.xml", #"<w><mergeCell ref="B2:A1"/></w>"#),
    ])
  func refusals(part: String, text: String) {
    var file = WorkbookFile(Self.sheets)
    file.parts[part] = text
    #expect(throws: Problem.self) { try Workbook(file.bytes) }
  }

  @Test("A small file that stands for a large one is refused at its limit")
  func bombs() throws {
    var limits = WorkbookLimits()
    limits.cells = 100
    limits.partBytes = 20_000
    limits.sheets = 2
    limits.depth = 10
    limits.parts = 10
    func refused(_ change: (inout WorkbookFile) -> Void) throws -> String? {
      var file = WorkbookFile(Self.sheets)
      change(&file)
      do throws(Problem) {
        _ = try Workbook(file.bytes, limits: limits)
        return nil
      } catch { return "\(error.code) \(error.details.first?.value ?? "")" }
    }
    let sheet = "xl/worksheets/sheet1.xml"
    #expect(try refused { _ in } == nil)
    #expect(
      try refused { $0.parts[sheet] = String(repeating: " ", count: 30_000) }
        == "WORKBOOK_TOO_LARGE part bytes")
    #expect(
      try refused {
        $0.parts[sheet] = #"<w><row r="1"><c r="XFD1"><v>1</v></c></row></w>"#
      } == "WORKBOOK_TOO_LARGE cells")
    #expect(
      try refused {
        $0.parts[sheet] =
          #"<worksheet><row r="1"><c><v>1</v></c></row><mergeCell ref="A1:XFD1"/></worksheet>"#
      } == "WORKBOOK_TOO_LARGE merged cells")
    #expect(
      try refused { $0.parts[sheet] = String(repeating: "<a>", count: 20) }
        == "WORKBOOK_TOO_LARGE depth")
    #expect(
      try refused { file in for number in 0..<10 { file.parts["p\(number)"] = "x" } }
        == "WORKBOOK_TOO_LARGE parts")
    limits.fileBytes = 100
    #expect(try refused { _ in } == "WORKBOOK_TOO_LARGE bytes")
  }

  @Test("Damaged files never crash the reader", arguments: 0..<8)
  func garbage(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let original = WorkbookFile(Self.sheets).bytes
    for _ in 0..<200 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(.random(in: 1...200, using: &random)) }
      _ = try? Workbook(bytes)
    }
    // The same inside the parts, where no checksum stands before the reader.
    let file = WorkbookFile(Self.sheets)
    for _ in 0..<100 {
      var damaged = file
      for (path, text) in file.parts where Int.random(in: 0..<3, using: &random) == 0 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = .random(
            in: 0x20...0x7E, using: &random)
        }
        damaged.parts[path] = String(decoding: bytes, as: UTF8.self)
      }
      _ = try? Workbook(damaged.bytes)
    }
  }
}
