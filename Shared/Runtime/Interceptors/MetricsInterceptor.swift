import Mesh
import Quantities

/// Counts calls by method and code, how long they took, and how many run.
///
/// The handles are looked up once per method when the server starts, so that a call costs a few
/// atomic additions.
public struct MetricsInterceptor: ServerInterceptor {
  private let registry: PrometheusMetrics
  private let handles: Handles?

  private struct Handles: Sendable {
    let registry: PrometheusMetrics
    let method: String
    let inFlight: PrometheusGauge
    let seconds: PrometheusHistogram
    let succeeded: PrometheusCounter
  }

  public init(registry: PrometheusMetrics = .shared) {
    self.init(registry: registry, handles: nil)
  }

  private init(registry: PrometheusMetrics, handles: Handles?) {
    self.registry = registry
    self.handles = handles
  }

  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor {
    Self(registry: registry, handles: makeHandles(method))
  }

  private func makeHandles(_ method: MethodDescriptor) -> Handles {
    let labels = [("method", method.fullName)]
    return Handles(
      registry: registry, method: method.fullName,
      inFlight: registry.gauge(
        "healthmesh_calls_in_flight", labels, help: "Calls that are being handled."),
      seconds: registry.histogram(
        "healthmesh_call_seconds", labels, help: "Time from a call's arrival to its end."),
      succeeded: Self.calls(registry, method.fullName, .ok))
  }

  private static func calls(
    _ registry: PrometheusMetrics, _ method: String, _ code: StatusCode
  ) -> PrometheusCounter {
    registry.counter(
      "healthmesh_calls_total", [("method", method), ("code", code.name)],
      help: "Calls that ended, by status code.")
  }

  public func admit(_ context: inout ServerContext) throws(RPCError) {
    (handles ?? makeHandles(context.method)).inFlight.add(1)
  }

  public func finish(_ context: ServerContext, _ outcome: CallOutcome) {
    let handles = handles ?? makeHandles(context.method)
    handles.inFlight.add(-1)
    handles.seconds.record(nanoseconds: outcome.duration.nanoseconds)
    if outcome.code == .ok {
      handles.succeeded.add(1)
    } else {
      Self.calls(handles.registry, handles.method, outcome.code).add(1)
    }
  }
}
