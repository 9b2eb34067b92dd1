import Messages

/// The errors that the mesh itself answers with.
extension RPCError {
  static let unknownMethodReason = "MESH_UNKNOWN_METHOD"

  public static func cancelled() -> RPCError {
    RPCError(
      .cancelled, reason: "MESH_CANCELLED", zh: "调用已被取消。", en: "The call was cancelled.")
  }

  public static func deadlineExceeded(_ method: String) -> RPCError {
    RPCError(
      .deadlineExceeded, reason: "MESH_DEADLINE_EXCEEDED", zh: "调用超过了时限。",
      en: "The call took longer than its deadline.",
      remedyZh: "请稍后重试；若为写操作，请使用同一幂等键。",
      remedyEn: "Try again; with the same idempotency key if the call changes something.",
      details: [Detail(key: "method", value: method)])
  }

  public static func unknownMethod(_ method: String) -> RPCError {
    RPCError(
      .unimplemented, reason: unknownMethodReason, zh: "服务端没有该方法。",
      en: "The server has no such method.",
      remedyZh: "请核对方法全名与服务版本。", remedyEn: "Check the full name and the server's version.",
      details: [Detail(key: "method", value: method)])
  }

  /// A limit of the mesh is reached; `limit` says which.
  public static func exhausted(_ reason: String, limit: String, _ value: Int) -> RPCError {
    RPCError(
      .resourceExhausted, reason: reason, zh: "已达到资源上限。", en: "A limit is reached.",
      remedyZh: "请降低并发或分批发送，稍后重试。",
      remedyEn: "Send fewer or smaller calls at a time and try again later.",
      details: [Detail(key: "limit", value: limit), Detail(key: "value", value: String(value))])
  }

  /// No server takes the call now.
  public static func unavailable(_ reason: String, endpoint: String) -> RPCError {
    RPCError(
      .unavailable, reason: reason, zh: "服务暂不可用。", en: "The service cannot be reached now.",
      remedyZh: "请确认服务进程在运行，稍后重试。",
      remedyEn: "See that the service runs, and try again later.",
      details: endpoint.isEmpty ? [] : [Detail(key: "endpoint", value: endpoint)])
  }

  /// Bytes on the wire that no correct peer sends.
  static func malformed(_ reason: String, en: String, zh: String) -> RPCError {
    RPCError(
      .invalidArgument, reason: reason, zh: zh, en: en, remedyZh: "请按 mesh/v1/header.proto 编码。",
      remedyEn: "Encode the call as mesh/v1/header.proto says.")
  }

  static func unauthenticated() -> RPCError {
    RPCError(
      .unauthenticated, reason: "MESH_UNAUTHENTICATED", zh: "调用方的密钥不在允许名单中。",
      en: "The caller's key is not on the allow-list.",
      remedyZh: "请让管理员把公钥加入允许名单。",
      remedyEn: "Ask the administrator to put the public key on the allow-list.")
  }

  static func permissionDenied(_ method: String, identity: String) -> RPCError {
    RPCError(
      .permissionDenied, reason: "MESH_PERMISSION_DENIED", zh: "调用方无权使用该方法。",
      en: "The caller may not use this method.",
      remedyZh: "请让管理员在授权表中为该身份的角色放行此方法。",
      remedyEn: "Ask the administrator to allow the method to one of the caller's roles.",
      details: [
        Detail(key: "method", value: method), Detail(key: "identity", value: identity),
      ])
  }

  /// The server sent what no correct server sends.
  static func brokenProtocol() -> RPCError {
    RPCError(
      .internalError, reason: "MESH_PROTOCOL", zh: "服务端违反了通信协议。",
      en: "The server broke the protocol of the mesh.")
  }

  /// For those who still write to a call that was answered.
  static func callEnded() -> RPCError {
    RPCError(
      .cancelled, reason: "MESH_CALL_ENDED", zh: "调用已经结束。", en: "The call has ended.")
  }

  /// Items of a stream that did not arrive.
  static func itemsLost(expected: UInt64, received: UInt64) -> RPCError {
    RPCError(
      .dataLoss, reason: "MESH_STREAM_GAP", zh: "数据流中有内容丢失。",
      en: "Items of the stream were lost.", remedyZh: "请重新发起该调用。",
      remedyEn: "Make the call again.",
      details: [
        Detail(key: "expected", value: String(expected)),
        Detail(key: "received", value: String(received)),
      ])
  }

  /// The other side's bytes are not the message they should be.
  ///
  /// - Parameter fault: INVALID_ARGUMENT for a request, INTERNAL for a reply.
  @usableFromInline
  init(_ error: CodingError, fault: StatusCode) {
    self.init(
      error.isResourceLimit ? .resourceExhausted : fault, reason: error.reason,
      zh: error.messageZh, en: error.messageEn, remedyZh: error.remedyZh,
      remedyEn: error.remedyEn,
      details: error.field.map { [Detail(key: "field", value: $0)] } ?? [])
  }

  /// What a caller may learn of an error that a handler threw: an `RPCError` as it is; anything
  /// else as UNKNOWN without its text, which may hold what the caller must not see.
  public init(hiding error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case is CancellationError: self = .cancelled()
    default:
      self.init(
        .unknown, reason: "MESH_HANDLER_FAILED", zh: "服务内部出错。",
        en: "The service failed in a way it did not expect.",
        remedyZh: "请联系管理员查看服务日志。", remedyEn: "Ask the administrator to read the log.")
    }
  }
}
