import Quantities
import Tabular
import Testing

@Suite("CSV properties")
struct CSVPropertyTests {
  @Test("What is written reads back", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let table = RandomTable(using: &random)
    let read = try parse(table.bytes(using: &random), encoding: .utf8)
    #expect(read.map(\.fields) == table.rows, "seed \(seed)")
    #expect(read.allSatisfy { $0.defect == nil }, "seed \(seed)")
  }

  @Test("Chunk boundaries do not matter, whatever the bytes", arguments: 0..<200)
  func chunking(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let alphabet: [UInt8] =
      Array("ab1,,\"\"\n\n\r ".utf8) + [0xE5, 0x8C, 0xBB, 0xD2, 0xBD, 0, 0x81, 0x39]
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
      alphabet[Int.random(in: alphabet.indices, using: &random)]
    }
    let limits = CSVLimits(recordBytes: 60, fields: 8, fieldBytes: 30)
    let whole = try parse(bytes, limits: limits)
    for chunk in [1, 2, 3, 16, 61] {
      #expect(
        try parse(bytes, chunk: chunk, limits: limits) == whole, "seed \(seed), chunk \(chunk)")
    }
    // Nothing is lost: records and blank lines follow each other to the end of the file.
    #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.end <= $1.offset }, "seed \(seed)")
    #expect(whole.allSatisfy { $0.end <= Int64(bytes.count) }, "seed \(seed)")
  }

  @Test("Garbage never crashes", arguments: 0..<60)
  func garbage(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for encoding in [nil, TextEncoding.utf8, .gb18030] {
      do {
        let rows = try parse(bytes, chunk: 77, encoding: encoding)
        #expect(rows.allSatisfy { ($0.defect == nil) != $0.fields.isEmpty }, "seed \(seed)")
      } catch let problem as Problem {
        #expect(problem.code == "CSV_UTF16", "seed \(seed)")
      }
    }
  }

  @Test("A reader over a source gives what the parser gives")
  func reader() throws {
    var random = SeededRandom(seed: 9)
    let bytes = RandomTable(using: &random).bytes(using: &random)
    let reader = CSVReader(MemorySource(bytes, chunk: 5), encoding: .utf8)
    var rows: [[String]] = []
    while let record = try reader.next() { rows.append(record.strings) }
    #expect(try rows == parse(bytes, encoding: .utf8).map(\.fields))
    #expect(reader.resumePosition.offset == Int64(bytes.count))
    #expect(throws: Problem.self) { try FileSource(path: "/nonexistent/file.csv") }
  }
}
