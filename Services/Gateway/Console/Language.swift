import Quantities

/// The language of a page: Chinese first, English on request.
public enum Language: String, Sendable, CaseIterable {
  case zh
  case en

  /// The one asked for in the address (`lang=en`), else the first one of `Accept-Language` that
  /// the console speaks, else Chinese.
  public init(query: String?, accepted: String?) {
    if let query, let asked = Language(rawValue: query) {
      self = asked
      return
    }
    let wanted = (accepted ?? "").split(separator: ",").lazy
      .map { $0.drop(while: { $0 == " " }).prefix(2).lowercased() }
    self = wanted.compactMap(Language.init(rawValue:)).first ?? .zh
  }

  /// Tag of the page's `lang` attribute.
  var tag: String { self == .zh ? "zh-CN" : "en" }

  func callAsFunction(_ zh: String, _ en: String) -> String { self == .zh ? zh : en }

  func callAsFunction(_ text: Bilingual) -> String {
    self == .zh || text.en.isEmpty ? text.zh : text.en
  }
}
