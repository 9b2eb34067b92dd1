import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// The registers of the registry (登记簿) on the command line: what they are is asked of the service,
/// so that a new register needs no command of its own.
extension RegistryCommands {
  struct Registers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the registers (登记簿), or the fields of one.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A register; by default all.") var register = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryRegistersClient(client: client).describeRegisters(
        Registry.DescribeRegistersRequest(register: register))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(
        register.isEmpty
          ? RegisterText.list(answer.registers)
          : answer.registers.map { RegisterText($0).fields }.joined(separator: "\n"))
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every version of an entry ever recorded (历史).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var reading: PurposeOption
    @Argument(help: "The register.") var register: String
    @Argument(help: "Values of the key fields, in their order.") var key: [String]

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryRegistersClient(client: client).entryHistory(
        Registry.EntryHistoryRequest(register: register, key: key, purpose: reading.purpose))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let text = try await RegisterText.of(register, client)
      Terminal.line(text.table(answer.versions, isHistory: true))
    }
  }

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count entries by the values of fields (计数).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var filter: RegisterFilterOptions
    @Argument(help: "The register.") var register: String
    @Option(name: .long, parsing: .upToNextOption, help: "Fields whose values are counted apart.")
    var by: [String] = []
    @Option(help: "A whole number to be summed.") var sum = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryRegistersClient(client: client).countEntries(
        Registry.CountEntriesRequest(
          register: register, filter: try filter.message(), by: by, sum: sum,
          asOf: Registry.AsOf(day: filter.asOf)))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let text = try await RegisterText.of(register, client)
      Terminal.line(text.counts(answer.counts, by: by, sum: sum))
    }
  }

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record an entry, or that it is different from a day on (登记、变更).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The register.") var register: String
    @Argument(help: "FIELD=VALUE for every field of the entry.") var values: [String]
    @Option(help: "First day it holds, for example 2025-03-31.") var from: String
    @Option(help: "Recorded sequence of the version that was seen; without it the entry is new.")
    var expected: UInt64 = 0
    @Option(
      name: .customLong("override"), help: "RULE=REASON: let it stand against a rule (例外).")
    var overrides: [String] = []
    @Option(help: "The same key records once, however often the command runs.")
    var idempotencyKey: String?

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var entry = Registry.RegisterEntry()
      entry.values = try values.map { text in
        let (field, value) = try Self.pair(text)
        return Registry.FieldValue(field: field, value: value)
      }
      entry.overrides = try overrides.map { text in
        let (rule, reason) = try Self.pair(text)
        return Registry.RuleOverride(rule: rule, reason: reason)
      }
      entry.validity = Registry.Validity(validFrom: from)
      let answer = try await RegistryRegistersClient(client: client).putEntry(
        Registry.PutEntryRequest(register: register, entry: entry, expectedRecorded: expected),
        options: CallOptions(idempotencyKey: idempotencyKey))
      try await RegisterText.write(answer, register, client, connection.output)
    }

    private static func pair(_ text: String) throws -> (String, String) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw ValidationError("\(text) is not NAME=VALUE") }
      return (String(parts[0]), String(parts[1]))
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Record the end of an entry (终止).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The register.") var register: String
    @Argument(help: "Values of the key fields, in their order.") var key: [String]
    @Option(help: "First day it no longer holds.") var at: String
    @Option(help: "Recorded sequence of the version that was seen.") var expected: UInt64

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryRegistersClient(client: client).closeEntry(
        Registry.CloseEntryRequest(
          register: register, key: key, validTo: at, expectedRecorded: expected))
      try await RegisterText.write(answer, register, client, connection.output)
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the rules of the policy texts say about a register (规则核查).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The register.") var register: String
    @Option(help: "Only in this area and below it.") var area = ""
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryRegistersClient(client: client).checkRegister(
        Registry.CheckRegisterRequest(
          register: register, area: area, asOf: Registry.AsOf(day: asOf)))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(RegisterText.findings(answer.findings))
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a register, areas, institutions or consortia as CSV (导出).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var reading: PurposeOption
    @OptionGroup var filter: RegisterFilterOptions
    @Argument(help: "areas, adjacency, institutions, consortia or a register.") var part: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let chunks =
        switch part {
        case "areas":
          try await RegistryAreasClient(client: client).exportAreas(
            Registry.ExportAreasRequest(subtree: filter.area))
        case "adjacency":
          try await RegistryAreasClient(client: client).exportAdjacency(
            Registry.ExportAdjacencyRequest())
        case "institutions":
          try await RegistryInstitutionsClient(client: client).exportInstitutions(
            Registry.ExportInstitutionsRequest(area: filter.area))
        case "consortia":
          try await RegistryConsortiaClient(client: client).exportConsortia(
            Registry.ExportConsortiaRequest(area: filter.area))
        case "task_reports":
          try await RegistryPlansClient(client: client).exportReports(.init())
        default:
          try await RegistryRegistersClient(client: client).exportEntries(
            Registry.ExportEntriesRequest(
              register: part, filter: try filter.message(), purpose: reading.purpose))
        }
      for try await chunk in chunks { Terminal.bytes(chunk.content) }
    }
  }
}

/// Why a command reads persons.
struct PurposeOption: ParsableArguments {
  @Option(help: "Registers of persons only: why; goes to the access log.") var purpose = ""
}

/// Which entries of a register a command means.
struct RegisterFilterOptions: ParsableArguments {
  @Option(help: "Only in this area and below it.") var area = ""
  @Option(
    name: .customLong("where"),
    help: "FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE, FIELD~PART or FIELD= (missing); repeatable.")
  var conditions: [String] = []
  @Option(help: "Day, for example 2025-03-31; by default today.") var asOf = ""

  func message(query: String = "") throws -> Registry.RegisterFilter {
    Registry.RegisterFilter(
      conditions: try conditions.map(Self.condition), area: area, query: query)
  }

  private static let comparisons: [(sign: String, Registry.FieldComparison)] = [
    (">=", .atLeast), ("<=", .atMost), ("~", .contains), ("=", .equals),
  ]

  private static func condition(_ text: String) throws -> Registry.FieldCondition {
    for (sign, comparison) in comparisons {
      guard let range = text.firstRange(of: sign) else { continue }
      let value = String(text[range.upperBound...])
      guard !value.isEmpty else {
        return Registry.FieldCondition(
          field: String(text[..<range.lowerBound]), comparison: .missing)
      }
      return Registry.FieldCondition(
        field: String(text[..<range.lowerBound]), comparison: comparison,
        values: comparison == .equals ? value.split(separator: "|").map(String.init) : [value])
    }
    throw ValidationError("\(text) is not FIELD=VALUE")
  }
}
