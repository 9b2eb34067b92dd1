/// Reproducible random numbers: xoshiro256** started by SplitMix64 from one seed.
///
/// For synthetic data and tests; the same seed gives the same numbers on every machine and version.
/// Not for secrets.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  public init(seed: UInt64) {
    var splitter = SplitMix64(seed: seed)
    state = (splitter.next(), splitter.next(), splitter.next(), splitter.next())
  }

  public mutating func next() -> UInt64 {
    func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
      value << count | value >> (64 - count)
    }
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A number in a range; unlike the standard library's, its algorithm is fixed here, so that data
  /// made from a seed stays the same when the compiler changes.
  public mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
    let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    guard span != UInt64.max else { return Int64(bitPattern: next()) }
    // Lemire's multiplication with rejection: exactly uniform.
    let bound = span + 1
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return range.lowerBound &+ Int64(bitPattern: product.high)
  }

  /// An independent generator for a part of the work, so that parts can be made in any order.
  public mutating func split() -> SeededRandom { SeededRandom(seed: next()) }
}

/// SplitMix64: turns any seed, even 0, into well mixed words.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
