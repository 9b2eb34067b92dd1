import Quantities

extension Workers {
  /// Computes a value for each number below `count` on some threads, which claim blocks of numbers;
  /// values stand in the order of their numbers whoever computed them.
  static func map<Value: Sendable>(
    _ count: Int, block: Int, threads: Int, _ value: (Int) -> Value
  ) -> [Value] {
    let blocks = (count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded([[Value]](repeating: [], count: blocks))
    run(max(1, min(threads, blocks))) {
      while true {
        let claimed = next.withLock { (next: inout Int) -> Int in
          defer { next += 1 }
          return next
        }
        guard claimed < blocks else { return }
        let part = (claimed * block..<min((claimed + 1) * block, count)).map(value)
        parts.withLock { $0[claimed] = part }
      }
    }
    return parts.withLock { $0.flatMap { $0 } }
  }
}
