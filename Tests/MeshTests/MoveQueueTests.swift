import Quantities
import Testing

@testable import Mesh

@Suite struct MoveQueueTests {
  private final class Counted {
    let number: Int
    let living: Guarded<Int>

    init(_ number: Int, _ living: Guarded<Int>) {
      self.number = number
      self.living = living
      living.withLock { $0 += 1 }
    }

    deinit { living.withLock { $0 -= 1 } }
  }

  /// Whatever is put in comes out once, in order, and nothing is kept or lost on the way.
  @Test(arguments: [UInt64(1), 2, 3])
  func everyElementComesOutOnce(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let living = Guarded(0)
    var next = 0
    var expected = 0
    do {
      var queue = MoveQueue<Counted>(capacity: 2)
      for _ in 0..<200 {
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
          queue.append(Counted(next, living))
          next += 1
        }
        #expect(queue.count == next - expected)
        #expect(living.withLock { $0 } == queue.count)
        guard Bool.random(using: &random) else { continue }
        queue.drain { element in
          #expect(element.number == expected, "seed \(seed)")
          expected += 1
        }
        #expect(expected == next && queue.count == 0)
        #expect(living.withLock { $0 } == 0)
      }
      queue.append(Counted(next, living))
    }
    // What nobody took out goes with the queue.
    #expect(living.withLock { $0 } == 0)
  }
}
