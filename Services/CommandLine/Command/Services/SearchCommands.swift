import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// Finding institutions on the command line (机构检索).
extension RegistryCommands {
  /// Where and when institutions are looked for.
  struct PlaceOfSearch: ParsableArguments {
    @Option(help: "Only in this area and below it.") var area = ""
    @Option(help: "Day, for example 2025-03-31; by default today.") var asOf = ""
    @Option(help: "At most this many.") var limit: UInt32 = 0
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find institutions by name, alias, pinyin initials (rmyy) or code (检索).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var place: PlaceOfSearch
    @Argument(help: "A name, initials or a code, or a part of one.") var query: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistrySearchClient(client: client).searchInstitutions(
        Registry.SearchInstitutionsRequest(
          query: query, area: place.area, day: place.asOf, limit: place.limit))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      InstitutionText.write(answer.found.compactMap(\.institution).map { ($0, nil) })
    }
  }

  struct Nearest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find the institutions nearest to a place (就近查询).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var place: PlaceOfSearch
    @Argument(help: "Degrees east, for example 105.728969.") var longitude: String
    @Argument(help: "Degrees north, for example 38.851921.") var latitude: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistrySearchClient(client: client).nearestInstitutions(
        Registry.NearestInstitutionsRequest(
          longitudeE6: try Self.microDegrees(longitude),
          latitudeE6: try Self.microDegrees(latitude), area: place.area, day: place.asOf,
          limit: place.limit))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      InstitutionText.write(
        answer.found.compactMap { near in
          near.institution.map { ($0, InstitutionText.kilometres(near.metres)) }
        })
    }

    private static func microDegrees(_ text: String) throws -> Int32 {
      var unit = Int128(1_000_000)
      // Eleven characters are -180.000000: nothing longer can be meant, or overflow below.
      guard text.utf8.count <= 11, let degrees = try? Decimal(parsing: text), degrees.scale <= 6
      else { throw ValidationError("\(text) is not degrees with at most six decimals") }
      for _ in 0..<degrees.scale { unit /= 10 }
      guard let value = Int32(exactly: degrees.coefficient * unit) else {
        throw ValidationError("\(text) is no longitude or latitude")
      }
      return value
    }
  }

  struct Duplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pairs of institutions that may be the same (查重).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var place: PlaceOfSearch
    @Option(help: "From how many per cent on names alone make a pair (default 80).")
    var similarity: UInt32 = 0
    @Option(help: "Within so many metres half of it is enough (default 200).")
    var metres: UInt32 = 0

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistrySearchClient(client: client).possibleDuplicates(
        Registry.PossibleDuplicatesRequest(
          area: place.area, day: place.asOf, similarity: similarity, metres: metres,
          limit: place.limit))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      let word = Terminal.language
      var table = TextTable([
        (word("相似度", "Alike"), .right), (word("距离", "Distance"), .right),
        (word("代码", "Code"), .left), (word("名称", "Name"), .left),
        (word("代码", "Code"), .left), (word("名称", "Name"), .left),
      ])
      for pair in answer.pairs {
        table.append([
          "\(pair.similarity)%", pair.located ? InstitutionText.kilometres(pair.metres) : "",
          pair.first?.code ?? "", pair.first?.name ?? "", pair.second?.code ?? "",
          pair.second?.name ?? "",
        ])
      }
      Terminal.line(table.text)
      if answer.total > UInt64(answer.pairs.count) {
        Terminal.error(
          word(
            "共 \(answer.total) 对，请用 --limit 查看更多", "\(answer.total) pairs; see more with --limit"))
      }
    }
  }
}

/// Institutions as lines of a table, with a distance where there is one.
enum InstitutionText {
  static func write(_ rows: [(institution: Registry.Institution, distance: String?)]) {
    let word = Terminal.language
    var columns: [(String, TextTable.Alignment)] = [
      (word("代码", "Code"), .left), (word("名称", "Name"), .left),
      (word("级别", "Level"), .left), (word("地区", "Area"), .left),
    ]
    let hasDistance = rows.contains { $0.distance != nil }
    if hasDistance { columns.insert((word("距离", "Distance"), .right), at: 0) }
    var table = TextTable(columns)
    for (institution, distance) in rows {
      let cells = [
        institution.code, institution.name, InstitutionWord.level(institution.level),
        institution.area,
      ]
      table.append((hasDistance ? [distance ?? ""] : []) + cells)
    }
    Terminal.line(table.text)
  }

  /// Metres as kilometres with one decimal, rounded half up.
  static func kilometres(_ metres: UInt32) -> String {
    let tenths = (UInt64(metres) + 50) / 100
    return "\(Figure.count(tenths / 10)).\(tenths % 10) km"
  }
}
