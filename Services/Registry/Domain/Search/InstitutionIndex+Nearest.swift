import Quantities

/// An institution near a place.
public struct NearInstitution: Sendable, Hashable {
  public let code: RegistryCode
  /// Great-circle distance in metres.
  public let metres: UInt32
}

extension InstitutionIndex {
  /// The institutions nearest to a place on a day, by distance and then by code. Those without
  /// coordinates are not among them.
  public func nearest(
    to place: Coordinates, on day: Day, kinds: Set<InstitutionKind> = [], limit: Int,
    isInside: (AreaCode) -> Bool = { _ in true }
  ) -> [NearInstitution] {
    typealias Candidate = (squared: Int64, code: RegistryCode)
    let point = SpherePoint(place)
    var best = Best<Candidate>(limit: limit) { ($0.squared, $0.code) < ($1.squared, $1.code) }
    for (position, entry) in entries.enumerated() {
      guard let there = entry.point else { continue }
      let candidate = (point.squaredChord(to: there), entry.code)
      guard best.wants(candidate), holds(position, on: day, kinds: kinds), isInside(entry.area)
      else { continue }
      best.add(candidate)
    }
    return best.found.map {
      NearInstitution(code: $0.code, metres: SpherePoint.metres(squaredChord: $0.squared))
    }
  }
}
