import Quantities

/// Why a question was not answered, and what to do.
public struct Failure: Sendable {
  public let code: String
  public let message: Bilingual
  public let remedy: Bilingual

  public init(code: String, message: Bilingual, remedy: Bilingual) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  func markup(_ language: Language) -> Markup {
    """
    <p class="notice">\(language(message))</p><p>\(language(remedy))</p>
    <p class="quiet"><code>\(code)</code></p>
    """
  }
}
