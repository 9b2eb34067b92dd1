import Logging
import Mesh
import Quantities
import Store

/// Turns what a handler throws into what its caller may learn.
///
/// A `Problem` is told whole. A fault of the service itself is told as INTERNAL with an incident
/// number, and the log has the rest under that number: SQL, file names and the texts of foreign
/// errors are not the caller's business.
public struct ErrorTranslation: Sendable {
  private let logger: Logger
  private let random = Guarded(SeededRandom(seed: .random(in: .min ... .max)))

  public init(logger: Logger) { self.logger = logger }

  public func callerError(_ error: any Error, of context: ServerContext) -> RPCError {
    switch error {
    case let error as RPCError: error
    case let violation as ConstraintViolation: RPCError(violation.problem)
    case let problem as Problem: callerError(problem, of: context)
    case is CancellationError:
      context.deadline.hasPassed
        ? .deadlineExceeded(context.method.fullName) : .cancelled()
    default: fault(error, of: context)
    }
  }

  private func callerError(_ problem: Problem, of context: ServerContext) -> RPCError {
    guard problem.category == .internalFault || problem.code.hasPrefix("STORE_") else {
      return RPCError(problem)
    }
    var told = RPCError(problem)
    told.details = [incident(problem, of: context)]
    return told
  }

  private func fault(_ error: any Error, of context: ServerContext) -> RPCError {
    RPCError(
      .internalError, reason: "SERVICE_FAULT", zh: "服务内部出错。",
      en: "The service failed in a way it did not expect.",
      remedyZh: "请将事件编号告知管理员，以便查阅日志。",
      remedyEn: "Tell the administrator the incident number; the log has the rest.",
      details: [incident(error, of: context)])
  }

  private func incident(_ error: any Error, of context: ServerContext) -> RPCError.Detail {
    let number = random.withLock { String($0.next(), radix: 36) }
    logger.error(
      "a call failed by a fault of the service",
      metadata: [
        "incident": "\(number)", "method": "\(context.method.fullName)",
        "error": "\(type(of: error)): \(error)",
      ])
    return RPCError.Detail(key: "incident", value: number)
  }
}
