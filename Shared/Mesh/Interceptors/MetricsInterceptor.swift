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
public struct ClientMetricsInterceptor: ClientInterceptor {
  public init() {}

  public func finish(_ call: OutgoingCall, _ outcome: CallOutcome) {
    call.method.clientMetrics.record(outcome)
  }
}
