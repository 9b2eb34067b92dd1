import Contract
import HTTPTypes
import Hummingbird
import Mesh
import Messages

/// Every method of the contract as `POST /v1/{service}/{Method}` with proto3 JSON in and out.
///
/// The door is a client of the gateway's own mesh server, so that what holds for calls over ZeroMQ
/// (authorisation, limits, metrics, identity) holds here without being said again. A
/// server-streaming method answers with one JSON object a line (NDJSON); an error after the first
/// line is a last line with the member `error`.
struct JSONCalls: Sendable {
  let client: MeshClient

  func answer(
    _ request: Request, service: String, method: String
  ) async throws(RPCError) -> Response {
    let name = "\(service)/\(method)"
    guard let contract = ContractTable.method(named: name) else { throw .unknownMethod(name) }
    let payload = try await payload(of: request, contract)
    let options = try CallOptions(headers: request.headers)
    do {
      switch contract.descriptor.kind {
      case .unary:
        return try reply(
          await client.unary(contract.descriptor, payload, options: options), contract)
      case .serverStreaming:
        return NDJSON.response(
          try client.serverStream(contract.descriptor, payload, options: options), contract)
      case .clientStreaming, .bidirectional:
        throw RPCError(
          .unimplemented, reason: "GATEWAY_METHOD_STREAMS_REQUESTS",
          zh: "该方法接收数据流，不能用一个 JSON 请求调用。",
          en: "This method takes a stream and not one JSON request.",
          remedyZh: "上传文件请用 POST /v1/files/\(name)?name=文件名。",
          remedyEn: "To upload a file use POST /v1/files/\(name)?name=FILE.")
      }
    } catch {
      throw RPCError(hiding: error)
    }
  }

  private func payload(
    of request: Request, _ contract: ContractMethod
  ) async throws(RPCError) -> Payload {
    // A browser sends JSON to another origin only after asking, which this door never allows; a
    // form it would send without asking.
    guard request.headers[.contentType]?.hasPrefix("application/json") ?? false else {
      throw RPCError(
        .invalidArgument, reason: "GATEWAY_CONTENT_TYPE", zh: "请求应为 application/json。",
        en: "The request must be application/json.",
        remedyZh: "请设置 Content-Type: application/json。",
        remedyEn: "Set Content-Type: application/json.")
    }
    let limit = contract.descriptor.maximumRequestBytes
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch {
      throw RPCError(
        .resourceExhausted, reason: "GATEWAY_REQUEST_TOO_LARGE",
        zh: "请求超过 \(limit) 字节。", en: "The request is larger than \(limit) bytes.",
        remedyZh: "请分批提交。", remedyEn: "Send it in parts.")
    }
    let json = buffer.readableBytes == 0 ? Array("{}".utf8) : Array(buffer.readableBytesView)
    do {
      return Payload(try contract.encodedRequest(json: json))
    } catch {
      let cause = error as? JSONError
      throw RPCError(
        .invalidArgument, reason: "GATEWAY_JSON_INVALID",
        zh: "请求内容有误：\(cause?.messageZh ?? "无法编码。")",
        en: "The request is not valid: \(cause?.messageEn ?? "it cannot be encoded.")",
        remedyZh: "字段见 /openapi.json。", remedyEn: "See /openapi.json for the fields.",
        details: cause.map { [RPCError.Detail(key: "path", value: $0.path)] } ?? [])
    }
  }

  private func reply(_ reply: Payload, _ contract: ContractMethod) throws -> Response {
    let json = try reply.withUnsafeBytes { bytes throws(CodingError) in
      try contract.jsonResponse(encoded: bytes, includingDefaults: true)
    }
    return Response(
      status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }
}
