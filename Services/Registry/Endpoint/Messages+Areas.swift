import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Store

extension Registry.Area {
  /// With the newest count up to a day; with the newest of all when no day was asked about.
  init(_ version: Version<Area>, on day: Day? = nil) {
    let area = version.fact
    let newest = day.map { area.population(on: $0) } ?? area.population
    self.init(
      code: area.code.description, name: area.name, kind: area.kind.message(),
      level: area.kind.level.message, parent: area.parent?.description ?? "",
      successors: area.successors.map(\.description), residents: newest?.residents ?? 0,
      residentsYear: Int32(clamping: newest?.year ?? 0), validity: version.message,
      populationYear: area.populations.map { Int32(clamping: $0.year) },
      populationResidents: area.populations.map(\.residents),
      located: area.coordinates != nil, longitudeE6: area.coordinates?.longitude ?? 0,
      latitudeE6: area.coordinates?.latitude ?? 0)
  }
}

extension Area {
  /// A new area: no successors yet. One count may stand in `residents` alone.
  init(_ message: Registry.Area) throws(Problem) {
    guard message.populationYear.count == message.populationResidents.count else {
      throw .invalidField("population_residents", "\(message.populationResidents.count)")
    }
    var populations: [Area.Population] = []
    for (year, residents) in zip(message.populationYear, message.populationResidents) {
      populations.append(try Area.Population(residents: residents, year: Int(year)))
    }
    if populations.isEmpty, message.residentsYear != 0 {
      populations.append(
        try Area.Population(residents: message.residents, year: Int(message.residentsYear)))
    }
    try self.init(
      code: AreaCode(parsing: message.code), name: message.name,
      kind: AreaKind(message.kind, "kind"),
      parent: message.parent.isEmpty ? nil : AreaCode(parsing: message.parent),
      populations: populations,
      coordinates: message.located
        ? Coordinates(longitude: message.longitudeE6, latitude: message.latitudeE6) : nil)
  }
}

extension AreaChange.Part {
  init(_ message: Registry.AreaPart) throws(Problem) {
    self.init(
      try AreaCode(parsing: message.code), name: message.name.isEmpty ? nil : message.name,
      kind: message.kind == .unspecified ? nil : try AreaKind(message.kind, "kind"),
      residents: message.residents,
      coordinates: message.located
        ? try Coordinates(longitude: message.longitudeE6, latitude: message.latitudeE6) : nil,
      takes: message.takes)
  }
}

extension Registry.AreaEvent {
  init(_ recorded: RecordedAreaEvent) {
    let event = recorded.event
    self.init(
      recorded: UInt64(clamping: recorded.recorded), kind: event.kind.message(),
      day: event.day.description, before: event.before.map(\.description),
      after: event.after.map(\.description), basis: event.basis, recordedBy: recorded.actor,
      recordedAt: recorded.time.description)
  }
}

extension Registry.AreaEventRecorded {
  init(_ outcome: AreaEventOutcome) {
    self.init(
      event: Registry.AreaEvent(outcome.event),
      areas: outcome.areas.map { Registry.Area($0) },
      findings: outcome.findings.map(\.findingMessage), moved: outcome.moved,
      neighboursEnded: outcome.neighboursEnded.map(\.description))
  }
}

extension RecordedAreaEvent.Position {
  var token: String { "\(day)/\(recorded)/\(ordinal)" }

  init(token: String) throws(Problem) {
    let parts = token.split(separator: "/")
    guard parts.count == 3, let recorded = Int64(parts[1]), let ordinal = Int(parts[2]) else {
      throw .invalidField("page_token", token)
    }
    self.init(
      day: try Day(parsing: String(parts[0])), recorded: recorded, ordinal: ordinal)
  }
}
