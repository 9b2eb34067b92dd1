import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// Options of every change of areas.
struct AreaChangeOptions: ParsableArguments {
  @Option(help: "First day of what comes after.") var day: String
  @Option(help: "The document that ordered it (批复文号).") var basis = ""

  /// The sequence of the version that holds on the day, so that a change made meanwhile by somebody
  /// else is not overwritten.
  func seen(_ code: String, _ areas: RegistryAreasClient) async throws -> UInt64 {
    let found = try await areas.getArea(
      Registry.GetAreaRequest(code: code, asOf: Registry.AsOf(day: day)))
    return found.areas.first?.validity?.recorded ?? 0
  }
}

extension ConnectionOptions {
  /// Carries out a change of areas and tells what it did.
  fileprivate func change(
    _ work: (RegistryAreasClient) async throws -> Registry.AreaEventRecorded
  ) async throws {
    let client = try client()
    defer { client.close() }
    let outcome = try await work(RegistryAreasClient(client: client))
    Terminal.line(output.json ? try outcome.jsonText() : AreaText.recorded(outcome))
  }
}

extension AreaCommands {
  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A new area that follows none (设立).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "Name.") var name: String
    @Option(help: "Kind, such as village.") var kind: String
    @Option(help: "Code of the area it belongs to.") var parent: String

    func run() async throws {
      let area = Registry.Area(
        code: code, name: name, kind: try AreaWord.kind(kind), parent: parent,
        validity: Registry.Validity(validFrom: options.day))
      try await connection.change {
        try await $0.openArea(Registry.OpenAreaRequest(area: area, basis: options.basis))
      }
    }
  }

  struct Rename: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Another name from a day on (更名).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "The new name.") var name: String

    func run() async throws {
      try await connection.change {
        try await $0.renameArea(
          Registry.RenameAreaRequest(
            code: code, name: name, day: options.day,
            expectedRecorded: options.seen(code, $0), basis: options.basis))
      }
    }
  }

  struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Another kind from a day on, such as town to subdistrict (建制变更, M23).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "The new kind, such as subdistrict.") var kind: String
    @Option(help: "The new name.") var name = ""
    @Option(help: "The new code.") var newCode = ""

    func run() async throws {
      let kind = try AreaWord.kind(kind)
      try await connection.change {
        try await $0.convertArea(
          Registry.ConvertAreaRequest(
            code: code, kind: kind, name: name, newCode: newCode, day: options.day,
            expectedRecorded: options.seen(code, $0), basis: options.basis))
      }
    }
  }

  struct Recode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Another code from a day on (代码变更); what lies there moves along.")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "The new code.") var newCode: String
    @Option(help: "The new name.") var name = ""

    func run() async throws {
      try await connection.change {
        try await $0.recodeArea(
          Registry.RecodeAreaRequest(
            code: code, newCode: newCode, name: name, day: options.day,
            expectedRecorded: options.seen(code, $0), basis: options.basis))
      }
    }
  }

  struct Transfer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Another parent from a day on (划归).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "Code of the area it belongs to from then on.") var parent: String

    func run() async throws {
      try await connection.change {
        try await $0.transferArea(
          Registry.TransferAreaRequest(
            code: code, parent: parent, day: options.day,
            expectedRecorded: options.seen(code, $0), basis: options.basis))
      }
    }
  }

  struct Merge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Several areas become one (合并); residents are conserved.")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Codes that merge.") var codes: [String]
    @Option(help: "A new code, or one of those that merge.") var into: String
    @Option(help: "Name of the merged area.") var name = ""
    @Option(help: "Kind of the merged area.") var kind: String?
    @Option(help: "Residents it is stated to have; they have to be the sum.")
    var residents: Int64 = 0

    func run() async throws {
      let kind = try kind.map { try AreaWord.kind($0) } ?? .unspecified
      try await connection.change { areas in
        var seen: [UInt64] = []
        for code in codes { seen.append(try await options.seen(code, areas)) }
        return try await areas.mergeAreas(
          Registry.MergeAreasRequest(
            codes: codes, expectedRecorded: seen, target: into, name: name, kind: kind,
            day: options.day, residents: residents, basis: options.basis))
      }
    }
  }

  struct Split: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One area becomes several (拆分); residents are conserved.",
      discussion: """
        A part is written CODE:NAME:RESIDENTS, or CODE:NAME:RESIDENTS:TAKEN,TAKEN with the codes of \
        the areas, institutions and consortia that belong to it.
        """)
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String
    @Option(help: "CODE:NAME:RESIDENTS[:TAKEN,…]; once for each part.") var part: [String]

    func run() async throws {
      let parts = try part.map(Self.part)
      try await connection.change {
        try await $0.splitArea(
          Registry.SplitAreaRequest(
            code: code, expectedRecorded: options.seen(code, $0), parts: parts, day: options.day,
            basis: options.basis))
      }
    }

    private static func part(_ text: String) throws -> Registry.AreaPart {
      let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 || fields.count == 4,
        let residents = fields[2].isEmpty ? 0 : Int64(fields[2])
      else { throw ValidationError("a part is written CODE:NAME:RESIDENTS[:TAKEN,…]: \(text)") }
      return Registry.AreaPart(
        code: fields[0], name: fields[1], residents: residents,
        takes: fields.count == 4 ? fields[3].split(separator: ",").map(String.init) : [])
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "An area ends and nothing follows (撤销).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AreaChangeOptions
    @Argument(help: "Code.") var code: String

    func run() async throws {
      try await connection.change {
        try await $0.closeArea(
          Registry.CloseAreaRequest(
            code: code, expectedRecorded: options.seen(code, $0), day: options.day,
            basis: options.basis))
      }
    }
  }

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records the residents counted for a year (常住人口).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Code.") var code: String
    @Argument(help: "Year.") var year: Int32
    @Argument(help: "Residents.") var residents: Int64

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let areas = RegistryAreasClient(client: client)
      let history = try await areas.areaHistory(Registry.AreaHistoryRequest(code: code))
      let newest = history.versions.filter { $0.validity?.superseded == 0 }
        .max { ($0.validity?.validFrom ?? "") < ($1.validity?.validFrom ?? "") }
      let answer = try await areas.countResidents(
        Registry.CountResidentsRequest(
          code: code, year: year, residents: residents,
          expectedRecorded: newest?.validity?.recorded ?? 0))
      Terminal.line(
        connection.output.json ? try answer.jsonText() : AreaText.table(answer.areas))
    }
  }
}
