/// Masks what looks like a resident identity number (公民身份号码): 17 digits and a digit or X,
/// standing alone. The first six and the last character stay, enough to find the area.
public enum IdentityMask {
  public static func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    var changed = false
    var start = 0
    while start < bytes.count {
      guard isDigit(bytes[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < bytes.count, isDigit(bytes[end]) { end += 1 }
      if end - start == 17, end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "x") { end += 1 }
      if end - start == 18, !continues(bytes, start, end) {
        for index in (start + 6)..<(end - 1) { bytes[index] = UInt8(ascii: "*") }
        changed = true
      }
      start = end
    }
    return changed ? String(decoding: bytes, as: UTF8.self) : text
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Part of a longer word, such as a digest or a trace.
  private static func continues(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    (start > 0 && isLetter(bytes[start - 1])) || (end < bytes.count && isLetter(bytes[end]))
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20)
  }
}
