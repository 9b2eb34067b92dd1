import Quantities
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("0", Int64(0)), ("12", 1200), ("-0.5", -50), ("1234.56", 123_456), ("1.500", 150),
    ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
  ])
  func reads(text: String, fen: Int64) throws {
    #expect(try Money(parsing: text).fen == fen)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "1.005", "1e3", "+1", " 1", "1,000.00", "1.2.3", "--1", "１",
    "92233720368547758.08", "999999999999999999999",
  ])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try Money(parsing: text) }
  }

  @Test func printsWhatItReads() throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<2000 {
      let money = Money(fen: random.integer(in: Int64.min...Int64.max))
      #expect(try Money(parsing: money.description) == money)
    }
    #expect(Money(fen: -5).description == "-0.05")
  }

  @Test func neverWraps() {
    #expect(throws: Problem.self) { try Money(fen: .max) + Money(fen: 1) }
    #expect(throws: Problem.self) { try Money(fen: .min) - Money(fen: 1) }
    #expect(throws: Problem.self) { try Money(exactly: Int128(Int64.max) + 1) }
  }
}
