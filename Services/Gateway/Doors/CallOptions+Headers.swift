import HTTPTypes
import Mesh

extension CallOptions {
  /// What a caller says in headers: `Request-Timeout` (seconds), `Idempotency-Key`, `Traceparent`,
  /// `Accept-Language`.
  ///
  /// - Throws: `GATEWAY_TIMEOUT_INVALID`.
  init(headers: HTTPFields) throws(RPCError) {
    self.init(
      timeout: nil, idempotencyKey: headers["Idempotency-Key"],
      traceParent: headers["Traceparent"],
      locale: headers[.acceptLanguage].map { String($0.prefix(35)) },
      // A caller over HTTP hears at once that a service is down, and repeats the call if it wants.
      retry: .never)
    guard let asked = headers["Request-Timeout"] else { return }
    guard let seconds = Int(asked), (1...3600).contains(seconds) else {
      throw RPCError(
        .invalidArgument, reason: "GATEWAY_TIMEOUT_INVALID",
        zh: "Request-Timeout 应为 1 至 3600 秒。",
        en: "Request-Timeout is a number of seconds from 1 to 3600.",
        remedyZh: "请更正或省略该请求头。", remedyEn: "Correct or omit the header.")
    }
    timeout = .seconds(seconds)
  }
}

extension HTTPFields {
  fileprivate subscript(name: String) -> String? {
    HTTPField.Name(name).flatMap { self[$0] }
  }
}

extension RPCError {
  static func unknownMethod(_ name: String) -> RPCError {
    RPCError(
      .unimplemented, reason: "GATEWAY_METHOD_UNKNOWN", zh: "没有方法 \(name.prefix(120))。",
      en: "There is no method \(name.prefix(120)).", remedyZh: "可用方法见 /openapi.json。",
      remedyEn: "See /openapi.json for the methods.")
  }
}
