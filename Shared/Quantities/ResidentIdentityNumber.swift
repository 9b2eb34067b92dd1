/// A citizen's identity number (公民身份号码, GB 11643-1999): area, birthday, sequence and a check
/// character by MOD 11-2.
///
/// Its description is masked, so that a number does not reach a log by accident; `revealed` gives it.
public struct ResidentIdentityNumber: Sendable, Hashable {
  /// The full number; personal data.
  public let revealed: String
  public let birthday: Day

  /// Odd sequence numbers are male, even ones female.
  public let isMale: Bool

  /// Reads 18 characters; a lower-case `x` is taken as `X`.
  public init(parsing text: String) throws(Problem) {
    var bytes = Array(text.utf8)
    if bytes.count == 18, bytes[17] == UInt8(ascii: "x") { bytes[17] = UInt8(ascii: "X") }
    guard bytes.count == 18, Self.checkCharacter(bytes.prefix(17)) == bytes[17],
      bytes[0] != 0x30,
      let day = bytes[6..<14].withUnsafeBufferPointer({ Day(utf8: $0) })
    else {
      // The value is personal data: the problem does not repeat it.
      throw Problem(
        .invalidInput, "IDENTITY_NUMBER_INVALID", zh: "身份号码不是 18 位、出生日期不存在或校验位不符",
        en: "not an identity number of 18 characters, or its birthday or check character is wrong",
        remedyZh: "请核对证件", remedyEn: "compare with the identity card")
    }
    revealed = String(decoding: bytes, as: UTF8.self)
    birthday = day
    isMale = (bytes[16] - 0x30) % 2 == 1
  }

  /// The number whose first 17 digits are given.
  public init(completing prefix: String) throws(Problem) {
    let check = Self.checkCharacter(Array(prefix.utf8)[...]) ?? UInt8(ascii: "?")
    try self.init(parsing: prefix + String(UnicodeScalar(check)))
  }

  /// GB 11643: weights 2^(18−i) mod 11.
  private static func checkCharacter(_ body: ArraySlice<UInt8>) -> UInt8? {
    guard body.count == 17 else { return nil }
    var sum = 0
    for byte in body {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      // Horner's rule with base 2: the last of 17 digits has weight 2.
      sum = (sum + Int(byte - 0x30)) * 2 % 11
    }
    return Array("10X98765432".utf8)[sum]
  }
}

extension ResidentIdentityNumber: CustomStringConvertible {
  /// Area and last character only, as logs mask it: `341600***********X`.
  public var description: String {
    "\(revealed.prefix(6))***********\(revealed.suffix(1))"
  }
}
