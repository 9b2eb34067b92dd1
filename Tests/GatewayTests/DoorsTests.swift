import Mesh
import Messages
import Quantities
import Testing

@testable import GatewayDoors

@Suite("Doors")
struct DoorsTests {
  @Test("JSON written by hand escapes what JSON must")
  func json() {
    var text = JSONText()
    text.object {
      $0.member("a\"b", "line\nbreak \u{1} \\ 中")
      $0.member("n", 3)
      $0.member("inner") { inner in inner.member("t", true) }
      $0.member("empty") { _ in }
    }
    #expect(
      text.text
        == #"{"a\"b":"line\nbreak \u0001 \\ 中","n":3,"inner":{"t":true},"empty":{}}"#)
  }

  @Test(
    "The HTTP door opens on this machine only",
    arguments: ["0.0.0.0:80", "10.0.0.1:80", "127.0.0.1", "127.0.0.1:99999", "", "[::]:80"])
  func refusedAddress(_ text: String) {
    let problem = #expect(throws: Problem.self) { try HTTPAddress.parse(text) }
    #expect(problem?.code == "GATEWAY_HTTP_ADDRESS")
  }

  @Test("Addresses of this machine are read")
  func address() throws {
    let (host, port) = try HTTPAddress.parse("127.0.0.1:8420")
    #expect(host == "127.0.0.1" && port == 8420)
  }

  @Test("An institution is unknown only when every service says so")
  func knownInstitution() {
    let empty = Gateway.SectionStatus(state: .empty)
    var file = Gateway.InstitutionFile(
      profile: .init(status: empty), settlement: .init(status: empty),
      contracts: .init(status: empty), indicators: .init(status: empty))
    #expect(!file.isKnown)
    file.contracts = .init(status: .init(state: .unavailable))
    #expect(file.isKnown)
  }
}
