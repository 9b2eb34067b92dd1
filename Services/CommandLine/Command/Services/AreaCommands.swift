import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh registry areas …`: areas, what happened to them, and changes of them.
struct AreaCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "areas",
    abstract: "Areas (行政区划): list, history, and changes such as mergers and splits.",
    subcommands: [
      List.self, Show.self, Events.self, Neighbours.self, Check.self, Open.self, Rename.self,
      Convert.self, Recode.self, Transfer.self, Merge.self, Split.self, Close.self, Count.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List areas on a day.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this area and below it.") var under = ""
    @Option(help: "Only this level: province, prefecture, county, township or village.")
    var level: String?
    @Option(help: "Only areas with at least this many residents (M60: 20000).")
    var minResidents: Int64 = 0
    @Option(help: "Day, for example 2025-03-31; by default today.") var asOf = ""
    @Argument(help: "Part of a name, or the beginning of a code.") var query = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Registry.ListAreasRequest(
        subtree: under, levels: try level.map { [try AreaWord.level($0)] } ?? [], query: query,
        asOf: Registry.AsOf(day: asOf), pageSize: 1000, minimumResidents: minResidents)
      var found: [Registry.Area] = []
      repeat {
        let page = try await RegistryAreasClient(client: client).listAreas(request)
        found += page.areas
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(try Registry.ListAreasResponse(areas: found).jsonText())
      }
      Terminal.line(AreaText.table(found))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One area on a day, by whatever code it has or had (区划沿革).",
      discussion: """
        An old code leads to the areas that followed it, a new one to those that came before. \
        Below stand all versions of the code, as the registry knows them now.
        """)
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Code.") var code: String
    @Option(help: "Day; by default today.") var asOf = ""
    @Option(help: "Answer as known right after this change.") var recorded: UInt64 = 0

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let areas = RegistryAreasClient(client: client)
      let found = try await areas.getArea(
        Registry.GetAreaRequest(
          code: code, asOf: Registry.AsOf(day: asOf, recorded: recorded), followSuccessors: true,
          followPredecessors: true))
      let history = try await areas.areaHistory(Registry.AreaHistoryRequest(code: code))
      if connection.output.json { return Terminal.line(try found.jsonText()) }
      Terminal.line(AreaText.table(found.areas))
      Terminal.line("\n" + AreaText.history(history.versions))
    }
  }

  struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What happened to areas, by day (区划变更).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only of this code, those it came from and those it became.") var code = ""
    @Option(help: "Only of codes that begin as this one does.") var under = ""
    @Option(help: "From this day on.") var from = ""
    @Option(help: "Up to this day.") var to = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Registry.ListAreaEventsRequest(
        code: code, under: under, fromDay: from, toDay: to, pageSize: 1000)
      var found: [Registry.AreaEvent] = []
      repeat {
        let page = try await RegistryAreasClient(client: client).listAreaEvents(request)
        found += page.events
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(try Registry.ListAreaEventsResponse(events: found).jsonText())
      }
      Terminal.line(AreaText.events(found))
    }
  }

  struct Neighbours: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Areas that border on one on a day (相邻区划).")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Code.") var code: String
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryAreasClient(client: client).listNeighbours(
        Registry.ListNeighboursRequest(code: code, asOf: Registry.AsOf(day: asOf)))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(AreaText.table(answer.areas))
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Village clinics opened in streets that once were towns (M23).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this area and below it.") var under = ""
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryAreasClient(client: client).checkAreas(
        Registry.CheckAreasRequest(subtree: under, asOf: Registry.AsOf(day: asOf)))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      for finding in answer.findings { Terminal.line(AreaText.finding(finding)) }
      if answer.findings.isEmpty {
        Terminal.line(Terminal.language("没有问题", "nothing found"))
      }
    }
  }
}

/// The words of areas.
enum AreaWord {
  /// Reads a level by its name.
  static func level(_ text: String) throws -> Registry.AreaLevel {
    let name = "AREA_LEVEL_\(text.uppercased())"
    guard let match = Registry.AreaLevel.names.first(where: { "\($0.name)" == name }) else {
      throw ValidationError("the level is province, prefecture, county, township or village")
    }
    return match.value
  }

  /// Reads a kind by its name, such as `subdistrict`.
  static func kind(_ text: String) throws -> Registry.AreaKind {
    let name = "AREA_KIND_\(text.uppercased())"
    guard let match = Registry.AreaKind.names.first(where: { "\($0.name)" == name }) else {
      let known = Registry.AreaKind.names.dropFirst()
        .map { "\($0.name)".dropFirst("AREA_KIND_".count).lowercased() }
      throw ValidationError("the kind is one of: \(known.joined(separator: ", "))")
    }
    return match.value
  }

  static func kind(_ kind: Registry.AreaKind) -> String {
    String((kind.name ?? "").dropFirst("AREA_KIND_".count)).lowercased()
  }

  static func event(_ kind: Registry.AreaEventKind) -> String {
    switch kind {
    case .opened: Terminal.language("设立", "opened")
    case .renamed: Terminal.language("更名", "renamed")
    case .converted: Terminal.language("建制变更", "converted")
    case .recoded: Terminal.language("代码变更", "recoded")
    case .transferred: Terminal.language("划归", "transferred")
    case .merged: Terminal.language("合并", "merged")
    case .split: Terminal.language("拆分", "split")
    case .closed: Terminal.language("撤销", "closed")
    default: kind.description
    }
  }
}

/// Areas and their events as people read them.
enum AreaText {
  static func table(_ areas: [Registry.Area]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("代码", "Code"), .left), (word("名称", "Name"), .left), (word("类型", "Kind"), .left),
      (word("上级", "Parent"), .left), (word("常住人口", "Residents"), .right),
      (word("年份", "Year"), .left), (word("自", "From"), .left), (word("至", "To"), .left),
    ])
    for area in areas {
      let isCounted = area.residentsYear != 0
      table.append([
        area.code, area.name, AreaWord.kind(area.kind), area.parent,
        isCounted ? Figure.count(UInt64(clamping: area.residents)) : "",
        isCounted ? "\(area.residentsYear)" : "", area.validity?.validFrom ?? "",
        area.validity?.validTo ?? "",
      ])
    }
    return table.text
  }

  static func history(_ versions: [Registry.Area]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("自", "From"), .left), (word("至", "To"), .left), (word("名称", "Name"), .left),
      (word("类型", "Kind"), .left), (word("后继", "Followed by"), .left),
      (word("记录", "Recorded"), .right), (word("更正", "Replaced"), .right),
    ])
    for version in versions {
      let validity = version.validity ?? Registry.Validity()
      table.append([
        validity.validFrom, validity.validTo, version.name, AreaWord.kind(version.kind),
        version.successors.joined(separator: " "), "\(validity.recorded)",
        validity.superseded == 0 ? "" : "\(validity.superseded)",
      ])
    }
    return table.text
  }

  static func events(_ events: [Registry.AreaEvent]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("日期", "Day"), .left), (word("变更", "Event"), .left), (word("之前", "Before"), .left),
      (word("之后", "After"), .left), (word("依据", "By"), .left),
      (word("记录", "Recorded"), .right), (word("记录人", "Recorded by"), .left),
    ])
    for event in events {
      table.append([
        event.day, AreaWord.event(event.kind), event.before.joined(separator: " "),
        event.after.joined(separator: " "), event.basis, "\(event.recorded)", event.recordedBy,
      ])
    }
    return table.text
  }

  static func finding(_ finding: Registry.RuleFinding) -> String {
    let message = Terminal.language(finding.messageZh, finding.messageEn)
    let remedy = Terminal.language(finding.remedyZh, finding.remedyEn)
    return "! \(finding.rule) \(message)（\(finding.source)）\n  → \(remedy)"
  }

  /// An event as it was carried out.
  static func recorded(_ outcome: Registry.AreaEventRecorded) -> String {
    let word = Terminal.language
    var lines = [events(outcome.event.map { [$0] } ?? []), "", table(outcome.areas)]
    if !outcome.moved.isEmpty {
      lines.append(word("随之划转：", "moved along: ") + outcome.moved.joined(separator: " "))
    }
    if !outcome.neighboursEnded.isEmpty {
      lines.append(
        word("请重新登记相邻关系：", "enter the borders again: ")
          + outcome.neighboursEnded.joined(separator: " "))
    }
    lines += outcome.findings.map(finding)
    return lines.joined(separator: "\n")
  }
}
