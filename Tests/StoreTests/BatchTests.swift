import Quantities
import Store
import Testing

struct BatchTests {
  private let migrations = [
    Migration(
      1, "lists",
      ["CREATE TABLE list (id TEXT PRIMARY KEY, cost BIGINT, note TEXT, scan BYTEA) WITHOUT ROWID"])
  ]

  @Test func rowsComeBackThroughTheCursor() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    // Longer than the batch's scratch space, just at it, empty, and short.
    let notes = [
      String(repeating: "长", count: 30_000), String(repeating: "x", count: 65_530), "", "短",
    ]
    try store.database.writeSync { transaction in
      try transaction.batch(
        "INSERT INTO list (scan, note, cost, id) VALUES ($4, $3, $2, $1)"
      ) { batch in
        for index in 0..<1_000 {
          try batch.bind(1, "L\(index)")
          if index % 3 == 0 { try batch.bindNull(2) } else { try batch.bind(2, Int64(index)) }
          try batch.bind(3, notes[index % 4])
          try [UInt8](repeating: UInt8(index % 256), count: index % 5).withUnsafeBytes {
            try batch.bind(4, blob: $0)
          }
          #expect(try batch.step())
        }
      }
    }
    var seen = 0
    try store.database.readSync { connection in
      try connection.forEach("SELECT id, cost, note, scan FROM list") { row in
        let index = try #require(Int(try row.text(0).dropFirst()))
        #expect(try row.int64OrNil(1) == (index % 3 == 0 ? nil : Int64(index)))
        #expect(try row.withUTF8(2) { $0.elementsEqual(notes[index % 4].utf8) })
        #expect(try row.bytes(3) == [UInt8](repeating: UInt8(index % 256), count: index % 5))
        seen += 1
      }
    }
    #expect(seen == 1_000)
  }

  /// A row must not inherit a value of the row before it.
  @Test func whatIsNotBoundIsNull() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    try store.database.writeSync { transaction in
      try transaction.batch("INSERT INTO list (id, cost, note) VALUES ($1, $2, $3)") { batch in
        try batch.bind(1, "a")
        try batch.bind(2, 5)
        try batch.bind(3, "first")
        try batch.step()
        try batch.bind(1, "b")
        try batch.step()
      }
    }
    let row = try #require(
      try store.database.readSync { try $0.first("SELECT * FROM list WHERE id = 'b'") })
    #expect(row.values == [.text("b"), .null, .null, .null])
  }

  @Test func stepTellsWhetherTheRowWentIn() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    var inserted: [Bool] = []
    try store.database.writeSync { transaction in
      let sql = "INSERT INTO list (id) VALUES ($1) ON CONFLICT (id) DO NOTHING"
      try transaction.batch(sql) { batch in
        for id in ["a", "b", "a", "c", "b"] {
          try batch.bind(1, id)
          inserted.append(try batch.step())
        }
      }
    }
    #expect(inserted == [true, true, false, true, false])
  }

  @Test func aRefusedRowLosesTheTransaction() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    #expect(throws: ConstraintViolation.self) {
      try store.database.writeSync { transaction in
        try transaction.batch("INSERT INTO list (id) VALUES ($1)") { batch in
          for id in ["a", "b", "a"] {
            try batch.bind(1, id)
            _ = try? batch.step()
          }
        }
      }
    }
    #expect(try store.database.readSync { try $0.exists("SELECT 1 FROM list") } == false)
  }
}
