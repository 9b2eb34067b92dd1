import BigInt
import Quantities
import Testing

@testable import DIPDomain

@Suite struct WideIntegerTests {
  /// Every operation gives what big integers give, on both sides of the edge of 128 bits.
  @Test func agreesWithBigIntegers() {
    var random = SeededRandom(seed: 128)
    func number() -> BigInt {
      let bits = Int(random.integer(in: 0...140))
      let magnitude = BigInt(random.next()) * BigInt(random.next()) * BigInt(random.next())
      let edge = BigInt(random.integer(in: -2...2))
      let value = random.integer(in: 0...3) == 0 ? (BigInt(1) << bits) + edge : magnitude >> bits
      return random.integer(in: 0...1) == 0 ? -value : value
    }
    for _ in 0..<4000 {
      let (a, b) = (number(), number())
      let (x, y) = (WideInteger(a), WideInteger(b))
      #expect((x + y).big == a + b)
      #expect((x - y).big == a - b)
      #expect((x * y).big == a * b)
      #expect((x < y) == (a < b))
      #expect((x == y) == (a == b))
      #expect((-x).big == -a)
      #expect((x.int128 != nil) == (a >= -(BigInt(1) << 127) && a < BigInt(1) << 127))
      #expect(x.description == a.description)
      #expect(WideInteger((x + y - y).big) == x)
      #expect(
        x.greatestCommonDivisor(with: y).big
          == BigInt(a.magnitude.greatestCommonDivisor(with: b.magnitude)))
      if b != 0 {
        let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
        #expect(quotient.big == a / b)
        #expect(remainder.big == a % b)
      }
    }
    #expect(WideInteger(-(BigInt(1) << 127)) == WideInteger(Int128.min))
    #expect((WideInteger(Int128.min) - 1).int128 == nil)
    #expect((-WideInteger(Int128.min)).big == BigInt(1) << 127)
    #expect(
      WideInteger(Int128.min).quotientAndRemainder(dividingBy: -1).quotient.big == BigInt(1) << 127)
  }
}
