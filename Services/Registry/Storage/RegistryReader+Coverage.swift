import Quantities
import RegistryDomain
import Store

/// The emergency coverage of an area on a day, with the names that a reader needs.
public struct CoverageAnswer: Sendable {
  public let report: CoverageReport
  /// Names of the counties, and of the villages outside.
  public let names: [AreaCode: String]
  /// Codes of stations without coordinates.
  public let unlocatedStations: [String]
}

extension RegistryReader {
  /// Which villages of an area no emergency station reaches on a day.
  public func emergencyCoverage(
    in area: AreaCode?, asOf: AsOf, radiusMetres: UInt32
  ) throws -> CoverageAnswer {
    let (stations, unlocated) = try emergencyStations(asOf: asOf, radiusMetres: radiusMetres)
    let report = CoverageReport(villages: try villages(in: area, asOf: asOf), stations: stations)
    return CoverageAnswer(
      report: report, names: try names(of: report, asOf: asOf), unlocatedStations: unlocated)
  }

  /// The villages of an area with the counties they lie in. Read in place: a nation has 650 000.
  private func villages(in area: AreaCode?, asOf: AsOf) throws -> [CoverageReport.Village] {
    let parents = try parentsAboveVillages(asOf)
    var condition = Condition()
    condition.add("area.level = ?", AreaCode.Level.village.rawValue)
    condition.add("area", asOf: asOf)
    if let area { condition.add("area.code", inSubtreeOf: area, asOf: asOf) }
    var villages: [CoverageReport.Village] = []
    // Villages of one township follow each other.
    var lastParent = ""
    var county: AreaCode?
    try connection.forEach(
      """
      SELECT area.code, area.parent, area.longitude_e6, area.latitude_e6 FROM area
      WHERE \(condition.sql)
      """, condition.arguments
    ) { row in
      let parent = try row.text(1)
      if parent != lastParent {
        lastParent = parent
        county = Self.county(above: try AreaCode(parsing: parent), parents)
      }
      let code = try AreaCode(parsing: row.text(0))
      // A village that belongs to no county, such as one of a city without counties, stands for
      // itself under the area right above it.
      villages.append(
        CoverageReport.Village(
          code: code, county: try county ?? AreaCode(parsing: parent),
          coordinates: row.isNull(2)
            ? nil : try Coordinates(longitude: row.int32(2), latitude: row.int32(3))))
    }
    return villages
  }

  private func parentsAboveVillages(_ asOf: AsOf) throws -> [AreaCode: AreaCode] {
    var condition = Condition()
    condition.add("area.level < ?", AreaCode.Level.village.rawValue)
    condition.add("area.parent IS NOT NULL")
    condition.add("area", asOf: asOf)
    var parents: [AreaCode: AreaCode] = [:]
    try connection.forEach(
      "SELECT area.code, area.parent FROM area WHERE \(condition.sql)", condition.arguments
    ) { row in
      parents[try AreaCode(parsing: row.text(0))] = try AreaCode(parsing: row.text(1))
    }
    return parents
  }

  private static func county(
    above code: AreaCode, _ parents: [AreaCode: AreaCode]
  ) -> AreaCode? {
    var next: AreaCode? = code
    while let code = next, code.level > .county { next = parents[code] }
    return next?.level == .county ? next : nil
  }

  private func names(of report: CoverageReport, asOf: AsOf) throws -> [AreaCode: String] {
    var names: [AreaCode: String] = [:]
    let codes = report.counties.map(\.code) + report.outside.map(\.village)
    for start in stride(from: 0, to: codes.count, by: 500) {
      var condition = Condition()
      condition.add("area", asOf: asOf)
      condition.add(
        "area.code", in: codes[start..<min(start + 500, codes.count)].map(\.description))
      try connection.forEach(
        "SELECT area.code, area.name FROM area WHERE \(condition.sql)", condition.arguments
      ) { row in names[try AreaCode(parsing: row.text(0))] = try row.text(1) }
    }
    return names
  }
}
