import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// Where ambulances go out on a day, by code: the posts of the emergency network but the dispatch
  /// centre, and institutions of the emergency kinds that no post stands for. A post without
  /// coordinates lies where its institution does.
  ///
  /// - Parameter radiusMetres: of stations that state none of their own.
  func emergencyStations(
    asOf: AsOf, radiusMetres: UInt32
  ) throws -> (located: [EmergencyStation], unlocated: [String]) {
    var located: [EmergencyStation] = []
    var unlocated: [String] = []
    func add(_ code: String, _ name: String, _ place: Coordinates?, _ radius: UInt32?) {
      guard let place else { return unlocated.append(code) }
      located.append(
        EmergencyStation(
          code: code, name: name, coordinates: place, radiusMetres: radius ?? radiusMetres))
    }
    var represented: Set<RegistryCode> = []
    for post in try entries(EmergencyPost.self, RegisterFilter(), asOf: asOf).map(\.fact)
    where post[EmergencyPost.level] != .dispatch {
      let institution = post[EmergencyPost.institution]
      if let institution { represented.insert(institution) }
      let place =
        try post[EmergencyPost.coordinates]
        ?? institution.flatMap { try self.institution($0, asOf: asOf)?.fact.coordinates }
      add(
        post[EmergencyPost.code].text, post[EmergencyPost.name], place,
        post[EmergencyPost.radius].map { UInt32(clamping: $0 * 1000) })
    }
    for institution in try emergencyInstitutions(asOf: asOf)
    where !represented.contains(institution.code) {
      add(institution.code.text, institution.name, institution.coordinates, nil)
    }
    return (located.sorted { $0.code < $1.code }, unlocated.sorted())
  }

  private func emergencyInstitutions(asOf: AsOf) throws -> [Institution] {
    var condition = Condition()
    condition.add("institution", asOf: asOf)
    condition.add(
      "institution.kind",
      in: [InstitutionKind.emergencyCentre, .emergencyStation].map(\.rawValue))
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", in: connection
    ).map(\.fact)
  }
}
