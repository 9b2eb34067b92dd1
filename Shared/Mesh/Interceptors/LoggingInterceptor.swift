import Logging

/// One line in the log for each call of a server: failures of the service at `error`, what callers
/// did wrong at `info`, successes at `debug`. Never the messages themselves.
public struct ServerLoggingInterceptor: ServerInterceptor {
  private let logger: Logger

  public init(_ logger: Logger) {
    self.logger = logger
  }

  public func finish(_ context: ServerContext, _ outcome: CallOutcome) {
    let level = ServerLoggingInterceptor.level(outcome.code)
    guard logger.logLevel <= level else { return }
    var metadata: Logger.Metadata = [
      "method": "\(context.method.fullName)", "caller": "\(context.peer.identity)",
      "code": "\(outcome.code.name)", "us": "\(outcome.duration.clampedNanoseconds / 1000)",
    ]
    if let trace = context.traceParent { metadata["trace"] = "\(trace)" }
    if let error = outcome.error { metadata["reason"] = "\(error.reason)" }
    logger.log(level: level, "call", metadata: metadata)
  }

  static func level(_ code: StatusCode) -> Logger.Level {
    switch code {
    case .ok: .debug
    case .internalError, .unknown, .dataLoss: .error
    case .resourceExhausted, .unavailable, .deadlineExceeded: .notice
    default: .info
    }
  }
}
