import Mesh
import Quantities

/// How a program of the mesh ends, for those who supervise it; the numbers are those of
/// `sysexits.h`.
public enum ExitCode: Int32, Sendable {
  /// Drained and ended as asked.
  case ok = 0
  /// Wrong arguments.
  case usage = 64
  /// A fault of the program.
  case software = 70
  /// The data cannot be read or is damaged: do not restart, look.
  case data = 74
  /// Something is in use or not there now: restarting may help.
  case temporary = 75
  /// The configuration, a key file or the database does not fit: restarting does not help.
  case configuration = 78

  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self.init(problem)
    case let error as RPCError:
      self =
        error.reason == "MESH_ADDRESS" || error.code == .unavailable ? .temporary : .configuration
    case is CancellationError: self = .ok
    default: self = .software
    }
  }

  private init(_ problem: Problem) {
    switch problem.category {
    case .unavailable, .resourceExhausted, .conflict: self = .temporary
    case .dataLoss: self = .data
    case .failedPrecondition where problem.code == "STORE_IN_USE": self = .temporary
    case .invalidInput, .notFound, .failedPrecondition, .permissionDenied, .unauthenticated:
      self = .configuration
    case .alreadyExists, .deadlineExceeded, .unimplemented, .internalFault: self = .software
    }
  }
}
