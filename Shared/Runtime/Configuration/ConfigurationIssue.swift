import Quantities

/// One thing that is wrong with a configuration, and where it stands.
struct ConfigurationIssue: Sendable, Hashable {
  let place: String
  let text: String
}

extension Problem {
  /// All issues at once, so that a person corrects the file once.
  static func configuration(_ issues: [ConfigurationIssue]) -> Problem {
    let all = issues.map { "\($0.place): \($0.text)" }.joined(separator: "; ")
    return Problem(
      .invalidInput, "CONFIG_INVALID",
      zh: "配置有误：\(all)。", en: "The configuration is wrong: \(all).",
      remedyZh: "请改正所列各处后用 --check-config 检查。",
      remedyEn: "Correct what is listed and check with --check-config.",
      details: issues.map { Problem.Detail($0.place, $0.text) })
  }
}
