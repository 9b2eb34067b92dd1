import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// Which accesses to personal data a command means (个人信息访问日志).
struct AccessOptions: ParsableArguments {
  @Option(help: "Only by this caller.") var actor = ""
  @Option(help: "Only those whose answer held this person.") var person = ""
  @Option(help: "First day.") var from = ""
  @Option(help: "Last day.") var to = ""

  /// Every access that fits, page by page, the newest first.
  func read(
    _ list: (Common.ListAccessesRequest) async throws -> Common.ListAccessesResponse,
    _ output: OutputOptions
  ) async throws {
    var request = Common.ListAccessesRequest(
      actor: actor, person: person, fromDay: from, toDay: to, pageSize: 1000)
    var found: [Common.PersonAccess] = []
    repeat {
      let page = try await list(request)
      found += page.accesses
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    if output.json {
      return Terminal.line(try Common.ListAccessesResponse(accesses: found).jsonText())
    }
    let word = Terminal.language
    var table = TextTable([
      (word("时间", "When"), .left), (word("访问者", "Who"), .left),
      (word("目的", "Why"), .left), (word("方法", "Method"), .left),
      (word("条件", "Asked for"), .left), (word("人数", "Persons"), .right),
      (word("人员", "Whom"), .left),
    ])
    for access in found {
      let shown = access.persons.prefix(3).joined(separator: " ")
      table.append([
        access.at, access.actor, access.purpose,
        String(access.method.split(separator: ".").last ?? ""), access.asked,
        "\(access.persons.count)", access.persons.count > 3 ? shown + " …" : shown,
      ])
    }
    Terminal.line(table.text)
  }
}

extension RegistryCommands {
  struct Accesses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Who read practitioners, when, why and whom (访问日志).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AccessOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      try await options.read(
        { try await RegistryAccessLogClient(client: client).listAccesses($0) }, connection.output)
    }
  }
}

extension Contracts {
  struct Accesses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Who read residents, when, why and whom (访问日志).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: AccessOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      try await options.read(
        { try await ContractingAccessLogClient(client: client).listAccesses($0) },
        connection.output)
    }
  }

  struct Residents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find residents; says why, and the access is recorded (居民查询).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Why: goes to the access log.") var purpose: String
    @Option(help: "Beginning of the name.") var name = ""
    @Option(help: "Only in this area and below it.") var area = ""
    @Option(help: "Only of this population group.") var group = ""
    @Flag(help: "Read a whole ID number from standard input, so that no history keeps it.")
    var idNumber = false

    func run() async throws {
      let number = idNumber ? readLine() ?? "" : ""
      let client = try connection.client()
      defer { client.close() }
      var request = Contracting.SearchResidentsRequest(
        idNumber: number, namePrefix: name, areaCode: area, group: group, pageSize: 1000)
      request.purpose = purpose
      var found: [Contracting.Resident] = []
      repeat {
        let page = try await ContractingResidentsClient(client: client).search(request)
        found += page.residents
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(
          try Contracting.SearchResidentsResponse(residents: found).jsonText())
      }
      let word = Terminal.language
      var table = TextTable([
        (word("居民", "Resident"), .left), (word("姓名", "Name"), .left),
        (word("证件号码", "ID number"), .left), (word("出生", "Born"), .left),
        (word("地区", "Area"), .left), (word("人群", "Groups"), .left),
      ])
      for resident in found {
        table.append([
          resident.residentId, resident.name, resident.idNumberMasked, resident.birthDate,
          resident.areaCode, resident.groups.joined(separator: " "),
        ])
      }
      Terminal.line(table.text)
    }
  }
}
