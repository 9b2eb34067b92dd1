import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh funds …`: the money that a period's cases share.
struct Funds: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Funds of a region and period (基金): set, put, show.",
    subcommands: [Set.self, Put.self, Show.self])

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store a whole fund sheet from JSON; `funds set` states single figures in yuan.",
      discussion: """
        The file holds healthmesh.dip.v1.FundSheet as proto3 JSON, for example
        {"region":"990100","period":"2025","pools":[{"insuranceType":"INSURANCE_TYPE_EMPLOYEE",\
        "poolFen":"31000000000"}]}
        """)
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The JSON file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.PutFundsRequest()
      request.sheet = try JSONInput.read(file)
      let answer = try await DipFundsClient(client: client).putFunds(request)
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(
        Terminal.language("基金表版本 \(answer.version)", "Fund sheet version \(answer.version)")
          + (answer.unchanged ? Terminal.language("（未变）", " (unchanged)") : ""))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a fund sheet.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Area code of the region.") var region: String
    @Argument(help: "2025 or 2025-03.") var period: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.GetFundsRequest()
      request.region = region
      request.period = period
      let sheet = try await DipFundsClient(client: client).getFunds(request)
      if connection.output.json { return Terminal.line(try sheet.jsonText()) }
      Terminal.line(FundSheetText(sheet).text)
    }
  }
}

/// A message from a JSON file, refused whole when anything in it is unknown.
enum JSONInput {
  static func read<M: JSONMessage>(_ path: String) throws -> M {
    try parse(try WholeFile.read(path), from: path)
  }

  static func parse<M: JSONMessage>(_ bytes: [UInt8], from source: String) throws -> M {
    do {
      return try M(json: bytes)
    } catch {
      throw Problem(
        .invalidInput, "CLI_JSON_INVALID", zh: "\(source) 的内容有误：\(error)",
        en: "\(source) is not valid: \(error)",
        remedyZh: "字段名见 Shared/Proto 或网关的 /openapi.json。",
        remedyEn: "See Shared/Proto or the gateway's /openapi.json for the fields.")
    }
  }
}

/// The name of an insurance pool (险种).
enum InsuranceWord {
  /// - Parameter consortium: code of the package whose pool it is; empty without several.
  static func of(_ type: Dip.InsuranceType, consortium: String) -> String {
    consortium.isEmpty ? of(type) : "\(of(type)) \(consortium)"
  }

  static func of(_ type: Dip.InsuranceType) -> String {
    switch type {
    case .employee: Terminal.language("职工医保", "employees")
    case .resident: Terminal.language("居民医保", "residents")
    default: Terminal.language("合并", "merged")
    }
  }
}
