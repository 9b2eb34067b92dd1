/// Elements that are put in one by one and taken out all at once, in the same order. They are moved and
/// never copied: each copy would count references, once for every message of a round.
package struct MoveQueue<Element>: ~Copyable {
  private var memory: UnsafeMutablePointer<Element>
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int = 64) {
    self.capacity = capacity
    memory = .allocate(capacity: capacity)
  }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  package mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (memory + count).initialize(to: element)
    count += 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: memory, count: count)
    memory.deallocate()
    memory = larger
    capacity *= 2
  }

  /// Hands every element over, which leaves the queue empty.
  package mutating func drain(_ body: (consuming Element) -> Void) {
    for index in 0..<count { body((memory + index).move()) }
    count = 0
  }
}
