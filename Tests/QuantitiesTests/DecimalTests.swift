import Quantities
import Testing

@Suite struct DecimalTests {
  @Test func equalNumbersAreEqualValues() throws {
    #expect(try Decimal(parsing: "1.50") == Decimal(parsing: "1.5"))
    #expect(try Decimal(parsing: "100") == Decimal(integer: 100))
    #expect(try Decimal(parsing: "0.000") == .zero)
    #expect(try Decimal(parsing: "-0.05").description == "-0.05")
    #expect(try Decimal(parsing: "1.5").formatted(decimals: 4) == "1.5000")
    #expect(try Decimal(parsing: "0.25").scaled(to: 4) == 2500)
    #expect(throws: Problem.self) { try Decimal(parsing: "0.25").scaled(to: 1) }
  }

  @Test(arguments: ["", "-", "1.", ".1", "1e2", "1_0", "0x1", "1 ", "∞", "1..2", "+1"])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try Decimal(parsing: text) }
  }

  @Test func printsWhatItReads() throws {
    var random = SeededRandom(seed: 12)
    for _ in 0..<2000 {
      let decimal = try Decimal(
        coefficient: Int128(random.integer(in: Int64.min...Int64.max)),
        scale: Int(random.integer(in: 0...36)))
      #expect(try Decimal(parsing: decimal.description) == decimal)
    }
  }

  @Test func comparesByValue() throws {
    #expect(try Decimal(parsing: "0.9") > Decimal(parsing: "0.89999"))
    #expect(try Decimal(parsing: "-2") < Decimal(parsing: "-1.5"))
  }
}
