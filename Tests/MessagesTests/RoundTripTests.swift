import Messages
import Testing

/// What goes in comes out, for random values of every message of the contract.
@Suite struct RoundTripTests {
  private func check<M: RandomMessage>(_ type: M.Type, seed: UInt64) throws {
    var random = RandomFields(seed: seed)
    for _ in 0..<12 {
      let value = M(from: &random)
      let bytes = try value.encoded()
      #expect(try M(encoded: bytes) == value, "protobuf of \(M.fullName), seed \(seed)")
      #expect(try M(encoded: bytes).encoded() == bytes, "bytes of \(M.fullName), seed \(seed)")
      for includingDefaults in [false, true] {
        let json = value.encodedJSON(includingDefaults: includingDefaults)
        #expect(try M(json: json) == value, "JSON of \(M.fullName), seed \(seed)")
      }
    }
  }

  @Test func everyMessageSurvives() throws {
    #expect(allMessages.count > 100)
    for (index, type) in allMessages.enumerated() {
      try check(type, seed: UInt64(index) &* 7919 &+ 20_251_122)
    }
  }

  @Test func emptyMessagesAreNoBytes() throws {
    for type in allMessages {
      #expect(try type.init().encoded() == [], "\(type.fullName)")
      #expect(String(decoding: type.init().encodedJSON(), as: UTF8.self) == "{}")
    }
  }

  @Test func namesAreUnique() {
    #expect(Set(allMessages.map { $0.fullName }).count == allMessages.count)
  }
}
