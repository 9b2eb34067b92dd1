import Store
import Testing

struct ConsumerCursorTests {
  @Test func anEventTakesEffectOnce() throws {
    let store = try TemporaryDatabase()
    let advance = { (sequence: Int64) in
      try store.database.writeSync {
        try ConsumerCursor.advance("dip:registry", to: sequence, in: $0)
      }
    }
    #expect(
      try store.database.readSync { try ConsumerCursor.sequence(of: "dip:registry", in: $0) } == 0)
    #expect(try advance(1))
    #expect(try advance(1) == false)
    #expect(try advance(3))
    #expect(try advance(2) == false)
    #expect(
      try store.database.readSync { try ConsumerCursor.sequence(of: "dip:registry", in: $0) } == 3)
  }
}
