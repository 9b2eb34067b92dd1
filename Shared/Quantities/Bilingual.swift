/// A text in Chinese and English (双语文本). Every sentence a person reads carries both.
public struct Bilingual: Sendable, Hashable, Codable {
  public var zh: String
  public var en: String

  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }
}
