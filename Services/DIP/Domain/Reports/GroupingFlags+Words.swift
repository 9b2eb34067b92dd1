import Quantities

extension GroupingFlags {
  private static let wordsByCode: [String: Bilingual] = (0..<UInt32.bitWidth).reduce(into: [:]) {
    let flag = GroupingFlags(rawValue: 1 << $1)
    for (code, sentence) in zip(flag.codes, flag.sentences) { $0[code] = sentence }
  }

  /// Reason codes separated by `|` as words.
  static func words(_ codes: String) -> Bilingual {
    let sentences = codes.split(separator: "|").map { code in
      wordsByCode[String(code)] ?? Bilingual(zh: String(code), en: String(code))
    }
    return Bilingual(
      zh: sentences.map(\.zh).joined(separator: "；"),
      en: sentences.map(\.en).joined(separator: "; "))
  }
}
