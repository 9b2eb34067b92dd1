import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Finding institutions over the mesh.
struct SearchEndpoint: RegistrySearch {
  let desk: RegistryDesk
  private let finder = InstitutionFinder()

  init(desk: RegistryDesk) { self.desk = desk }

  func searchInstitutions(
    _ request: Registry.SearchInstitutionsRequest, context: ServerContext
  ) async throws -> Registry.SearchInstitutionsResponse {
    let (area, day) = try place(request.area, request.day)
    let kinds = try kinds(request.kinds)
    guard request.query.utf8.count <= Self.queryBytes else {
      throw Problem.invalidField("query", request.query)
    }
    let limit = request.limit == 0 ? 20 : min(Int(request.limit), Self.limit)
    return try await desk.read { reader in
      let found = try finder.index(reader).search(
        request.query, on: day, kinds: kinds, limit: limit,
        isInside: finder.inside(area, on: day, reader))
      return Registry.SearchInstitutionsResponse(
        found: try found.compactMap { match in
          try institution(match.code, on: day, reader).map {
            Registry.FoundInstitution(institution: $0, rank: match.rank.message)
          }
        })
    }
  }

  func nearestInstitutions(
    _ request: Registry.NearestInstitutionsRequest, context: ServerContext
  ) async throws -> Registry.NearestInstitutionsResponse {
    let (area, day) = try place(request.area, request.day)
    let kinds = try kinds(request.kinds)
    let here = try Coordinates(longitude: request.longitudeE6, latitude: request.latitudeE6)
    let limit = request.limit == 0 ? 10 : min(Int(request.limit), Self.limit)
    return try await desk.read { reader in
      let found = try finder.index(reader).nearest(
        to: here, on: day, kinds: kinds, limit: limit,
        isInside: finder.inside(area, on: day, reader))
      return Registry.NearestInstitutionsResponse(
        found: try found.compactMap { near in
          try institution(near.code, on: day, reader).map {
            Registry.NearInstitution(institution: $0, metres: near.metres)
          }
        })
    }
  }

  func possibleDuplicates(
    _ request: Registry.PossibleDuplicatesRequest, context: ServerContext
  ) async throws -> Registry.PossibleDuplicatesResponse {
    let (area, day) = try place(request.area, request.day)
    let similarity = request.similarity == 0 ? DuplicateReport.similarity : Int(request.similarity)
    guard (1...100).contains(similarity) else {
      throw Problem.invalidField("similarity", "\(similarity)")
    }
    let metres = request.metres == 0 ? DuplicateReport.metres : request.metres
    let limit = request.limit == 0 ? 100 : min(Int(request.limit), 1000)
    return try await desk.read { reader in
      let report = try reader.possibleDuplicates(
        in: area, on: day, similarity: similarity, metres: metres)
      return Registry.PossibleDuplicatesResponse(
        pairs: try report.pairs.prefix(limit).map { pair in
          Registry.PossibleDuplicate(
            first: try institution(pair.first, on: day, reader),
            second: try institution(pair.second, on: day, reader),
            similarity: UInt32(clamping: pair.similarity), located: pair.metres != nil,
            metres: pair.metres ?? 0)
        }, total: UInt64(report.pairs.count))
    }
  }

  /// Institutions in one answer at most.
  private static let limit = 200
  /// Bytes of a query at most: a name has 200 characters.
  private static let queryBytes = 800

  private func place(_ area: String, _ day: String) throws(Problem) -> (AreaCode?, Day) {
    (
      area.isEmpty ? nil : try AreaCode(parsing: area),
      day.isEmpty ? try desk.today : try Day(parsing: day)
    )
  }

  private func kinds(
    _ messages: [Registry.InstitutionKind]
  ) throws(Problem) -> Set<InstitutionKind> {
    var kinds: Set<InstitutionKind> = []
    for message in messages { kinds.insert(try InstitutionKind(message, "kinds")) }
    return kinds
  }

  private func institution(
    _ code: RegistryCode, on day: Day, _ reader: RegistryReader
  ) throws -> Registry.Institution? {
    try reader.institution(code, asOf: AsOf(day: day)).map { Registry.Institution($0) }
  }
}

extension MatchRank {
  /// The contract's ranks follow its zero in the same order.
  var message: Registry.MatchRank { Registry.MatchRank(rawValue: Int32(rawValue) + 1) }
}
