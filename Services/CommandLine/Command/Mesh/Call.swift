import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh call`: any method of the contract, JSON in and out.
struct Call: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Call any method of the contract with JSON; without a method, list them.",
    discussion: """
      Example: healthmesh call healthmesh.dip.v1.DipSettlement/ListRuns '{"region":"990100"}'
      """)

  @OptionGroup var connection: ConnectionOptions
  @Option(help: "The same key means the same work, done once.") var idempotencyKey: String?
  @Argument(help: "package.Service/Method") var method: String?
  @Argument(help: "The request as JSON; - reads standard input.") var request = "{}"

  func run() async throws {
    guard let method else { return listMethods() }
    guard let known = ContractTable.method(named: method) else {
      throw Problem(
        .invalidInput, "CLI_METHOD_UNKNOWN", zh: "没有方法 \(method)。",
        en: "There is no method \(method).", remedyZh: "不带参数执行 healthmesh call 可列出全部方法。",
        remedyEn: "Run healthmesh call without arguments to list them.")
    }
    let client = try connection.client()
    defer { client.close() }
    let options = CallOptions(idempotencyKey: idempotencyKey)
    let payload = Payload(try encodedRequest(known))
    switch known.descriptor.kind {
    case .unary:
      try write(await client.unary(known.descriptor, payload, options: options), known)
    case .serverStreaming:
      for try await item in try client.serverStream(known.descriptor, payload, options: options) {
        try write(item, known)
      }
    case .clientStreaming, .bidirectional:
      throw Problem(
        .invalidInput, "CLI_METHOD_STREAMS", zh: "该方法接收文件或数据流。",
        en: "This method takes a file or a stream.",
        remedyZh: "请使用对应的 import 命令。", remedyEn: "Use the import command for it.")
    }
  }

  private func encodedRequest(_ method: ContractMethod) throws -> [UInt8] {
    let json = request == "-" ? try WholeFile.read("/dev/stdin") : Array(request.utf8)
    do {
      return try method.encodedRequest(json: json)
    } catch {
      throw Problem(
        .invalidInput, "CLI_JSON_INVALID", zh: "请求内容有误：\(error)",
        en: "The request is not valid: \(error)",
        remedyZh: "请求类型为 \(method.requestName)，字段见 Shared/Proto。",
        remedyEn: "It is a \(method.requestName); see Shared/Proto for its fields.")
    }
  }

  private func write(_ payload: Payload, _ method: ContractMethod) throws {
    let json = try payload.withUnsafeBytes { bytes throws(CodingError) in
      try method.jsonResponse(encoded: bytes, includingDefaults: true)
    }
    Terminal.bytes(json + [0x0A])
  }

  private func listMethods() {
    for method in ContractTable.methods {
      Terminal.line(
        "\(method.descriptor.fullName)  \(method.requestName) → \(method.responseName)")
    }
  }
}
