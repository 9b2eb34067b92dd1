import Messages
import Testing

/// JSON as protobuf's JSON mapping (protobuf.dev/programming-guides/json) writes it.
@Suite struct JSONTests {
  private func text(_ message: some JSONMessage, includingDefaults: Bool = false) -> String {
    String(decoding: message.encodedJSON(includingDefaults: includingDefaults), as: UTF8.self)
  }

  private func list(_ json: String) throws(JSONError) -> Dip.SettlementList {
    try Dip.SettlementList(json: Array(json.utf8))
  }

  private func refusal(_ json: String) -> JSONError? {
    do throws(JSONError) {
      _ = try list(json)
      return nil
    } catch {
      return error
    }
  }

  @Test func mapping() {
    let list = Dip.SettlementList(
      setlId: "S\"1", version: 2, insuranceType: .employee, diagnoses: ["I21.0", "中"],
      totalCostFen: -9_007_199_254_740_993)
    #expect(
      text(list) == """
        {"setlId":"S\\"1","version":2,"insuranceType":"INSURANCE_TYPE_EMPLOYEE",\
        "diagnoses":["I21.0","中"],"totalCostFen":"-9007199254740993"}
        """)
    #expect(
      text(MeshWire.EchoRequest(content: [0xfb, 0xff, 0x01, 0x02])) == #"{"content":"+/8BAg=="}"#)
    #expect(text(Dip.SettlementList(insuranceType: .init(rawValue: 7))) == #"{"insuranceType":7}"#)
    #expect(
      text(MeshWire.EchoRequest(), includingDefaults: true) == #"{"content":"","copies":0}"#)
    #expect(text(Common.Detail(key: "\u{1}\n\t\\")) == #"{"key":"\u0001\n\t\\"}"#)
  }

  @Test func bothSpellingsOfNamesAndNumbers() throws {
    let expected = Dip.SettlementList(
      setlId: "x", version: 3, insuranceType: .resident, totalCostFen: 5)
    #expect(
      try list(#" {"setlId":"x","version":"3","insuranceType":390,"totalCostFen":5} "#) == expected)
    #expect(
      try list(
        #"{ "setl_id" : "\u0078" , "version":3, "insurance_type":"INSURANCE_TYPE_RESIDENT","#
          + #" "total_cost_fen":"5", "gender":null, "diagnoses":null}"#) == expected)
  }

  @Test func escapes() throws {
    let detail = try Common.Detail(json: Array(#"{"key":"\ud842\udfb7\/\b\f\r\u4e2d"}"#.utf8))
    #expect(detail.key == "𠮷/\u{8}\u{c}\r中")
  }

  @Test func base64AlphabetsAndPadding() throws {
    for text in ["+/8BAg==", "-_8BAg", "+/8BAg"] {
      let request = try MeshWire.EchoRequest(json: Array("{\"content\":\"\(text)\"}".utf8))
      #expect(request.content == [0xfb, 0xff, 0x01, 0x02])
    }
    for text in ["A", "A===", "AA=A", "AA=", "A B", "AAAA===="] {
      #expect(throws: JSONError.self) {
        try MeshWire.EchoRequest(json: Array("{\"content\":\"\(text)\"}".utf8))
      }
    }
  }

  @Test(arguments: [
    ("", JSONError.Code.wrongType, "$"),
    ("[]", .wrongType, "$"),
    ("{", .syntax, "$"),
    ("{}x", .syntax, "$"),
    (#"{"version":1,}"#, .syntax, "$"),
    (#"{"version":1 "gender":2}"#, .syntax, "$"),
    (#"{"versoin":1}"#, .unknownField, "$.versoin"),
    (#"{"version":1,"version":1}"#, .repeatedField, "$.version"),
    (#"{"setlId":"a","setl_id":"b"}"#, .repeatedField, "$.setl_id"),
    (#"{"version":-1}"#, .outOfRange, "$.version"),
    (#"{"version":4294967296}"#, .outOfRange, "$.version"),
    (#"{"version":1.0}"#, .outOfRange, "$.version"),
    (#"{"version":1e2}"#, .outOfRange, "$.version"),
    (#"{"version":01}"#, .syntax, "$.version"),
    (#"{"version":true}"#, .wrongType, "$.version"),
    (#"{"totalCostFen":9223372036854775808}"#, .outOfRange, "$.totalCostFen"),
    (#"{"insuranceType":"EMPLOYEE"}"#, .unknownEnumValue, "$.insuranceType"),
    (#"{"insuranceType":[]}"#, .wrongType, "$.insuranceType"),
    (#"{"diagnoses":["a",1]}"#, .wrongType, "$.diagnoses[1]"),
    (#"{"diagnoses":["a",null]}"#, .wrongType, "$.diagnoses[1]"),
    (#"{"diagnoses":["a\u0000"]}"#, .embeddedNUL, "$.diagnoses[0]"),
    (#"{"setlId":"\ud800"}"#, .invalidText, "$.setlId"),
    (#"{"setlId":"\udc00"}"#, .invalidText, "$.setlId"),
    (#"{"setlId":"\u12g4"}"#, .syntax, "$.setlId"),
    ("{\"setlId\":\"a\nb\"}", .syntax, "$.setlId"),
    (#"{"setlId":"a"#, .syntax, "$.setlId"),
  ])
  func refusals(_ json: String, _ code: JSONError.Code, _ path: String) {
    let error = refusal(json)
    #expect(error?.code == code, "\(json)")
    #expect(error?.path == path, "\(json)")
  }

  @Test func textThatIsNotUTF8() {
    #expect(throws: JSONError.self) {
      try Common.Detail(json: Array(#"{"key":""#.utf8) + [0xff] + Array(#""}"#.utf8))
    }
  }

  @Test func memoryIsBounded() {
    let json =
      "{\"issues\":[" + Array(repeating: "{}", count: 500_000).joined(separator: ",") + "]}"
    do throws(JSONError) {
      _ = try Common.ImportReport(json: Array(json.utf8))
      Issue.record("accepted")
    } catch {
      #expect(error.code == .overBudget)
    }
  }
}
