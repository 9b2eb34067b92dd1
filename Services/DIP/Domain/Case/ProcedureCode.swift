import Quantities

/// A procedure code (手术操作编码), ICD-9-CM-3 医保版: `51.23`, `51.2300`, `51.2300x001`, `33.6x00`.
public struct ProcedureCode: Sendable, Hashable {
  public let key: CodeKey

  init(key: CodeKey) { self.key = key }

  /// Reads a code in any case and width.
  ///
  /// - Throws: `PROCEDURE_CODE_INVALID`.
  public init(parsing text: String) throws(Problem) {
    guard let code = CodeText.single(text, read: CodeText.procedure) else {
      throw Problem(
        .invalidInput, "PROCEDURE_CODE_INVALID", zh: "手术操作编码格式不符：\(text.prefix(32))",
        en: "not a procedure code: \(text.prefix(32))",
        remedyZh: "请使用 ICD-9-CM-3 医保版编码，如 51.2300",
        remedyEn: "use a code of ICD-9-CM-3 (医保版) such as 51.2300")
    }
    key = code
  }
}

extension ProcedureCode: CustomStringConvertible {
  public var description: String { key.text(pointAfter: 2) }
}
