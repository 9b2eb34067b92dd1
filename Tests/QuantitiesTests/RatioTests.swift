import Quantities
import Testing

@Suite struct RatioTests {
  private func small(_ random: inout SeededRandom) throws -> Ratio {
    try Ratio(
      Int128(random.integer(in: -5000...5000)), Int128(random.integer(in: 1...5000)))
  }

  /// The field laws hold exactly; a seed that breaks one is printed by the expectation.
  @Test func obeysTheFieldLaws() throws {
    var random = SeededRandom(seed: 21)
    for _ in 0..<2000 {
      let (a, b, c) = try (small(&random), small(&random), small(&random))
      #expect(try a + b == b + a)
      #expect(try (a + b) + c == a + (b + c))
      #expect(try (a * b) * c == a * (b * c))
      #expect(try a * (b + c) == a * b + a * c)
      #expect(try a - a == .zero)
      if b != .zero { #expect(try a / b * b == a) }
      #expect((a < b) == (try (a - b) < .zero))
    }
  }

  @Test func comparesBeyond128Bits() throws {
    let large = try Ratio(Int128.max, Int128.max - 1)
    let larger = try Ratio(Int128.max - 1, Int128.max - 2)
    #expect(large < larger)
    #expect(!(larger < large))
  }

  @Test func overflowIsAnErrorAndNeverAWrap() throws {
    let huge = Ratio(integer: Int128.max)
    #expect(throws: Problem.self) { try huge + .one }
    #expect(throws: Problem.self) { try huge * Ratio(2) }
    #expect(throws: Problem.self) { try Ratio(1, 0) }
    #expect(throws: Problem.self) { try Ratio.one / .zero }
    // The product of the parts overflows, the reduced result does not.
    #expect(try huge * Ratio(1, Int128.max) == .one)
  }

  @Test func floorsTowardNegativeInfinity() throws {
    #expect(try Ratio(-7, 2).floor == -4)
    #expect(try Ratio(7, 2).floor == 3)
    #expect(try Ratio(-8, 2).floor == -4)
  }
}
