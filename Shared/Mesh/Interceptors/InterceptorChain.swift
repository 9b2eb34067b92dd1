/// The server interceptors of one method, in order.
///
/// They are used where they lie: taking each out of its array for a call would count references,
/// which costs more than most interceptors do.
struct InterceptorChain: Sendable {
  private let interceptors: [any ServerInterceptor]

  init(_ interceptors: [any ServerInterceptor]) {
    self.interceptors = interceptors
  }

  /// Asks each in turn. When one refuses, those asked before it hear of the end.
  func admit(_ context: inout ServerContext, clock: MeshClock) throws(RPCError) {
    try interceptors.withUnsafeBufferPointer { chain throws(RPCError) in
      var index = 0
      while index < chain.count {
        do throws(RPCError) {
          try chain[index].admit(&context)
        } catch {
          InterceptorChain.finish(
            chain, first: index + 1, context, error: error, responseBytes: 0, clock: clock)
          throw error
        }
        index += 1
      }
    }
  }

  /// Tells all of them of the end.
  func finish(
    _ context: ServerContext, error: RPCError?, responseBytes: Int, clock: MeshClock
  ) {
    interceptors.withUnsafeBufferPointer {
      InterceptorChain.finish(
        $0, first: $0.count, context, error: error, responseBytes: responseBytes, clock: clock)
    }
  }

  private static func finish(
    _ chain: UnsafeBufferPointer<any ServerInterceptor>, first count: Int, _ context: ServerContext,
    error: RPCError?, responseBytes: Int, clock: MeshClock
  ) {
    guard count > 0 else { return }
    let outcome = CallOutcome(
      error: error, nanoseconds: clock.now() &- context.arrival, responseBytes: responseBytes)
    var index = count
    while index > 0 {
      index -= 1
      chain[index].finish(context, outcome)
    }
  }
}
