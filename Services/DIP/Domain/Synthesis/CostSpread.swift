/// How far costs lie from their mean: a log-normal spread in integers, the same on every machine.
struct CostSpread: Sendable {
  /// Multipliers in millionths for a normal deviate of −6 to 6 in steps of 1/64.
  private let multipliers: [Int64]

  /// σ of the logarithm, in hundredths: at 0.55 about 16 % of the cases cost less than half and 6 %
  /// more than twice the mean, near what regions publish.
  static let sigmaHundredths: Int64 = 55

  init() {
    multipliers = (-384...384).map { step in
      // exp(σ·z − σ²/2) has mean 1.
      let exponent =
        Self.sigmaHundredths * Int64(step) * Self.one / 6400
        - Self.sigmaHundredths * Self.sigmaHundredths * Self.one / 20_000
      return Self.product(Self.exponential(exponent), 1_000_000)
    }
  }

  /// A cost around a mean, in fen; at least one yuan.
  func cost(mean fen: Int64, _ random: inout SynthesisRandom) -> Int64 {
    // Twelve uniform numbers sum up to a normal deviate.
    var sum = 0
    for _ in 0..<3 {
      let bits = random.bits()
      for part in 0..<4 { sum += Int(bits >> UInt64(16 * part) & 0xFFFF) }
    }
    let step = (sum - 6 * 65_536) / 1024
    let multiplier = multipliers[min(max(step + 384, 0), 768)]
    // Between two steps of the table.
    let within = 1_000_000 + Int64(random.below(8_600)) - 4_300
    return max(fen * multiplier / 1_000_000 * within / 1_000_000, 100)
  }

  /// 1 in the fixed-point numbers below: 40 bits behind the point.
  private static let one: Int64 = 1 << 40

  /// e^x for |x| < 4: Taylor series of x/16, squared four times.
  private static func exponential(_ x: Int64) -> Int64 {
    let small = x / 16
    var term = one
    var sum = one
    for order in 1...12 {
      term = product(term, small) / Int64(order)
      sum += term
    }
    for _ in 0..<4 { sum = product(sum, sum) }
    return sum
  }

  private static func product(_ a: Int64, _ b: Int64) -> Int64 {
    Int64((Int128(a) * Int128(b)) >> 40)
  }
}
