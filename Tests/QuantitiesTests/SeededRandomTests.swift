import Quantities
import Testing

@Suite struct SeededRandomTests {
  /// The reference program of xoshiro256** (Blackman and Vigna) started from SplitMix64 of 1, run
  /// in Python integers.
  @Test func followsTheReference() {
    var random = SeededRandom(seed: 1)
    #expect(
      (0..<3).map { _ in random.next() } == [
        12_966_619_160_104_079_557, 9_600_361_134_598_540_522, 10_590_380_919_521_690_900,
      ])
  }

  @Test func staysInRangeAndReachesItsEnds() {
    var random = SeededRandom(seed: 71)
    var seen = Set<Int64>()
    for _ in 0..<500 { seen.insert(random.integer(in: -3...3)) }
    #expect(seen == [-3, -2, -1, 0, 1, 2, 3])
    #expect(random.integer(in: 5...5) == 5)
    _ = random.integer(in: Int64.min...Int64.max)
  }

  @Test func partsAreIndependentOfEachOther() {
    var random = SeededRandom(seed: 72)
    var (first, second) = (random.split(), random.split())
    #expect(first.next() != second.next())
  }
}
