import Quantities

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs one body on several threads of its own and waits for all of them.
///
/// Plain threads and not tasks: a settlement computes for a long time without suspending, which
/// would keep the cooperative pool from everybody else.
enum Workers {
  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// The body must be safe to run at the same time; with one worker it runs on the caller's thread.
  static func run(_ count: Int, _ body: () -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      for _ in 1..<max(count, 1) {
        let context = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let status = pthread_create(
          &thread, nil,
          { raw in
            guard let raw else { return nil }
            Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
            return nil
          }, context.toOpaque())
        if status == 0 {
          threads.append(thread)
        } else {
          // Fewer threads do the same work: the caller claims what is left.
          context.release()
        }
      }
      body()
      for thread in threads { pthread_join(thread, nil) }
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
