import Logging
import Mesh

/// One line per call at level debug, and at level notice for calls that failed by a fault of the
/// service: who, what, how long, how it ended. Never what was said.
public struct AccessLogInterceptor: ServerInterceptor {
  private let logger: Logger

  public init(logger: Logger) { self.logger = logger }

  public func finish(_ context: ServerContext, _ outcome: CallOutcome) {
    let level = Self.level(outcome.code)
    guard logger.logLevel <= level else { return }
    var facts: Logger.Metadata = [
      "method": "\(context.method.fullName)", "code": "\(outcome.code.name)",
      "microseconds": "\(outcome.duration.microseconds)", "peer": "\(context.peer.identity)",
      "request_bytes": "\(context.requestBytes)", "response_bytes": "\(outcome.responseBytes)",
    ]
    if let error = outcome.error { facts["reason"] = "\(error.reason)" }
    if let trace = context.traceParent.flatMap({ TraceParent($0) }) {
      facts["trace"] = "\(trace.traceID)"
    }
    logger.log(level: level, "call", metadata: facts)
  }

  private static func level(_ code: StatusCode) -> Logger.Level {
    switch code {
    case .internalError, .unknown, .dataLoss: .notice
    default: .debug
    }
  }
}
