import Quantities

/// The registry's own code of an institution or a consortium (登记代码): 4 to 24 characters A–Z, 0–9
/// and "-". An institution usually uses its insurance code.
public struct RegistryCode: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String

  public init(parsing text: String) throws(Problem) {
    let allowed = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2D
    }
    guard allowed, (4...24).contains(text.utf8.count) else {
      throw Problem(
        .invalidInput, "REGISTRY_CODE_INVALID",
        zh: "登记代码应为 4 至 24 位大写字母、数字或“-”",
        en: "a registry code has 4 to 24 characters A–Z, 0–9 or \"-\"",
        remedyZh: "建议使用定点医药机构编码", remedyEn: "the insurance code is a good choice",
        details: [Problem.Detail("value", String(text.prefix(64)))])
    }
    self.text = text
  }

  public var description: String { text }

  public static func < (a: RegistryCode, b: RegistryCode) -> Bool { a.text < b.text }
}
