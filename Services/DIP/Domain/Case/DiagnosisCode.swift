import Quantities

/// A diagnosis code (疾病诊断编码), ICD-10 医保版: `A09`, `A09.0`, `A09.001`, `A09.900x001`; the dagger
/// form `A01.002+G01*` is identified by what stands before the plus sign.
public struct DiagnosisCode: Sendable, Hashable {
  public let key: CodeKey

  init(key: CodeKey) { self.key = key }

  /// Reads a code in any case and width.
  ///
  /// - Throws: `DIAGNOSIS_CODE_INVALID`.
  public init(parsing text: String) throws(Problem) {
    guard let code = CodeText.single(text, read: CodeText.diagnosis) else {
      throw Problem(
        .invalidInput, "DIAGNOSIS_CODE_INVALID", zh: "诊断编码格式不符：\(text.prefix(32))",
        en: "not a diagnosis code: \(text.prefix(32))", remedyZh: "请使用 ICD-10 医保版编码，如 A09.901",
        remedyEn: "use a code of ICD-10 (医保版) such as A09.901")
    }
    key = code
  }

  /// The three-character category (类目) as letter × 100 + number, 0..<2600.
  public var category: Int {
    let bits = key.bits
    let letter = Int(bits >> 54 & 63) - 11
    return letter * 100 + (Int(bits >> 48 & 63) - 1) * 10 + Int(bits >> 42 & 63) - 1
  }

  /// Number of possible categories.
  public static let categories = 2600
}

extension DiagnosisCode: CustomStringConvertible {
  public var description: String { key.text(pointAfter: 3) }
}
