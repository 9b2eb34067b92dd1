import Privacy
import Quantities
import Store
import Testing

struct AccessLogTests {
  private func record(
    _ actor: String, _ persons: [String], at milliseconds: Int64, why: String = "随访",
    in store: PrivateStore
  ) throws {
    try store.database.writeSync { transaction in
      _ = try AccessLog.record(
        AccessPurpose(why), actor: actor, roles: ["doctor", "auditor"], method: "s/Get",
        asked: "id_number", persons: persons, at: Timestamp(milliseconds: milliseconds),
        in: transaction)
    }
  }

  @Test func whoWhenWhyAndWhom() throws {
    let store = try PrivateStore()
    try record("zhang", ["r1", "r2", "r1"], at: 1000, in: store)
    try record("li", [], at: 2000, why: "核对 11010519491231002X 的登记", in: store)
    try record("zhang", ["r2"], at: 3000, in: store)
    try store.database.readSync { connection in
      let all = try AccessLog.list(.init(), limit: 10, in: connection)
      #expect(all.map(\.id) == [3, 2, 1])
      #expect(all.map(\.actor) == ["zhang", "li", "zhang"])
      #expect(all[2].persons == ["r1", "r2"])
      #expect(all[2].roles == ["auditor", "doctor"])
      #expect(all[1].purpose == "核对 110105***********X 的登记")
      #expect(all[1].persons.isEmpty, "a question that found nobody is recorded, too")

      var filter = AccessLog.Filter()
      filter.person = "r2"
      #expect(try AccessLog.list(filter, limit: 10, in: connection).map(\.id) == [3, 1])
      filter.actor = "li"
      #expect(try AccessLog.list(filter, limit: 10, in: connection).isEmpty)
      filter = AccessLog.Filter()
      filter.from = Timestamp(milliseconds: 1001)
      filter.until = Timestamp(milliseconds: 3000)
      #expect(try AccessLog.list(filter, limit: 10, in: connection).map(\.id) == [2])
      #expect(try AccessLog.list(.init(), before: 3, limit: 1, in: connection).map(\.id) == [2])
    }
  }

  @Test(arguments: [
    ("", "PRIVACY_PURPOSE_MISSING"), ("  \n", "PRIVACY_PURPOSE_MISSING"),
    ("x", "PRIVACY_PURPOSE_INVALID"), ("a\u{7}b", "PRIVACY_PURPOSE_INVALID"),
    (String(repeating: "随", count: 201), "PRIVACY_PURPOSE_INVALID"),
  ])
  func aPurposeIsSaid(text: String, code: String) {
    refused(code) { _ = try AccessPurpose(text) }
  }

  @Test func aPurposeIsTrimmed() throws {
    #expect(try AccessPurpose(" 随访\n").text == "随访")
  }
}
