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
  private struct Known {
    var byName: [String: CallMetrics] = [:]
    /// The same by descriptor, found without reading a name; the descriptor is kept, for its
    /// identity is its own only as long as it lives.
    var byDescriptor: [ObjectIdentifier: (MethodDescriptor, CallMetrics)] = [:]
  }

  /// More descriptors than any contract has: then somebody makes a new one for every call.
  private static let maximumDescriptors = 1024

  private let known = Guarded(Known())

  public init() {}

  public func finish(_ call: OutgoingCall, _ outcome: CallOutcome) {
    let method = call.method
    let metrics = known.withLock { known in
      if let (_, metrics) = known.byDescriptor[method.identity] { return metrics }
      let metrics =
        known.byName[method.fullName]
        ?? CallMetrics(prefix: "mesh_client", method: method.fullName)
      known.byName[method.fullName] = metrics
      if known.byDescriptor.count >= ClientMetricsInterceptor.maximumDescriptors {
        known.byDescriptor.removeAll()
      }
      known.byDescriptor[method.identity] = (method, metrics)
      return metrics
    }
    metrics.record(outcome)
  }
}
