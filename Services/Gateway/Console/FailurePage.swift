import Messages

/// What a reader sees when a page cannot be made: the reason and what to do.
public struct FailurePage: Sendable {
  public let language: Language
  public let failure: Failure

  public init(language: Language, failure: Failure) {
    self.language = language
    self.failure = failure
  }

  public func html() -> String {
    PageLayout(
      language: language, title: language("出错", "Something went wrong"),
      otherLanguageAddress: language == .zh ? "/?lang=en" : "/?lang=zh"
    ).page(
      """
      <section><h1>\(language("无法显示", "This cannot be shown"))</h1>
      \(failure.markup(language))</section>
      """
    ).html
  }
}
