import Mesh
import Quantities

/// An error as the tool tells it: what happened, what to do, the code; and the exit code.
struct CommandFailure {
  let code: String
  let message: Bilingual
  let remedy: Bilingual
  let details: [(key: String, value: String)]
  let exitCode: Int32

  /// Nil for errors that are not of the mesh, such as a wrong option.
  init?(_ error: any Error) {
    switch error {
    case let problem as Problem:
      self.init(problem)
    case let error as RPCError:
      self.init(error)
    default: return nil
    }
  }

  private init(_ problem: Problem) {
    code = problem.code
    message = problem.message
    remedy = problem.remedy
    details = problem.details.map { ($0.key, $0.value) }
    exitCode =
      switch problem.category {
      case .invalidInput, .alreadyExists, .conflict, .failedPrecondition: 65
      case .notFound: 66
      case .unavailable: 69
      case .resourceExhausted, .deadlineExceeded: 75
      case .permissionDenied, .unauthenticated: 77
      case .dataLoss, .unimplemented, .internalFault: 70
      }
  }

  private init(_ error: RPCError) {
    details = error.details.map { ($0.key, $0.value) }
    // A gateway that does not know a key says nothing else to it.
    if details.contains(where: { $0.key == "cause" && $0.value.hasPrefix("refused, ZAP") }) {
      code = "CLI_KEY_REFUSED"
      message = Bilingual(zh: "网关拒绝了该密钥。", en: "The gateway refuses the key.")
      remedy = Bilingual(
        zh: "请网关管理员用 healthmesh keys allow 登记公钥，并核对 --server-key。",
        en: "Let the gateway allow the public key with `healthmesh keys allow`; check --server-key."
      )
      exitCode = 77
      return
    }
    code = error.reason
    message = Bilingual(zh: error.messageZh, en: error.messageEn)
    remedy = Bilingual(zh: error.remedyZh, en: error.remedyEn)
    exitCode =
      switch error.code {
      case .invalidArgument, .failedPrecondition, .alreadyExists, .aborted, .outOfRange: 65
      case .notFound: 66
      case .unavailable: 69
      case .resourceExhausted, .deadlineExceeded, .cancelled: 75
      case .permissionDenied, .unauthenticated: 77
      default: 70
      }
  }

  /// Writes to standard error in the language of the terminal.
  func report() {
    Terminal.error("\(Terminal.language(message))  [\(code)]")
    for detail in details { Terminal.error("  \(detail.key): \(detail.value)") }
    let advice = Terminal.language(remedy)
    if !advice.isEmpty { Terminal.error("→ \(advice)") }
  }
}
