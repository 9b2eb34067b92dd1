import BigInt
import Quantities

extension NaiveSettlement {
  /// A fraction in lowest terms: of 128 bits while it fits, of big integers beyond.
  enum Fraction: Comparable {
    case small(Ratio)
    case big(BigInt, BigInt)

    init(_ integer: Int) { self = .small(Ratio(Int64(integer))) }

    init(_ decimal: Decimal) { self = .small(decimal.ratio) }

    init(_ top: BigInt, _ bottom: BigInt) {
      let divisor = BigInt(top.magnitude.greatestCommonDivisor(with: bottom.magnitude))
      let (top, bottom) = (top / max(divisor, 1), bottom / max(divisor, 1))
      if let narrowTop = Int128(exactly: top), let narrowBottom = Int128(exactly: bottom),
        let ratio = try? Ratio(narrowTop, narrowBottom)
      {
        self = .small(ratio)
      } else {
        self = .big(top, bottom)
      }
    }

    var top: BigInt {
      switch self {
      case .small(let ratio): BigInt(ratio.numerator)
      case .big(let top, _): top
      }
    }

    var bottom: BigInt {
      switch self {
      case .small(let ratio): BigInt(ratio.denominator)
      case .big(_, let bottom): bottom
      }
    }

    var isZero: Bool { self == Fraction(0) }
    var isPositive: Bool { self > Fraction(0) }

    private static func either(
      _ a: Fraction, _ b: Fraction, narrow: (Ratio, Ratio) throws -> Ratio,
      wide: (Fraction, Fraction) -> Fraction
    ) -> Fraction {
      if case .small(let left) = a, case .small(let right) = b,
        let result = try? narrow(left, right)
      {
        return .small(result)
      }
      return wide(a, b)
    }

    static func + (a: Fraction, b: Fraction) -> Fraction {
      either(
        a, b, narrow: { try $0 + $1 },
        wide: { Fraction($0.top * $1.bottom + $1.top * $0.bottom, $0.bottom * $1.bottom) })
    }

    static func - (a: Fraction, b: Fraction) -> Fraction {
      either(
        a, b, narrow: { try $0 - $1 },
        wide: { Fraction($0.top * $1.bottom - $1.top * $0.bottom, $0.bottom * $1.bottom) })
    }

    static func * (a: Fraction, b: Fraction) -> Fraction {
      either(
        a, b, narrow: { try $0 * $1 },
        wide: { Fraction($0.top * $1.top, $0.bottom * $1.bottom) })
    }

    static func / (a: Fraction, b: Fraction) -> Fraction {
      either(
        a, b, narrow: { try $0 / $1 },
        wide: { a, b in
          b.top < 0
            ? Fraction(-a.top * b.bottom, -a.bottom * b.top)
            : Fraction(a.top * b.bottom, a.bottom * b.top)
        })
    }

    static func < (a: Fraction, b: Fraction) -> Bool {
      if case .small(let left) = a, case .small(let right) = b { return left < right }
      return a.top * b.bottom < b.top * a.bottom
    }

    var floor: BigInt {
      if case .small(let ratio) = self { return BigInt(ratio.floor) }
      let (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
      return remainder < 0 ? quotient - 1 : quotient
    }

    /// Rounds by asking each neighbour how far it is.
    func rounded(_ rounding: Rounding) -> Fraction {
      guard case .decimals(let scale, let mode) = rounding else { return self }
      let unit = Fraction(BigInt(10).power(scale), 1)
      let scaled = self * unit
      let below = Fraction(scaled.floor, 1)
      let above = below + Fraction(1)
      if below == scaled { return self }
      let isNegative = scaled < Fraction(0)
      let (down, up) = (scaled - below, above - scaled)
      let tie: Fraction
      switch mode {
      case .down: return (isNegative ? above : below) / unit
      case .up: return (isNegative ? below : above) / unit
      case .halfUp: tie = isNegative ? below : above
      case .halfEven: tie = below.top % 2 == 0 ? below : above
      }
      return (down < up ? below : up < down ? above : tie) / unit
    }

    /// Yuan to whole fen.
    func fen(_ mode: RoundingMode = .halfUp) -> Int64 {
      Int64((rounded(.decimals(2, mode)) * Fraction(100)).floor)
    }
  }
}
