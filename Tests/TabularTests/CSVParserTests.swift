import Quantities
import Tabular
import Testing

/// What a parser says about a file: rows, fields, defects, offsets.
struct Outcome: Hashable {
  var row: Int
  var offset: Int64
  var end: Int64
  var defect: CSVDefect?
  var fields: [String]
}

func parse(
  _ bytes: [UInt8], chunk: Int = .max, limits: CSVLimits = .standard, encoding: TextEncoding? = nil,
  from start: CSVPosition = .start
) throws -> [Outcome] {
  let parser = CSVParser(encoding: encoding, limits: limits, resumingAt: start)
  var outcomes: [Outcome] = []
  func drain() throws {
    while let record = try parser.next() {
      outcomes.append(
        Outcome(
          row: record.row, offset: record.offset, end: record.endOffset, defect: record.defect,
          fields: record.strings))
    }
  }
  var index = Int(start.offset)
  while index < bytes.count {
    let next = min(bytes.count, chunk == .max ? bytes.count : index + chunk)
    parser.append(Array(bytes[index..<next]))
    index = next
    try drain()
  }
  parser.finish()
  try drain()
  return outcomes
}

func parse(_ text: String) throws -> [[String]] { try parse(Array(text.utf8)).map(\.fields) }

@Suite("CSV parsing")
struct CSVParserTests {
  @Test("The examples of RFC 4180, section 2")
  func standardExamples() throws {
    #expect(
      try parse("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == [
        ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
      ])
    #expect(
      try parse("aaa,bbb,ccc\r\nzzz,yyy,xxx") == [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]])
    #expect(
      try parse("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz") == [["aaa", "b\r\nbb", "ccc"], ["zzz"]])
    #expect(try parse("\"aaa\",\"b\"\"bb\",\"ccc\"") == [["aaa", "b\"bb", "ccc"]])
  }

  @Test("Empty cells, blank lines, lone carriage returns, quotes inside text")
  func lenientForms() throws {
    #expect(try parse("a,,\n,\n\"\"\n") == [["a", "", ""], ["", ""], [""]])
    #expect(try parse("a\n\n\r\nb\rc") == [["a"], ["b"], ["c"]])
    #expect(try parse("5\" pipe,x") == [["5\" pipe", "x"]])
    #expect(try parse("").isEmpty)
    #expect(try parse(Array("a\n\nb".utf8)).map(\.row) == [1, 3])
  }

  @Test("One missing quote costs one row")
  func unbalancedQuotes() throws {
    let text = "a,b\n\"x,1\ny,2\n\"z\"q,3\nw,4\n\"open"
    let rows = try parse(Array(text.utf8))
    #expect(rows.map(\.fields) == [["a", "b"], [], ["y", "2"], [], ["w", "4"], []])
    #expect(
      rows.map(\.defect)
        == [nil, .unbalancedQuote, nil, .unbalancedQuote, nil, .unbalancedQuote])
    #expect(rows.map(\.row) == [1, 2, 3, 4, 5, 6])
  }

  @Test("Limits hold, and the next line is read")
  func limits() throws {
    let limits = CSVLimits(recordBytes: 40, fields: 4, fieldBytes: 10)
    let lines = [
      "a,b,c,d", "a,b,c,d,e", "12345678901,x", "1234567890,1234567890,1234567890,1234567890",
      "\"" + String(repeating: "\n", count: 60) + "\"", "ok",
    ]
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let rows = try parse(bytes, limits: limits)
    #expect(rows[0].fields == ["a", "b", "c", "d"])
    #expect(rows[1].defect == .tooManyFields)
    #expect(rows[2].defect == .fieldTooLong)
    #expect(rows[3].defect == .recordTooLong)
    #expect(rows[4].defect == .recordTooLong)
    #expect(rows.last?.fields == ["ok"])
    for chunk in [1, 2, 3, 7, 39, 40, 41] {
      #expect(try parse(bytes, chunk: chunk, limits: limits) == rows)
    }
  }

  @Test("Byte order mark, NUL, invalid UTF-8, UTF-16")
  func encodings() throws {
    #expect(try parse([0xEF, 0xBB, 0xBF] + Array("名,b\n".utf8)).map(\.fields) == [["名", "b"]])
    #expect(try parse([0xEF, 0xBB, 0xBF] + Array("a\n".utf8)).map(\.offset) == [3])
    #expect(try parse([0x61, 0, 0x0A, 0x62]).map(\.defect) == [.nulByte, nil])
    let broken = Array("好\n".utf8) + [0xE4, 0xBD, 0x0A] + Array("b\n".utf8)
    let rows = try parse(broken, encoding: .utf8)
    #expect(rows.map(\.defect) == [nil, .invalidEncoding, nil])
    // Overlong, surrogate, beyond U+10FFFF.
    for bad: [UInt8] in [
      [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF5],
    ] {
      #expect(try parse(bad, encoding: .utf8).map(\.defect) == [.invalidEncoding])
    }
    #expect(throws: Problem.self) { try parse([0xFF, 0xFE, 0x61, 0x00]) }
  }

  @Test("GB18030 is recognised and converted, offsets stay those of the file")
  func gb18030() throws {
    // 医院 = D2BD D4BA, 霍乱 = BBF4 C2D2 in GB2312; 㐀 (U+3400) = 8139 EE39, four bytes with digits.
    let line1: [UInt8] = [0xD2, 0xBD, 0xD4, 0xBA, 0x2C, 0x61, 0x0A]
    let line2: [UInt8] = [
      0x22, 0xBB, 0xF4, 0x22, 0x22, 0xC2, 0xD2, 0x22, 0x2C, 0x81, 0x39, 0xEE, 0x39,
    ]
    let bytes = line1 + line2
    for chunk in [1, 2, 3, 5, Int.max] {
      let rows = try parse(bytes, chunk: chunk)
      #expect(rows.map(\.fields) == [["医院", "a"], ["霍\"乱", "㐀"]])
      #expect(rows.map(\.offset) == [0, 7])
      #expect(rows.last?.end == Int64(bytes.count))
    }
    #expect(
      try parse([0xD2, 0x0A, 0x61], encoding: .gb18030).map(\.defect) == [.invalidEncoding, nil])
  }

  @Test("Reading resumes at any record", arguments: [UInt64(1), 2, 3])
  func resuming(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let bytes = RandomTable(using: &random).bytes(using: &random)
    let whole = try parse(bytes, encoding: .utf8)
    for (index, outcome) in whole.enumerated() {
      let place = CSVPosition(offset: outcome.offset, row: outcome.row)
      let rest = try parse(bytes, encoding: .utf8, from: place)
      #expect(rest == Array(whole[index...]), "seed \(seed), record \(index)")
    }
  }
}
