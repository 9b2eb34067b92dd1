/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last a check
/// character.
public struct USCC: Sendable, Hashable, Comparable {
  public let text: String

  /// GB 32100 leaves out I, O, S, V and Z.
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

  /// Reads 18 upper-case characters and verifies the check character.
  public init(parsing text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    guard bytes.count == 18, Self.checkCharacter(bytes.prefix(17)) == bytes[17] else {
      throw .malformed(
        "USCC_INVALID", text, zh: "统一社会信用代码不是 18 位或校验位不符",
        en: "not a unified social credit code of 18 characters, or its check character is wrong",
        remedyZh: "请核对机构证照上的代码", remedyEn: "compare with the institution's certificate")
    }
    self.text = text
  }

  /// The code whose first 17 characters are given.
  public init(completing prefix: String) throws(Problem) {
    guard let check = Self.checkCharacter(Array(prefix.utf8)[...]) else {
      throw .malformed(
        "USCC_INVALID", prefix, zh: "统一社会信用代码前 17 位不合规则",
        en: "not the first 17 characters of a unified social credit code",
        remedyZh: "请使用代码允许的字符", remedyEn: "use the characters the code allows")
    }
    text = prefix + String(UnicodeScalar(check))
  }

  /// GB 32100: C18 = 31 − Σ Cᵢ·3^(i−1) mod 31, and 31 is written 0.
  private static func checkCharacter(_ body: ArraySlice<UInt8>) -> UInt8? {
    guard body.count == 17 else { return nil }
    var sum = 0
    var weight = 1
    for byte in body {
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      sum += value * weight
      weight = weight * 3 % 31
    }
    return alphabet[(31 - sum % 31) % 31]
  }

  public static func < (a: USCC, b: USCC) -> Bool { a.text < b.text }
}

extension USCC: CustomStringConvertible {
  public var description: String { text }
}
