import Quantities

/// Counts and times the calls of a server: `mesh_server_calls_total{method,code}` and
/// `mesh_server_call_duration{method}`.
public struct ServerMetricsInterceptor: ServerInterceptor {
  private struct ForMethod: ServerInterceptor {
    let metrics: CallMetrics

    func finish(_ context: ServerContext, _ outcome: CallOutcome) { metrics.record(outcome) }
  }

  public init() {}

  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor {
    ForMethod(metrics: CallMetrics(prefix: "mesh_server", method: method.fullName))
  }
}

/// Counts and times the calls of a client: `mesh_client_calls_total{method,code}` and
/// `mesh_client_call_duration{method}`.
public final class ClientMetricsInterceptor: ClientInterceptor {
  private let byMethod = Guarded([String: CallMetrics]())

  public init() {}

  public func finish(_ call: OutgoingCall, _ outcome: CallOutcome) {
    let name = call.method.fullName
    let metrics = byMethod.withLock { byMethod in
      if let known = byMethod[name] { return known }
      let fresh = CallMetrics(prefix: "mesh_client", method: name)
      byMethod[name] = fresh
      return fresh
    }
    metrics.record(outcome)
  }
}
