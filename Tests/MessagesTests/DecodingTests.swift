import Messages
import Testing

/// What a stranger may send, and what becomes of it.
@Suite struct DecodingTests {
  @Test(
    arguments: [
      [0x0a],  // length missing
      [0x0a, 0x02, 0x61],  // text cut short
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],  // length beyond the end
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],  // length of more than 32 bits
      [0x02, 0x00],  // field number 0
      [0x0b], [0x0c], [0x0e], [0x0f],  // groups and wire types that do not exist
      [0x80],  // tag cut short
      [0x88, 0x80, 0x80, 0x80, 0x10, 0x00],  // tag of more than 32 bits
      [0x98, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],  // 11 bytes
    ] as [[UInt8]])
  func malformed(_ bytes: [UInt8]) {
    #expect(throws: CodingError.truncatedOrMalformed) { try Common.Detail(encoded: bytes) }
  }

  @Test func packedFieldsMustEndWithTheirLastElement() {
    for body: [UInt8] in [[0x80], [0x01, 0xff], Array(repeating: 0xff, count: 11) + [0x01]] {
      let bytes = [0x12, UInt8(body.count)] + body
      #expect(throws: CodingError.truncatedOrMalformed) {
        try Dip.SettlementListColumns(encoded: bytes)
      }
    }
  }

  @Test func wrongWireTypes() {
    #expect(throws: CodingError.wrongWireType(field: "Detail.key")) {
      try Common.Detail(encoded: [0x08, 0x01])
    }
    #expect(throws: CodingError.wrongWireType(field: "RowIssue.line")) {
      try Common.RowIssue(encoded: [0x0a, 0x00])
    }
    #expect(throws: CodingError.wrongWireType(field: "SettlementListColumns.version")) {
      try Dip.SettlementListColumns(encoded: [0x15, 0, 0, 0, 0])
    }
  }

  @Test func unpackedNumbersAreReadAsPackedOnes() throws {
    let columns = try Dip.SettlementListColumns(encoded: [0x10, 0x05, 0x12, 0x01, 0x06, 0x10, 0x07])
    #expect(columns.version == [5, 6, 7])
  }

  @Test(
    arguments: [
      [0xff], [0xc0, 0x80], [0xc3], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe4, 0xb8], [0x80],
      Array("plain text before ".utf8) + [0xe4, 0xb8],
    ] as [[UInt8]])
  func invalidUTF8(_ text: [UInt8]) {
    #expect(throws: CodingError.invalidUTF8(field: "Bilingual.en")) {
      try Common.RowIssue(
        encoded: [0x2a, UInt8(text.count + 2), 0x12, UInt8(text.count)] + text)
    }
  }

  @Test func everyScalarOfUnicodeIsAccepted() throws {
    for start in stride(from: UInt32(1), to: 0x11_0000, by: 509) {
      guard let scalar = Unicode.Scalar(start) else { continue }
      let text = String(String.UnicodeScalarView([scalar, "x", scalar]))
      #expect(try Common.Detail(encoded: Common.Detail(key: text).encoded()).key == text)
    }
  }

  @Test func embeddedNUL() {
    #expect(throws: CodingError.embeddedNUL(field: "Detail.value")) {
      try Common.Detail(encoded: [0x12, 0x03, 0x61, 0x00, 0x62])
    }
    #expect(throws: CodingError.embeddedNUL(field: "Detail.value")) {
      try Common.Detail(encoded: [0x12, 0x0a] + Array("12345678".utf8) + [0x39, 0x00])
    }
  }

  @Test func aMessageThatStandsTwiceIsNotMerged() {
    #expect(throws: CodingError.repeatedMessage(field: "RowIssue.message")) {
      try Common.RowIssue(encoded: [0x2a, 0x00, 0x2a, 0x00])
    }
  }

  @Test func unknownFieldsAreSkippedUpToALimit() throws {
    // Fields 100 to 103: varint, 64-bit, text, 32-bit.
    let unknown: [UInt8] = [
      0xa0, 0x06, 0x05, 0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xb2, 0x06, 0x01, 0xff, 0xbd, 0x06, 0,
      0, 0, 0,
    ]
    let known: [UInt8] = [0x0a, 0x01, 0x61]
    #expect(try Common.Detail(encoded: unknown + known) == Common.Detail(key: "a"))
    let limits = DecodingLimits(maximumUnknownFields: 3)
    #expect(throws: CodingError.tooManyUnknownFields(limit: 3)) {
      try Common.Detail(encoded: unknown + known, limits: limits)
    }
  }

  @Test func twoMegabytesOfEmptySubmessagesAreRefused() throws {
    let bytes = (0..<1_000_000).flatMap { _ in [0x3a, 0x00] as [UInt8] }
    do throws(CodingError) {
      _ = try Common.ImportReport(encoded: bytes)
      Issue.record("accepted")
    } catch {
      guard case .overBudget(let needed, let limit) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(needed > limit)
      #expect(limit == DecodingLimits.standard.memoryBudget(wireBytes: bytes.count))
      #expect(error.isResourceLimit)
    }
  }

  @Test func overLong() {
    #expect(throws: CodingError.overLong(bytes: 3, limitBytes: 2)) {
      try Common.Detail(encoded: [0x0a, 0x01, 0x61], limits: DecodingLimits(maximumBytes: 2))
    }
  }

  @Test func budgetsGrowWithTheWireBetweenFloorAndCeiling() {
    let limits = DecodingLimits(memoryFactor: 40, memoryFloor: 1000, memoryCeiling: 5000)
    #expect(limits.memoryBudget(wireBytes: 1) == 1000)
    #expect(limits.memoryBudget(wireBytes: 100) == 4000)
    #expect(limits.memoryBudget(wireBytes: .max) == 5000)
  }
}
