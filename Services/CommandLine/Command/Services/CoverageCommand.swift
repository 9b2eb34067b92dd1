import ArgumentParser
import Contract
import Glibc
import Mesh
import Messages
import Quantities

/// `healthmesh registry coverage`: which villages no ambulance reaches.
struct CoverageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Villages outside every emergency station's radius, by county (急救覆盖, M41).",
    discussion: """
      Distances are great-circle distances on a sphere, at most 0.6 % off those on the ellipsoid. \
      Villages and stations without coordinates are counted, not guessed.
      """)
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "Only villages of this area and below it.") var area = ""
  @Option(help: "Day; by default today.") var asOf = ""
  @Option(help: "Kilometres that a station without a radius of its own serves: 10 to 30.")
  var radius: UInt32 = 30
  @Flag(help: "List the villages too.") var villages = false
  @Option(help: "Write the villages as CSV to this file; - is standard output.") var csv: String?

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let coverage = RegistryCoverageClient(client: client)
    if let csv { return try await export(to: csv, coverage) }
    let pieces = try await coverage.getCoverage(
      Registry.GetCoverageRequest(
        area: area, asOf: Registry.AsOf(day: asOf), radiusM: radius * 1000,
        countiesOnly: !villages && !connection.output.json),
      options: CallOptions(timeout: .seconds(120)))
    var counties = Registry.CoverageColumns()
    var isFirst = true
    for try await piece in pieces {
      if connection.output.json {
        Terminal.line(try piece.jsonText())
      } else if isFirst {
        counties = piece
        Terminal.line(Self.table(piece))
      } else {
        Self.list(piece, counties)
      }
      isFirst = false
    }
  }

  private func export(to path: String, _ coverage: RegistryCoverageClient) async throws {
    let chunks = try await coverage.exportCoverage(
      Registry.ExportCoverageRequest(
        area: area, asOf: Registry.AsOf(day: asOf), radiusM: radius * 1000),
      options: CallOptions(timeout: .seconds(120)))
    let descriptor =
      path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WholeFile.unwritable(path) }
    defer { if path != "-" { close(descriptor) } }
    for try await chunk in chunks {
      guard WholeFile.write(chunk.content, to: descriptor) else { throw WholeFile.unwritable(path) }
    }
  }

  private static func table(_ piece: Registry.CoverageColumns) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("代码", "Code"), .left), (word("区县", "County"), .left),
      (word("村", "Villages"), .right), (word("覆盖", "Reached"), .right),
      (word("未覆盖", "Outside"), .right), (word("无坐标", "No place"), .right),
      (word("最远(公里)", "Farthest (km)"), .right),
    ])
    for index in piece.county.indices {
      table.append([
        piece.county[index], piece.countyName[index], "\(piece.countyVillages[index])",
        "\(piece.countyCovered[index])", "\(piece.countyOutside[index])",
        "\(piece.countyUnlocated[index])", kilometres(piece.countyFarthestM[index]),
      ])
    }
    let total = word(
      "急救站点 \(piece.station.count) 个，另有 \(piece.stationUnlocated.count) 个无坐标",
      "\(piece.station.count) stations, \(piece.stationUnlocated.count) more without coordinates")
    return table.text + "\n" + total
  }

  private static func list(
    _ piece: Registry.CoverageColumns, _ counties: Registry.CoverageColumns
  ) {
    for index in piece.village.indices {
      let county = Int(piece.villageCounty[index])
      let station = Int(piece.nearestStation[index])
      let isReached = piece.distanceM[index] != UInt32.max
      let nearest =
        isReached
        ? [counties.stationName[station], "\(kilometres(piece.distanceM[index])) km"]
        : [Terminal.language("没有急救站点", "no station")]
      Terminal.line(
        ([counties.countyName[county], piece.village[index], piece.villageName[index]] + nearest)
          .joined(separator: "  "))
    }
  }

  private static func kilometres(_ metres: UInt32) -> String {
    guard metres > 0 else { return "" }
    let tenths = (UInt64(metres) + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }
}
