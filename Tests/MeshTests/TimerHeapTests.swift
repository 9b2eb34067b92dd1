import Quantities
import Testing

@testable import Mesh

@Suite struct TimerHeapTests {
  /// Against a plain list, over random insertions, removals and expiries.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func itKeepsTheOrderOfAList(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var heap = TimerHeap()
    var list: [Int: UInt64] = [:]
    for _ in 0..<20_000 {
      let key = Int.random(in: 0..<200, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        guard list[key] == nil else { continue }
        let due = UInt64.random(in: 0..<1000, using: &random)
        heap.insert(key, due: due)
        list[key] = due
      case 1:
        heap.remove(key)
        list.removeValue(forKey: key)
      default:
        let now = UInt64.random(in: 0..<300, using: &random)
        while let due = heap.popDue(now: now) {
          #expect(list[due].map { $0 <= now } == true, "seed \(seed)")
          #expect(list[due] == list.values.min(), "seed \(seed)")
          list.removeValue(forKey: due)
        }
        #expect(list.values.allSatisfy { $0 > now }, "seed \(seed)")
      }
      #expect(heap.count == list.count)
      #expect(heap.next == list.values.min())
    }
  }
}
