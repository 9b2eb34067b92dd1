import Contract
import HTTPTypes
import Hummingbird
import Mesh
import Messages

/// A stream of replies as one JSON object a line.
enum NDJSON {
  static func response(_ items: PayloadStream, _ contract: ContractMethod) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/x-ndjson; charset=utf-8"],
      body: ResponseBody { writer in
        do {
          for try await item in items { try await writer.write(line(item, contract)) }
        } catch {
          // The status line is long sent: a last line is the only place left to say it.
          try await writer.write(failure(RPCError(hiding: error)))
        }
        try await writer.finish(nil)
      })
  }

  static func line(_ item: Payload, _ contract: ContractMethod) throws -> ByteBuffer {
    let json = try item.withUnsafeBytes { bytes throws(CodingError) in
      try contract.jsonResponse(encoded: bytes, includingDefaults: true)
    }
    return ByteBuffer(bytes: json + [0x0A])
  }

  static func failure(_ error: RPCError) -> ByteBuffer {
    var text = JSONText()
    text.object {
      $0.member("error") { members in
        members.member("code", error.code.name)
        members.member("reason", error.reason)
        members.member("messageZh", error.messageZh)
        members.member("messageEn", error.messageEn)
      }
    }
    return ByteBuffer(string: text.text + "\n")
  }
}
