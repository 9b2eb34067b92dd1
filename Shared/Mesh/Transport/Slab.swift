/// Things known by small numbers that are used again: no hashing on the way to a call.
struct Slab<Element: AnyObject> {
  private var slots: [Element?] = []
  private var free: [Int] = []

  private(set) var count = 0
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The number of the element from now on; nil when the slab is full.
  mutating func insert(_ element: Element) -> Int? {
    guard count < capacity else { return nil }
    count += 1
    if let index = free.popLast() {
      slots[index] = element
      return index
    }
    slots.append(element)
    return slots.count - 1
  }

  mutating func remove(_ index: Int) {
    precondition(slots[index] != nil, "removed twice")
    slots[index] = nil
    free.append(index)
    count -= 1
  }

  subscript(index: Int) -> Element? {
    index >= 0 && index < slots.count ? slots[index] : nil
  }

  /// Everything that is in it.
  var elements: [Element] { slots.compactMap { $0 } }
}
