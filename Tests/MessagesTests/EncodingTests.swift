import Messages
import Testing

/// Bytes worked out by hand from the protobuf encoding rules.
@Suite struct EncodingTests {
  @Test func goldenBytes() throws {
    #expect(
      try Common.Detail(key: "a", value: "中").encoded()
        == [0x0a, 0x01, 0x61, 0x12, 0x03, 0xe4, 0xb8, 0xad])
    // line = 300 → varint ac 02; an empty sub-message is present with length 0.
    #expect(
      try Common.RowIssue(line: 300, message: Common.Bilingual()).encoded()
        == [0x08, 0xac, 0x02, 0x2a, 0x00])
    #expect(
      try MeshWire.EchoRequest(content: [0, 255], copies: 1).encoded()
        == [0x0a, 0x02, 0x00, 0xff, 0x10, 0x01])
  }

  @Test func columnsArePacked() throws {
    let columns = Dip.SettlementListColumns(
      version: [1, 300], birthDay: [-1, 1, -64], totalCostFen: [0, -1])
    #expect(
      try columns.encoded() == [
        0x12, 0x03, 0x01, 0xac, 0x02,  // 2: varints
        0x4a, 0x03, 0x01, 0x02, 0x7f,  // 9: zigzag
        0x9a, 0x01, 0x0b, 0x00,  // 19: -1 takes ten bytes
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
      ])
  }

  @Test func numbersOutsideAnEnumSurvive() throws {
    let list = Dip.SettlementList(insuranceType: .init(rawValue: 999))
    #expect(try list.encoded() == [0x28, 0xe7, 0x07])
    let decoded = try Dip.SettlementList(encoded: [0x28, 0xe7, 0x07])
    #expect(decoded.insuranceType.rawValue == 999)
    #expect(decoded.insuranceType.name == nil)
    #expect(Dip.InsuranceType(name: "INSURANCE_TYPE_EMPLOYEE") == .employee)
  }

  @Test func nulIsRefused() {
    #expect(throws: CodingError.embeddedNUL(field: "Detail.key")) {
      try Common.Detail(key: "a\0b").encoded()
    }
    #expect(throws: CodingError.embeddedNUL(field: "SubscribeRequest.kinds")) {
      try Common.SubscribeRequest(kinds: ["ok", "\0"]).encoded()
    }
  }

  @Test func largeAndSmallMessagesShareAThreadsArena() throws {
    for count in [1, 200_000, 3, 50_000, 0] {
      let columns = Dip.SettlementListColumns(totalCostFen: Array(0..<Int64(count)))
      #expect(try Dip.SettlementListColumns(encoded: columns.encoded()) == columns)
    }
  }
}
