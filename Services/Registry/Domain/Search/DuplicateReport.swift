import Quantities

/// Two institutions that may be one (疑似重复机构).
public struct PossibleDuplicate: Sendable, Hashable {
  public let first: RegistryCode
  public let second: RegistryCode
  /// Of the names and aliases that are most alike, in per cent.
  public let similarity: Int
  /// Great-circle distance; nil when one of the two has no coordinates.
  public let metres: UInt32?
}

/// Pairs of one county that may be the same institution (查重): their names are alike, or they are
/// somewhat alike and stand on one spot.
public struct DuplicateReport: Sendable, Hashable {
  /// By similarity, the most alike first, then by distance and code.
  public let pairs: [PossibleDuplicate]

  /// From how many per cent on names alone make a pair.
  public static let similarity = 80
  /// Within so many metres half of that is enough: a building has one address and several names.
  public static let metres: UInt32 = 200

  private struct Candidate {
    let code: RegistryCode
    let names: [NameSimilarity]
    let point: SpherePoint?

    init(_ institution: Institution) {
      code = institution.code
      names = ([institution.name] + institution.aliases).map { NameSimilarity($0) }
      point = institution.coordinates.map { SpherePoint($0) }
    }
  }

  public init(
    _ institutions: [Institution], similarity: Int = Self.similarity, metres: UInt32 = Self.metres
  ) {
    let counties = Dictionary(grouping: institutions) { institution in
      institution.area.ancestor(at: .county) ?? institution.area
    }
    var pairs: [PossibleDuplicate] = []
    for (_, group) in counties {
      let candidates = group.map { Candidate($0) }.sorted { $0.code < $1.code }
      for (index, a) in candidates.enumerated() {
        for b in candidates[(index + 1)...] {
          let alike = Self.similarity(a, b)
          guard alike * 2 >= similarity else { continue }
          let distance = a.point.flatMap { point in b.point.map { point.metres(to: $0) } }
          guard alike >= similarity || distance.map({ $0 <= metres }) == true else { continue }
          pairs.append(
            PossibleDuplicate(
              first: a.code, second: b.code, similarity: alike, metres: distance))
        }
      }
    }
    self.pairs = pairs.sorted {
      ($1.similarity, $0.metres ?? .max, $0.first, $0.second)
        < ($0.similarity, $1.metres ?? .max, $1.first, $1.second)
    }
  }

  private static func similarity(_ a: Candidate, _ b: Candidate) -> Int {
    var best = 0
    for one in a.names {
      for other in b.names { best = max(best, one.percent(to: other)) }
    }
    return best
  }
}
