import Quantities

/// Runs one body on several threads and waits for all of them.
///
/// Threads and not tasks: a settlement computes for a long time without suspending, which would keep
/// the cooperative pool from everybody else.
enum Workers {
  /// The body must be safe to run at the same time, and share its work among those who run it: it is
  /// run by the caller, and by at most `count` − 1 other threads that are free before the caller is done.
  static func run(_ count: Int, _ body: () -> Void) {
    guard count > 1 else { return body() }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        let job = WorkerThreads.Job(pointer)
        WorkerThreads.shared.offer(job, to: count - 1)
        body()
        job.close()
      }
    }
  }

  /// The results of a body for 0 ..< count, in order; computed by several threads, so many at once as
  /// `piece` says.
  static func map<Element: Sendable>(
    _ count: Int, threads: Int, piece: Int = 64, _ body: (Int) throws(Problem) -> Element
  ) throws(Problem) -> [Element] {
    let pieces = (count + piece - 1) / piece
    guard threads > 1, pieces > 1 else {
      var elements: [Element] = []
      elements.reserveCapacity(count)
      for index in 0..<count { elements.append(try body(index)) }
      return elements
    }
    let next = Guarded(0)
    let done = Guarded<[Result<[Element], Problem>?]>(Array(repeating: nil, count: pieces))
    run(min(threads, pieces)) {
      while true {
        let claimed = next.withLock { (next: inout Int) -> Int in
          defer { next += 1 }
          return next
        }
        guard claimed < pieces else { return }
        let result = Result { () throws(Problem) -> [Element] in
          var elements: [Element] = []
          for index in claimed * piece..<min((claimed + 1) * piece, count) {
            elements.append(try body(index))
          }
          return elements
        }
        done.withLock { $0[claimed] = result }
      }
    }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for result in done.withLock({ $0 }) {
      if let result { elements += try result.get() }
    }
    return elements
  }
}
