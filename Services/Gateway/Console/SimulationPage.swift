import Messages

/// What if: keys of the policy with other values, and who would gain and lose.
public struct SimulationPage: Sendable {
  public let language: Language
  /// The run that is settled again; nil when it is not known.
  public let run: Dip.SettlementRun?
  /// The run's policy as it was put; empty when it is not at hand.
  public let policy: String
  public let changes: [Dip.PolicyChange]
  /// Nil when nothing was asked yet or the question failed.
  public let answer: Dip.SimulateResponse?
  public let failure: Failure?

  public init(
    language: Language, run: Dip.SettlementRun?, policy: String, changes: [Dip.PolicyChange],
    answer: Dip.SimulateResponse?, failure: Failure?
  ) {
    self.language = language
    self.run = run
    self.policy = policy
    self.changes = changes
    self.answer = answer
    self.failure = failure
  }

  private var runID: String { run?.runId ?? "" }

  public func html() -> String {
    PageLayout(
      language: language, title: language("模拟测算", "What if"),
      otherLanguageAddress: address(language == .zh ? .en : .zh), runID: runID
    ).page(
      """
      <h1>\(language("模拟测算", "What if"))\(title)</h1>
      \(form)
      \(result)
      """
    ).html
  }

  private var title: String { run.map { " · \($0.region) · \($0.period)" } ?? "" }

  /// This page with the same question, in a language.
  private func address(_ language: Language) -> String {
    let known = Set(SimulationField.all.map(\.key))
    var address = "/simulate?run_id=\(Query.escaped(runID))&lang=\(language.rawValue)"
    for change in changes where known.contains(change.key) {
      address += "&set.\(change.key)=\(Query.escaped(change.value))"
    }
    return others.isEmpty ? address : address + "&changes=\(Query.escaped(others))"
  }

  /// Changes of keys that have no field of their own, one a line.
  private var others: String {
    let known = Set(SimulationField.all.map(\.key))
    return changes.filter { !known.contains($0.key) }.map { "\($0.key)=\($0.value)" }
      .joined(separator: "\n")
  }

  private var form: Markup {
    let fields = SimulationField.all.map { field in
      field.markup(changes.first { $0.key == field.key }?.value ?? "", language)
    }
    return """
      <section aria-labelledby="ask">
      <h2 id="ask">\(language("改变哪些规则", "Which rules change"))</h2>
      \(subject)
      <form action="/simulate" method="get">
      <input type="hidden" name="lang" value="\(language.rawValue)">
      <input type="hidden" name="run_id" value="\(runID)">
      \(Markup.joined(fields))<div class="row"><label for="changes">\(language(
        "其他规则（每行一个 键=值，键名见下方政策原文）",
        "Other rules (key=value, one a line; keys as in the policy below)"))</label>
      <textarea id="changes" name="changes" rows="3" cols="52" \
      placeholder="special_case.per_mille=3">\(others)</textarea></div>
      <button>\(language("测算", "Settle again"))</button>
      </form>
      <p class="quiet">\(language(
        "只作测算：不保存，不影响任何结算。", "Nothing is stored, and no settlement changes."))</p>
      \(document)
      </section>
      """
  }

  private var subject: Markup {
    guard let run else { return "" }
    return """
      <p>\(language("以批次", "Run")) <a href="/?run_id=\(Query.escaped(run.runId))&amp;lang=\
      \(language.rawValue)"><code>\(run.runId.prefix(12))</code></a>
      \(language("为基础：", "with"))
      \(run.policyName) v\(run.policyVersion)\(language("，", ", "))\
      \(Figures.count(run.cases)) \(language("例", "cases"))</p>
      """
  }

  private var document: Markup {
    guard !policy.isEmpty else { return "" }
    return """
      <details><summary>\(language("政策原文", "The policy"))</summary><pre>\(policy)</pre></details>
      """
  }

  private var result: Markup {
    if let failure { return "<section>\(failure.markup(language))</section>" }
    guard let answer else { return "" }
    if answer.issues.contains(where: \.error) { return refusal(answer.issues.filter(\.error)) }
    return SimulationResult(language: language, answer: answer).markup
  }

  private func refusal(_ issues: [Dip.PolicyIssue]) -> Markup {
    let items = issues.map { issue -> Markup in
      let message = words(issue.message)
      // Most messages name the key themselves.
      let key: Markup =
        issue.path.isEmpty || message.contains(issue.path) ? "" : "<code>\(issue.path)</code> "
      return """
        <li>\(key)\(message)<br><span class="quiet">→ \(words(issue.remedy))</span></li>

        """
    }
    return """
      <section><h2>\(language("改动后的政策不成立", "The changed policy is refused"))</h2>
      <ul class="notice">
      \(Markup.joined(items))</ul></section>
      """
  }

  private func words(_ text: Common.Bilingual?) -> String {
    language(text?.zh ?? "", text?.en ?? "")
  }
}
