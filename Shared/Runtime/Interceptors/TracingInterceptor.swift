import Mesh
import Quantities

/// Gives every call a place in a trace: the caller's, or a new one. The handler's own calls to
/// other services inherit it.
public struct TracingInterceptor: ServerInterceptor {
  /// Not for secrets, so one seed from the system is enough; asking the kernel for each call is not
  /// affordable on the socket's thread.
  private let random: Guarded<SeededRandom>

  public init(seed: UInt64 = .random(in: .min ... .max)) {
    random = Guarded(SeededRandom(seed: seed))
  }

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    let parent = context.traceParent.flatMap { TraceParent($0) }
    context.traceParent = random.withLock { random in
      (parent?.child(random: &random) ?? TraceParent(random: &random)).description
    }
  }
}
