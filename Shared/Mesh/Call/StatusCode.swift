/// How a call ended: the canonical codes of gRPC, with their numbers.
public enum StatusCode: Int32, Sendable, Hashable, CaseIterable {
  /// It did what was asked.
  case ok = 0
  /// The caller went away.
  case cancelled = 1
  /// A fault that nothing more is known of.
  case unknown = 2
  /// The request is wrong, whatever the state of the service.
  case invalidArgument = 3
  /// The caller's time was over before the work was done; the work may have been done.
  case deadlineExceeded = 4
  /// What was asked for does not exist.
  case notFound = 5
  /// What was to be created exists.
  case alreadyExists = 6
  /// The caller is known but may not do this.
  case permissionDenied = 7
  /// A limit is reached: queue, concurrency, bytes, credit.
  case resourceExhausted = 8
  /// The state of the service forbids it until somebody changes that state.
  case failedPrecondition = 9
  /// A conflict with another caller; do the whole sequence again.
  case aborted = 10
  /// Past the end of what exists.
  case outOfRange = 11
  /// The server has no such method.
  case unimplemented = 12
  /// A fault of the service itself.
  case internalError = 13
  /// The server cannot be reached or does not take calls now; try again.
  case unavailable = 14
  /// Data was lost or is damaged.
  case dataLoss = 15
  /// The caller did not prove who it is.
  case unauthenticated = 16

  /// The name gRPC prints, for example `INVALID_ARGUMENT`.
  public var name: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internalError: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}
