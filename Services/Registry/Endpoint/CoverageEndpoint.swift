import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Tabular

/// Emergency coverage over the mesh.
struct CoverageEndpoint: RegistryCoverage {
  let desk: RegistryDesk

  /// Villages in one piece of the answer: about half a mebibyte.
  private static let pieceVillages = 10_000

  func getCoverage(
    _ request: Registry.GetCoverageRequest, responses: ResponseWriter<Registry.CoverageColumns>,
    context: ServerContext
  ) async throws {
    let answer = try await answer(request.area, request.asOf, request.radiusM)
    try await responses.write(Registry.CoverageColumns(counties: answer))
    guard !request.countiesOnly else { return }
    let positions = Dictionary(
      uniqueKeysWithValues: answer.report.counties.enumerated().map { ($1.code, UInt32($0)) })
    let outside = answer.report.outside
    for start in stride(from: 0, to: outside.count, by: Self.pieceVillages) {
      var piece = Registry.CoverageColumns()
      for village in outside[start..<min(start + Self.pieceVillages, outside.count)] {
        piece.village.append(village.village.description)
        piece.villageName.append(answer.names[village.village] ?? "")
        piece.villageCounty.append(positions[village.county] ?? 0)
        piece.nearestStation.append(UInt32(clamping: village.nearest?.station ?? 0))
        piece.distanceM.append(village.nearest?.metres ?? UInt32.max)
      }
      try await responses.write(piece)
    }
  }

  func exportCoverage(
    _ request: Registry.ExportCoverageRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let answer = try await answer(request.area, request.asOf, request.radiusM)
    var writer = CSVWriter()
    writer.writeRow([
      "county", "county_name", "village", "village_name", "nearest_station", "station_name",
      "distance_m",
    ])
    for village in answer.report.outside {
      let station = village.nearest.map { answer.report.stations[$0.station] }
      writer.writeRow([
        village.county.description, answer.names[village.county] ?? "",
        village.village.description, answer.names[village.village] ?? "", station?.code ?? "",
        station?.name ?? "", village.nearest.map { "\($0.metres)" } ?? "",
      ])
    }
    try await DownloadedTable(fileName: "coverage.csv", content: writer.bytes)
      .write(to: responses)
  }

  private func answer(
    _ area: String, _ asOf: Registry.AsOf?, _ radius: UInt32
  ) async throws -> CoverageAnswer {
    let area = area.isEmpty ? nil : try AreaCode(parsing: area)
    let asOf = try desk.asOf(asOf)
    let radius = try EmergencyStation.radius(metres: radius)
    return try await desk.read { reader in
      try reader.emergencyCoverage(in: area, asOf: asOf, radiusMetres: radius)
    }
  }
}

extension Registry.CoverageColumns {
  init(counties answer: CoverageAnswer) {
    self.init()
    for station in answer.report.stations {
      self.station.append(station.code)
      stationName.append(station.name)
      stationRadiusM.append(station.radiusMetres)
    }
    for county in answer.report.counties {
      self.county.append(county.code.description)
      countyName.append(answer.names[county.code] ?? "")
      countyVillages.append(UInt32(clamping: county.villages))
      countyCovered.append(UInt32(clamping: county.covered))
      countyOutside.append(UInt32(clamping: county.outside))
      countyUnlocated.append(UInt32(clamping: county.unlocated))
      countyFarthestM.append(county.farthestMetres)
    }
    stationUnlocated = answer.unlocatedStations
  }
}
