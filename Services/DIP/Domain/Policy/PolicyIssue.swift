import Quantities

/// One thing wrong or remarkable in a policy document, with its place.
public struct PolicyIssue: Sendable, Hashable {
  /// A document with an error is refused whole.
  public var isError: Bool
  /// Position in the text, from 1.
  public var line: Int
  public var column: Int
  /// Key path such as `deviation.bands[2].lower`.
  public var path: String
  /// Stable reason code such as `DIP_POLICY_UNKNOWN_KEY`.
  public var code: String
  public var message: Bilingual
  public var remedy: Bilingual
}

/// A document that was refused, with every error in it.
public struct PolicyRefusal: Error, Sendable {
  /// In the order of the document.
  public var issues: [PolicyIssue]

  /// The same as one problem; each issue is a detail `line:column path`.
  public var problem: Problem {
    let errors = issues.filter(\.isError)
    return Problem(
      .invalidInput, errors.first?.code ?? "DIP_POLICY_INVALID",
      zh: "政策文件有 \(errors.count) 处错误："
        + errors.map { "第 \($0.line) 行 \($0.message.zh)" }.joined(separator: "；"),
      en: "the policy has \(errors.count) errors: "
        + errors.map { "line \($0.line): \($0.message.en)" }.joined(separator: "; "),
      remedyZh: errors.first?.remedy.zh ?? "", remedyEn: errors.first?.remedy.en ?? "",
      details: errors.map {
        Problem.Detail("\($0.line):\($0.column) \($0.path)", $0.message.en)
      })
  }
}
