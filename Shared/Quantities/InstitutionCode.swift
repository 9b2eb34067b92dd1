/// The insurance code of a medical institution (定点医疗机构编码): `H`, the six digits of its area and
/// five digits.
public struct InstitutionCode: Sendable, Hashable, Comparable {
  public let text: String

  public init(parsing text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    guard bytes.count == 12, bytes[0] == UInt8(ascii: "H"),
      bytes.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), bytes[1] != 0x30
    else {
      throw .malformed(
        "INSTITUTION_CODE_INVALID", text, zh: "医疗机构编码应为 H 加 11 位数字",
        en: "an institution code is H and eleven digits, six of them its area",
        remedyZh: "请填写如 H34160000001 的编码", remedyEn: "write a code such as H34160000001")
    }
    self.text = text
  }

  /// The area in the code. It is where the institution was registered, not always where it is.
  public var area: AreaCode {
    get throws(Problem) { try AreaCode(parsing: String(text.dropFirst().prefix(6))) }
  }

  public static func < (a: InstitutionCode, b: InstitutionCode) -> Bool { a.text < b.text }
}

extension InstitutionCode: CustomStringConvertible {
  public var description: String { text }
}
