import Contract
import HTTPTypes
import Hummingbird
import Mesh
import Messages
import Quantities

/// `GET /v1/files/{service}/{Method}?field=value…` for every method that answers a stream of
/// `FileChunk`: the file itself, named as the service names it. The fields of the request stand in
/// the query, as texts.
struct FileDownloads: Sendable {
  let client: MeshClient

  func answer(
    _ request: Request, service: String, method: String
  ) async throws(RPCError) -> Response {
    let name = "\(service)/\(method)"
    guard let contract = ContractTable.method(named: name),
      contract.responseName == Common.FileChunk.fullName,
      contract.descriptor.kind == .serverStreaming
    else { throw .unknownMethod(name) }
    let payload = try Self.payload(of: request, contract)
    let options = try CallOptions(headers: request.headers)
    do {
      let items = try client.serverStream(contract.descriptor, payload, options: options)
      var chunks = items.makeAsyncIterator()
      // The first chunk decides about the status: later an error could only cut the file short.
      guard let first = try await chunks.next(isolation: nil) else {
        return Response(status: .noContent)
      }
      let opening = try Self.chunk(first)
      // Taken over by the task that writes the answer.
      let rest = Guarded<PayloadStream.Iterator?>(chunks)
      return Response(
        status: .ok, headers: Self.headers(opening.fileName),
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(bytes: opening.content))
          let taken = rest.withLock { rest in
            defer { rest = nil }
            return rest
          }
          if var chunks = taken {
            while let item = try await chunks.next(isolation: nil) {
              try await writer.write(ByteBuffer(bytes: try Self.chunk(item).content))
            }
          }
          try await writer.finish(nil)
        })
    } catch {
      throw RPCError(hiding: error)
    }
  }

  private static func chunk(_ payload: Payload) throws -> Common.FileChunk {
    try payload.withUnsafeBytes { bytes throws(CodingError) in
      try Common.FileChunk(encoded: bytes, limits: .standard)
    }
  }

  private static func payload(
    of request: Request, _ contract: ContractMethod
  ) throws(RPCError) -> Payload {
    var text = JSONText()
    text.object { members in
      for (name, value) in request.uri.queryParameters {
        members.member(String(name), String(value))
      }
    }
    do {
      return Payload(try contract.encodedRequest(json: Array(text.text.utf8)))
    } catch {
      let cause = error as? JSONError
      throw RPCError(
        .invalidArgument, reason: "GATEWAY_QUERY_INVALID",
        zh: "地址参数有误：\(cause?.messageZh ?? "无法编码。")",
        en: "The query is not valid: \(cause?.messageEn ?? "it cannot be encoded.")",
        remedyZh: "字段见 /openapi.json。", remedyEn: "See /openapi.json for the fields.",
        details: cause.map { [RPCError.Detail(key: "path", value: $0.path)] } ?? [])
    }
  }

  /// Names of files are the services' own and plain; anything else is not passed into a header.
  private static func headers(_ name: String) -> HTTPFields {
    let plain = String(
      name.unicodeScalars.filter {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains($0))
      }.map(Character.init))
    let type =
      name.hasSuffix(".xlsx")
      ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      : "text/csv; charset=utf-8"
    return [
      .contentType: type, .contentDisposition: "attachment; filename=\"\(plain)\"",
      .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
    ]
  }
}
