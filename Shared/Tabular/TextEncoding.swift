/// How a text file encodes its characters (字符编码).
public enum TextEncoding: String, Sendable, Hashable, Codable {
  case utf8 = "UTF-8"
  /// The Chinese national standard, a superset of GBK and GB2312.
  case gb18030 = "GB18030"

  /// What the first bytes of a file say: valid UTF-8 with a character beyond ASCII is UTF-8, other
  /// bytes beyond ASCII are GB18030; nil when there is only ASCII, which is both.
  ///
  /// - Parameter complete: false when the bytes end where a chunk ended, perhaps inside a character.
  static func detect(_ bytes: UnsafeBufferPointer<UInt8>, complete: Bool) -> TextEncoding? {
    guard ByteScan.inspect(bytes).hasHighBit else { return nil }
    if UTF8Validation.isValid(bytes) { return .utf8 }
    guard !complete else { return .gb18030 }
    // A character cut by the end of the chunk has at most three bytes.
    for cut in 1...3 where bytes.count > cut {
      let rest = bytes[(bytes.count - cut)...]
      guard rest.allSatisfy({ $0 >= 0x80 }) else { break }
      if UTF8Validation.isValid(UnsafeBufferPointer(rebasing: bytes.dropLast(cut))) {
        return .utf8
      }
    }
    return .gb18030
  }
}
