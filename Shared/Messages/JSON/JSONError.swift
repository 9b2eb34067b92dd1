/// Why a JSON text is not the message it should be.
public struct JSONError: Error, Sendable, Hashable {
  public enum Code: String, Sendable, Hashable {
    /// Not JSON.
    case syntax = "JSON_SYNTAX"
    /// Not UTF-8, or an escaped surrogate without its partner.
    case invalidText = "JSON_INVALID_TEXT"
    /// A text contains U+0000.
    case embeddedNUL = "JSON_EMBEDDED_NUL"
    /// JSON, but of another type than the contract says.
    case wrongType = "JSON_WRONG_TYPE"
    /// A number that is not an integer or does not fit.
    case outOfRange = "JSON_OUT_OF_RANGE"
    /// A name that the message does not have.
    case unknownField = "JSON_UNKNOWN_FIELD"
    /// A name that stands twice, or two members of a choice.
    case repeatedField = "JSON_REPEATED_FIELD"
    /// A name that the enum does not have.
    case unknownEnumValue = "JSON_UNKNOWN_ENUM_VALUE"
    /// Bytes that are not base64.
    case invalidBase64 = "JSON_INVALID_BASE64"
    /// Longer, or larger in memory, than the limits allow.
    case overBudget = "JSON_OVER_BUDGET"
  }

  public var code: Code
  /// Where, for example `$.pools[2].cases`.
  public var path: String
  /// Position in the text, in bytes.
  public var offset: Int
  /// What was expected, or what stands there; empty when the code says it all.
  public var detail: String

  public init(_ code: Code, path: String, offset: Int, detail: String = "") {
    self.code = code
    self.path = path
    self.offset = offset
    self.detail = detail
  }
}

extension JSONError {
  /// What is wrong, in English.
  public var messageEn: String {
    let place = "\(path) (byte \(offset))"
    return switch code {
    case .syntax: "\(place): not valid JSON; expected \(detail)."
    case .invalidText: "\(place): not valid Unicode text."
    case .embeddedNUL: "\(place): contains a NUL character."
    case .wrongType: "\(place): expected \(detail)."
    case .outOfRange: "\(place): expected an integer \(detail)."
    case .unknownField: "\(place): there is no field named \(detail)."
    case .repeatedField: "\(place): \(detail) stands twice, or excludes another field present."
    case .unknownEnumValue: "\(place): expected one of \(detail)."
    case .invalidBase64: "\(place): not valid base64."
    case .overBudget: "\(place): the message is larger than \(detail) bytes allow."
    }
  }

  /// What is wrong, in Chinese.
  public var messageZh: String {
    let place = "\(path)（第 \(offset) 字节）"
    return switch code {
    case .syntax: "\(place)：不是有效的 JSON，此处应为 \(detail)。"
    case .invalidText: "\(place)：不是有效的 Unicode 文本。"
    case .embeddedNUL: "\(place)：含有空字符（NUL）。"
    case .wrongType: "\(place)：类型不符，应为 \(detail)。"
    case .outOfRange: "\(place)：应为整数 \(detail)。"
    case .unknownField: "\(place)：没有名为 \(detail) 的字段。"
    case .repeatedField: "\(place)：\(detail) 重复，或与其他字段互斥。"
    case .unknownEnumValue: "\(place)：应为以下之一：\(detail)。"
    case .invalidBase64: "\(place)：不是有效的 base64 编码。"
    case .overBudget: "\(place)：消息过大，超过 \(detail) 字节的限制。"
    }
  }
}

extension JSONError: CustomStringConvertible {
  /// `messageEn`: logs are in English.
  public var description: String { messageEn }
}
