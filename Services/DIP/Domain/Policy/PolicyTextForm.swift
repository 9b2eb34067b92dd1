import Quantities

/// Forms of the texts in a policy document.
enum PolicyTextForm: Sendable, CaseIterable {
  case any
  case area
  case institution
  /// 险种代码 such as 310.
  case insurance
  /// 0…3.
  case level
  /// 等级 such as 3A.
  case grade
  /// Code of a group, or its beginning.
  case group
  /// Beginning of a diagnosis code.
  case diagnosis
  /// Beginning of a procedure code, from `47.0` on.
  case procedure

  /// The same as a regular expression, for the published schema.
  var pattern: String {
    switch self {
    case .any: "^[\\s\\S]+$"
    case .area: "^[1-9]([0-9]{5}|[0-9]{8}|[0-9]{11})$"
    case .institution: "^H[1-9][0-9]{10}$"
    case .insurance: "^[0-9]{3}$"
    case .level: "^[0-3]$"
    case .grade: "^[0-3][ABC]?$"
    case .group: "^\\S+$"
    case .diagnosis: "^[A-Z][0-9A-Za-z.+*]*$"
    case .procedure: "^[0-9]{2}\\.[0-9][0-9A-Za-z]*$"
    }
  }

  var expectation: Bilingual {
    switch self {
    case .any: Bilingual(zh: "应为 1 至 200 字节的文字", en: "expected 1 to 200 bytes")
    case .area: Bilingual(zh: "应为行政区划代码", en: "expected an area code")
    case .institution: Bilingual(zh: "不是医疗机构编码", en: "not an institution code")
    case .insurance:
      Bilingual(zh: "应为三位险种代码", en: "expected a three-digit insurance code")
    case .level: Bilingual(zh: "应为机构级别 0 至 3", en: "expected a level from 0 to 3")
    case .grade:
      Bilingual(zh: "应为机构等级，如 3A、2B", en: "expected a grade such as 3A or 2B")
    case .group: Bilingual(zh: "应为不含空格的病种代码", en: "expected a group code without spaces")
    case .diagnosis:
      Bilingual(zh: "应为疾病诊断代码或其前缀", en: "expected a diagnosis code or its beginning")
    case .procedure:
      Bilingual(
        zh: "应为手术操作代码或其前缀，如 47.0", en: "expected a procedure code or its beginning such as 47.0")
    }
  }

  func matches(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 200 else { return false }
    let bytes = Array(text.utf8)
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    switch self {
    case .any: return true
    case .area: return (try? AreaCode(parsing: text)) != nil
    case .institution: return (try? InstitutionCode(parsing: text)) != nil
    case .insurance: return bytes.count == 3 && bytes.allSatisfy(isDigit)
    case .level: return bytes.count == 1 && bytes[0] >= 0x30 && bytes[0] <= 0x33
    case .grade:
      guard bytes[0] >= 0x30, bytes[0] <= 0x33, bytes.count <= 2 else { return false }
      return bytes.count == 1 || (0x41...0x43).contains(bytes[1])
    case .group: return text.allSatisfy { !$0.isWhitespace }
    case .procedure: return (try? ProcedureCode(parsing: text)) != nil
    case .diagnosis:
      return (0x41...0x5A).contains(bytes[0])
        && bytes.allSatisfy {
          isDigit($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "*")
        }
    }
  }
}
