import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh contract …`: family-doctor contracts.
struct Contracts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract: "Family-doctor contracts (家庭医生签约): import, sign, capitation.",
    subcommands: [
      Import.self, Packages.self, Sign.self, Terminate.self, Transfer.self, List.self,
      Policy.self, Capitation.self, Residents.self, Accesses.self,
    ])

  enum Part: String, ExpressibleByArgument, CaseIterable {
    case residents, teams

    var method: Method<Common.FileChunk, Common.ImportReport> {
      self == .residents ? ContractingResidentsMethods.import : ContractingTeamsMethods.import
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Import residents or teams from CSV.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "residents or teams.") var part: Part
    @Argument(help: "The CSV file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let report = try await TableUpload(client: client).run(FileUpload(file), to: part.method)
      try ImportSummary(report).write(connection.output)
    }
  }

  struct Packages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store service packages (签约服务包) from YAML.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The YAML file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let document = String(decoding: try WholeFile.read(file), as: UTF8.self)
      let answer = try await ContractingPackagesClient(client: client).put(
        Contracting.PutPackagesRequest(document: document))
      Terminal.line(try answer.jsonText())
    }
  }

  struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a resident with a team (签约); repeatable with the same --key.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Resident.") var resident: String
    @Argument(help: "Team.") var team: String
    @Argument(help: "Package.") var package: String
    @Option(help: "First day; by default today.") var from = ""
    @Option(help: "The same key signs once, however often the command runs.")
    var idempotencyKey: String?

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let contract = try await FamilyContractsClient(client: client).sign(
        Contracting.SignContractRequest(
          residentId: resident, teamId: team, packageCode: package, validFrom: from),
        options: CallOptions(idempotencyKey: idempotencyKey))
      try ContractText.write([contract], try contract.jsonText(), connection.output)
    }
  }

  struct Terminate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a contract early (解约).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Contract.") var contract: String
    @Option(help: "First day without it; by default tomorrow.") var on = ""
    @Option(help: "Why, for example MOVED_AWAY; see `healthmesh call` for the reasons.")
    var reason: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let ended = try await FamilyContractsClient(client: client).terminate(
        Contracting.TerminateContractRequest(
          contractId: contract, effectiveOn: on, reason: try ContractText.reason(reason)))
      try ContractText.write([ended], try ended.jsonText(), connection.output)
    }
  }

  struct Transfer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move a contract to another team without a day between (转签).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Contract.") var contract: String
    @Argument(help: "The new team.") var team: String
    @Option(help: "First day with the new team; by default tomorrow.") var on = ""
    @Option(help: "Why.") var reason: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let moved = try await FamilyContractsClient(client: client).transfer(
        Contracting.TransferContractRequest(
          contractId: contract, teamId: team, effectiveOn: on,
          reason: try ContractText.reason(reason)))
      try ContractText.write(
        [moved.closed, moved.opened].compactMap { $0 }, try moved.jsonText(), connection.output)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List contracts.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this resident's.") var resident = ""
    @Option(help: "Only this team's.") var team = ""
    @Option(help: "Only this institution's.") var institution = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Contracting.ListContractsRequest()
      request.residentId = resident
      request.teamId = team
      request.institutionCode = institution
      request.pageSize = 1000
      var found: [Contracting.FamilyContract] = []
      repeat {
        let page = try await FamilyContractsClient(client: client).list(request)
        found += page.contracts
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      try ContractText.write(
        found, try Contracting.ListContractsResponse(contracts: found).jsonText(),
        connection.output)
    }
  }

  struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store a capitation policy (按人头付费办法) from YAML.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The YAML file.") var file: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let document = String(decoding: try WholeFile.read(file), as: UTF8.self)
      let policy = try await ContractingCapitationClient(client: client).putPolicy(
        Contracting.PutCapitationPolicyRequest(document: document))
      Terminal.line("\(policy.policyId)  \(policy.title)  \(policy.digest.prefix(12))")
    }
  }

  struct Capitation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Calculate a month's capitation and print what each institution receives.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Month, for example 2025-03.") var month: String
    @Argument(help: "Policy.") var policy: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let capitation = ContractingCapitationClient(client: client)
      let run = try await capitation.run(
        Contracting.RunCapitationRequest(month: month, policyId: policy),
        options: CallOptions(timeout: .seconds(300)))
      let statements = try await capitation.listStatements(
        Contracting.ListStatementsRequest(
          runId: run.runId, level: .institution, pageSize: 1000))
      if connection.output.json { return Terminal.line(try statements.jsonText()) }
      let word = Terminal.language
      Terminal.line("\(run.runId)  \(word("合计", "total")) \(Figure.yuan(run.totalFen))")
      var table = TextTable([
        (word("机构", "Institution"), .left), (word("居民", "Residents"), .right),
        (word("天数", "Days"), .right), (word("金额（元）", "Amount (yuan)"), .right),
      ])
      for statement in statements.statements {
        table.append([
          statement.institutionCode, Figure.count(statement.residents),
          Figure.count(statement.attributedDays), Figure.yuan(statement.amountFen),
        ])
      }
      Terminal.line(table.text)
      if !run.assumedKeys.isEmpty {
        Terminal.line(
          word("含假定参数：", "assumed numbers: ") + run.assumedKeys.joined(separator: ", "))
      }
    }
  }
}

/// Contracts for people.
enum ContractText {
  static func write(
    _ contracts: [Contracting.FamilyContract], _ json: @autoclosure () throws -> String,
    _ output: OutputOptions
  ) throws {
    if output.json { return Terminal.line(try json()) }
    let word = Terminal.language
    var table = TextTable([
      (word("签约", "Contract"), .left), (word("居民", "Resident"), .left),
      (word("团队", "Team"), .left), (word("服务包", "Package"), .left),
      (word("自", "From"), .left), (word("至（不含）", "Until"), .left),
    ])
    for contract in contracts {
      table.append([
        contract.contractId, contract.residentId, contract.teamId, contract.packageCode,
        contract.validFrom, contract.validUntil,
      ])
    }
    Terminal.line(table.text)
  }

  static func reason(_ text: String) throws -> Contracting.ContractReason {
    let wanted = "CONTRACT_REASON_\(text.uppercased())"
    guard let known = Contracting.ContractReason.names.first(where: { "\($0.name)" == wanted })
    else {
      let all = Contracting.ContractReason.names.map {
        "\($0.name)".dropFirst("CONTRACT_REASON_".count)
      }
      throw ValidationError("--reason is one of \(all.joined(separator: ", "))")
    }
    return known.value
  }
}
