import Glibc
import Messages
import Quantities

/// Where the tool writes: results to standard output, everything else to standard error.
enum Terminal {
  /// Language of sentences: `--lang` sets it; else `LC_ALL`, `LC_MESSAGES` or `LANG` decide, and
  /// Chinese is first.
  nonisolated(unsafe) private static var chosen: SentenceLanguage?

  enum SentenceLanguage: String {
    case zh
    case en

    func callAsFunction(_ text: Bilingual) -> String {
      self == .zh || text.en.isEmpty ? text.zh : text.en
    }

    func callAsFunction(_ zh: String, _ en: String) -> String { self == .zh ? zh : en }
  }

  static var language: SentenceLanguage { chosen ?? inherited }

  /// Called once, while the command line is read and nothing runs beside it.
  static func choose(_ language: SentenceLanguage) { chosen = language }

  private static let inherited: SentenceLanguage = {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      guard let value = getenv(name) else { continue }
      let text = String(cString: value)
      if text.hasPrefix("en") { return .en }
      if text.hasPrefix("zh") { return .zh }
    }
    return .zh
  }()

  static func line(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Replaces the present line of a terminal.
  static func overwrite(_ text: String) { write("\r\u{1B}[K" + text, to: STDERR_FILENO) }

  static func bytes(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

  /// Whether a person watches standard error, so that a line may be drawn over.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  private static func write(_ text: String, to descriptor: CInt) {
    write(Array(text.utf8), to: descriptor)
  }

  /// A closed pipe ends the writing silently, as `head` expects of its neighbours.
  private static func write(_ bytes: [UInt8], to descriptor: CInt) {
    _ = WholeFile.write(bytes, to: descriptor)
  }
}

extension Terminal {
  static func said(_ text: Common.Bilingual?) -> String {
    language(Bilingual(zh: text?.zh ?? "", en: text?.en ?? ""))
  }
}

extension JSONMessage {
  /// The message as proto3 JSON with every field, on one line.
  func jsonText() throws -> String {
    String(decoding: encodedJSON(includingDefaults: true), as: UTF8.self)
  }
}
