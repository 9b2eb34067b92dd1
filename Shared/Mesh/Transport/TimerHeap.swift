/// Deadlines of things that are known by small numbers; each can be taken out when it is done, so
/// that the heap holds no more than what is under way.
///
/// A binary heap with the position of every entry. Calls mostly have the same timeout, so a new
/// entry mostly stays where it is put.
struct TimerHeap {
  /// Not in the heap.
  static let none = -1

  private struct Entry {
    var due: UInt64
    var key: Int
  }

  private var entries: [Entry] = []
  private var positions: [Int] = []

  var count: Int { entries.count }
  /// When the first one is due.
  var next: UInt64? { entries.first?.due }

  /// - Precondition: `key` is not in the heap.
  mutating func insert(_ key: Int, due: UInt64) {
    if key >= positions.count {
      let missing = key + 1 - positions.count
      positions.append(contentsOf: repeatElement(TimerHeap.none, count: missing))
    }
    precondition(positions[key] == TimerHeap.none, "one timer a key")
    entries.append(Entry(due: due, key: key))
    siftUp(entries.count - 1)
  }

  /// Takes `key` out if it is there.
  mutating func remove(_ key: Int) {
    guard key < positions.count, positions[key] != TimerHeap.none else { return }
    let position = positions[key]
    positions[key] = TimerHeap.none
    let last = entries.removeLast()
    guard position < entries.count else { return }
    entries[position] = last
    siftDown(position)
    siftUp(positions[last.key])
  }

  /// Takes out the first key that is due.
  mutating func popDue(now: UInt64) -> Int? {
    guard let first = entries.first, first.due <= now else { return nil }
    remove(first.key)
    return first.key
  }

  private mutating func siftUp(_ start: Int) {
    var position = start
    let entry = entries[position]
    while position > 0 {
      let parent = (position - 1) / 2
      guard entry.due < entries[parent].due else { break }
      entries[position] = entries[parent]
      positions[entries[position].key] = position
      position = parent
    }
    entries[position] = entry
    positions[entry.key] = position
  }

  private mutating func siftDown(_ start: Int) {
    var position = start
    let entry = entries[position]
    while true {
      var child = 2 * position + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].due < entries[child].due { child += 1 }
      guard entries[child].due < entry.due else { break }
      entries[position] = entries[child]
      positions[entries[position].key] = position
      position = child
    }
    entries[position] = entry
    positions[entry.key] = position
  }
}
