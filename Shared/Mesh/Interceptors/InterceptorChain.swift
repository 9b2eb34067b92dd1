/// The server interceptors of one method, in order.
///
/// Linked, and used where they lie: taking each out of an array for a call would count references,
/// which costs more than most interceptors do.
final class InterceptorChain: Sendable {
  private let first: any ServerInterceptor
  private let rest: InterceptorChain?

  /// Nil when there are none.
  convenience init?(_ interceptors: some Collection<any ServerInterceptor>) {
    guard let first = interceptors.first else { return nil }
    self.init(first, InterceptorChain(interceptors.dropFirst()))
  }

  private init(_ first: any ServerInterceptor, _ rest: InterceptorChain?) {
    self.first = first
    self.rest = rest
  }

  /// Asks each in turn. When one refuses, that one and those asked before it hear of the end.
  func admit(_ context: inout ServerContext, clock: MeshClock) throws(RPCError) {
    do throws(RPCError) {
      try first.admit(&context)
      if let rest { try rest.admit(&context, clock: clock) }
    } catch {
      first.finish(
        context,
        CallOutcome(error: error, nanoseconds: clock.now() &- context.arrival, responseBytes: 0))
      throw error
    }
  }

  /// Tells all of them of the end, the last one first.
  func finish(
    _ context: ServerContext, error: RPCError?, responseBytes: Int, clock: MeshClock
  ) {
    finish(
      context,
      CallOutcome(
        error: error, nanoseconds: clock.now() &- context.arrival, responseBytes: responseBytes))
  }

  private func finish(_ context: ServerContext, _ outcome: CallOutcome) {
    if let rest { rest.finish(context, outcome) }
    first.finish(context, outcome)
  }
}
