/// Why bytes are not a message, or a value cannot become bytes.
public enum CodingError: Error, Sendable, Hashable {
  /// The bytes end too early, or are not protobuf: over-long varint, field number 0, group.
  case truncatedOrMalformed
  /// The field stands in the bytes with a wire type that its declaration does not allow.
  case wrongWireType(field: String)
  /// A text field is not UTF-8.
  case invalidUTF8(field: String)
  /// A text field holds U+0000, which would cut it short for readers written in C.
  case embeddedNUL(field: String)
  /// A sub-message that may stand once stands twice. Protobuf would merge the two; no writer of
  /// the mesh sends that, and a merge lets a sender say something else than what was checked.
  case repeatedMessage(field: String)
  /// Decoded, the message would take more memory than its size on the wire justifies.
  case overBudget(neededBytes: Int, limitBytes: Int)
  /// More bytes than the limit allows.
  case overLong(bytes: Int, limitBytes: Int)
  /// More unknown fields than a newer version of the contract would explain.
  case tooManyUnknownFields(limit: Int)
}

extension CodingError {
  /// Stable machine code, for the `reason` of a status.
  public var reason: String {
    switch self {
    case .truncatedOrMalformed: "MESSAGE_MALFORMED"
    case .wrongWireType: "MESSAGE_WRONG_WIRE_TYPE"
    case .invalidUTF8: "MESSAGE_INVALID_UTF8"
    case .embeddedNUL: "MESSAGE_EMBEDDED_NUL"
    case .repeatedMessage: "MESSAGE_REPEATED_FIELD"
    case .overBudget: "MESSAGE_OVER_BUDGET"
    case .overLong: "MESSAGE_OVER_LONG"
    case .tooManyUnknownFields: "MESSAGE_TOO_MANY_UNKNOWN_FIELDS"
    }
  }

  /// True when the bytes may be a valid message that is only too large (RESOURCE_EXHAUSTED);
  /// everything else is the sender's mistake (INVALID_ARGUMENT in a request, INTERNAL in a reply).
  public var isResourceLimit: Bool {
    switch self {
    case .overBudget, .overLong: true
    default: false
    }
  }

  /// Field the error is about, as declared in the contract; nil when it concerns the whole.
  public var field: String? {
    switch self {
    case .wrongWireType(let field), .invalidUTF8(let field), .embeddedNUL(let field),
      .repeatedMessage(let field):
      field
    default: nil
    }
  }

  /// What is wrong, in English.
  public var messageEn: String {
    switch self {
    case .truncatedOrMalformed: "The bytes are not a complete protobuf message."
    case .wrongWireType(let field): "Field \(field) has a wire type that its declaration excludes."
    case .invalidUTF8(let field): "Field \(field) is not valid UTF-8."
    case .embeddedNUL(let field): "Field \(field) contains a NUL character."
    case .repeatedMessage(let field): "Field \(field) stands twice; it may stand once."
    case .overBudget(let needed, let limit):
      "The message would take \(needed) bytes of memory; \(limit) are allowed for its size."
    case .overLong(let bytes, let limit): "The message has \(bytes) bytes; \(limit) are allowed."
    case .tooManyUnknownFields(let limit):
      "The message has more than \(limit) fields that this version does not know."
    }
  }

  /// What is wrong, in Chinese.
  public var messageZh: String {
    switch self {
    case .truncatedOrMalformed: "字节内容不是完整的 protobuf 消息。"
    case .wrongWireType(let field): "字段 \(field) 的编码类型与定义不符。"
    case .invalidUTF8(let field): "字段 \(field) 不是有效的 UTF-8 文本。"
    case .embeddedNUL(let field): "字段 \(field) 含有空字符（NUL）。"
    case .repeatedMessage(let field): "字段 \(field) 只能出现一次，但出现了多次。"
    case .overBudget(let needed, let limit): "该消息需占用内存 \(needed) 字节，超过允许的 \(limit) 字节。"
    case .overLong(let bytes, let limit): "消息长度 \(bytes) 字节，超过上限 \(limit) 字节。"
    case .tooManyUnknownFields(let limit): "消息中未知字段超过 \(limit) 个。"
    }
  }

  /// What the sender can do, in English.
  public var remedyEn: String {
    isResourceLimit
      ? "Send less at a time: page, or stream in chunks."
      : "Encode the message with the contract in Shared/Proto and a protobuf library."
  }

  /// What the sender can do, in Chinese.
  public var remedyZh: String {
    isResourceLimit ? "请减少单次发送的数据量：分页，或分块流式发送。" : "请按 Shared/Proto 中的接口定义，用 protobuf 库编码后重发。"
  }
}

extension CodingError: CustomStringConvertible {
  /// `messageEn`: logs are in English.
  public var description: String { messageEn }
}
