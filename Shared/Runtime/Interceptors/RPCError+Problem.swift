public import Mesh
public import Quantities

extension RPCError {
  /// A problem of a domain as the mesh tells it: the category becomes the status code, the code
  /// becomes the reason.
  public init(_ problem: Problem) {
    self.init(
      StatusCode(problem.category), reason: problem.code, zh: problem.message.zh,
      en: problem.message.en, remedyZh: problem.remedy.zh, remedyEn: problem.remedy.en,
      details: problem.details.map { Detail(key: $0.key, value: $0.value) })
  }
}

extension StatusCode {
  public init(_ category: Problem.Category) {
    self =
      switch category {
      case .invalidInput: .invalidArgument
      case .notFound: .notFound
      case .alreadyExists: .alreadyExists
      case .conflict: .aborted
      case .failedPrecondition: .failedPrecondition
      case .permissionDenied: .permissionDenied
      case .unauthenticated: .unauthenticated
      case .resourceExhausted: .resourceExhausted
      case .unavailable: .unavailable
      case .deadlineExceeded: .deadlineExceeded
      case .dataLoss: .dataLoss
      case .unimplemented: .unimplemented
      case .internalFault: .internalError
      }
  }
}
