import Quantities

/// Draws for synthetic data that do not change with the standard library's own algorithms.
struct SynthesisRandom {
  private var source: SeededRandom

  init(seed: UInt64) { source = SeededRandom(seed: seed) }

  mutating func bits() -> UInt64 { source.next() }

  /// 0..<bound; the bias of bounds far below 2^64 does not matter here.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: source.next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  @inline(__always)
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// True this many times in a thousand.
  mutating func happens(perMille: Int) -> Bool { below(1000) < perMille }
}

/// Draws of indexes in proportion to weights.
struct WeightedChoice: Sendable {
  private let cumulated: [UInt64]

  /// - Parameter weights: positive or zero, at least one positive.
  init(_ weights: [UInt64]) {
    var sum: UInt64 = 0
    cumulated = weights.map {
      sum += $0
      return sum
    }
    precondition(sum > 0, "some weight is positive")
  }

  func draw(_ random: inout SynthesisRandom) -> Int {
    let total = cumulated[cumulated.count - 1]
    let point = random.bits().multipliedFullWidth(by: total).high
    var (low, high) = (0, cumulated.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > point { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
