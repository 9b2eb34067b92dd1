import Store
import Testing

struct ConsumerCursorTests {
  private static let consumer = "dip:registry"

  private func cursor(_ store: TemporaryDatabase) throws -> ConsumerCursor? {
    try store.database.readSync { try ConsumerCursor.find(Self.consumer, in: $0) }
  }

  @Test func anEventTakesEffectOnce() throws {
    let store = try TemporaryDatabase()
    let advance = { (seen: Int64, sequence: Int64) in
      try store.database.writeSync {
        try ConsumerCursor.advance(
          Self.consumer, from: seen, to: sequence, anchor: "a\(sequence)", in: $0)
      }
    }
    #expect(try cursor(store) == nil)
    #expect(try advance(4, 5) == false, "nothing was taken in before")
    #expect(try advance(0, 1))
    #expect(try advance(0, 1) == false, "the same again")
    #expect(try advance(2, 3) == false, "one between is missing")
    #expect(try advance(1, 3))
    #expect(try advance(1, 4) == false, "part of it was taken in")
    #expect(try cursor(store) == ConsumerCursor(sequence: 3, anchor: "a3", asOf: nil))
  }

  @Test func aSnapshotSetsTheCursorWhereItWasSeen() throws {
    let store = try TemporaryDatabase()
    let replace = { (seen: Int64?, sequence: Int64) in
      try store.database.writeSync {
        try ConsumerCursor.replace(Self.consumer, seen: seen, with: sequence, in: $0)
      }
    }
    #expect(try replace(0, 7) == false, "there is no cursor yet")
    #expect(try replace(nil, 7))
    #expect(try replace(nil, 8) == false)
    #expect(try replace(7, 2), "a service restored from a backup goes back")
    let asOf = Timestamp(milliseconds: 1_722_448_800_000)
    try store.database.writeSync {
      try ConsumerCursor.confirm(Self.consumer, at: 1, anchor: "b", asOf: asOf, in: $0)
      #expect(
        try ConsumerCursor.find(Self.consumer, in: $0)
          == ConsumerCursor(sequence: 2, anchor: "", asOf: nil))
      try ConsumerCursor.confirm(Self.consumer, at: 2, anchor: "c", asOf: asOf, in: $0)
    }
    #expect(try cursor(store) == ConsumerCursor(sequence: 2, anchor: "c", asOf: asOf))
  }
}
