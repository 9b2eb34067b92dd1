import HTTPTypes
import Hummingbird
import Mesh
import Messages
import Quantities

/// An error over HTTP: `application/problem+json` (RFC 9457) with the mesh's code and reason.
struct ProblemDocument {
  let error: RPCError
  /// Language of title and detail; both languages are in `messages`.
  let prefersEnglish: Bool

  init(_ error: RPCError, for request: Request) {
    self.error = error
    prefersEnglish = (request.headers[.acceptLanguage] ?? "").lowercased().hasPrefix("en")
  }

  var response: Response {
    Response(
      status: status,
      headers: [.contentType: "application/problem+json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }

  private var status: HTTPResponse.Status {
    switch error.code {
    case .ok: .ok
    case .invalidArgument, .outOfRange: .badRequest
    case .failedPrecondition: .unprocessableContent
    case .unauthenticated: .unauthorized
    case .permissionDenied: .forbidden
    case .notFound: .notFound
    case .alreadyExists, .aborted: .conflict
    case .resourceExhausted: .tooManyRequests
    case .cancelled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
    case .unimplemented: .notImplemented
    case .unavailable: .serviceUnavailable
    case .deadlineExceeded: .gatewayTimeout
    case .unknown, .internalError, .dataLoss: .internalServerError
    }
  }

  private var json: [UInt8] {
    var writer = JSONText()
    writer.object {
      $0.member("type", "about:blank")
      $0.member("title", prefersEnglish ? error.messageEn : error.messageZh)
      $0.member("status", status.code)
      $0.member("detail", prefersEnglish ? error.remedyEn : error.remedyZh)
      $0.member("code", error.code.name)
      $0.member("reason", error.reason)
      $0.member("messages") { text in
        text.member("zh", error.messageZh)
        text.member("en", error.messageEn)
      }
      $0.member("remedies") { text in
        text.member("zh", error.remedyZh)
        text.member("en", error.remedyEn)
      }
      $0.member("details") { details in
        for detail in error.details { details.member(detail.key, detail.value) }
      }
    }
    return Array(writer.text.utf8)
  }
}

/// Writes the few JSON objects that are not messages of the contract.
struct JSONText {
  private(set) var text = ""
  private var needsComma = false

  mutating func object(_ members: (inout JSONText) -> Void) {
    text += "{"
    needsComma = false
    members(&self)
    text += "}"
    needsComma = true
  }

  mutating func member(_ name: String, _ members: (inout JSONText) -> Void) {
    key(name)
    object(members)
  }

  mutating func member(_ name: String, _ value: String) {
    key(name)
    quote(value)
  }

  mutating func member(_ name: String, _ value: Int) {
    key(name)
    text += "\(value)"
  }

  mutating func member(_ name: String, _ value: Bool) {
    key(name)
    text += value ? "true" : "false"
  }

  private mutating func key(_ name: String) {
    if needsComma { text += "," }
    quote(name)
    text += ":"
    needsComma = true
  }

  private mutating func quote(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
