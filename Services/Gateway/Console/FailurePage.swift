import Messages
import Quantities

/// What a reader sees when a page cannot be made: the reason and what to do.
public struct FailurePage: Sendable {
  public let language: Language
  public let code: String
  public let message: Bilingual
  public let remedy: Bilingual

  public init(language: Language, code: String, message: Bilingual, remedy: Bilingual) {
    self.language = language
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  public func html() -> String {
    PageLayout(
      language: language, title: language("出错", "Something went wrong"),
      otherLanguageAddress: language == .zh ? "/?lang=en" : "/?lang=zh"
    ).page(
      """
      <section><h1>\(language("无法显示", "This cannot be shown"))</h1>
      <p class="notice">\(language(message))</p><p>\(language(remedy))</p>
      <p class="quiet"><code>\(code)</code></p></section>
      """
    ).html
  }
}
