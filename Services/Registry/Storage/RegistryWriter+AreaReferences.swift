import Quantities
import RegistryDomain
import Store

// Entries of registers name areas. Where an area has another code, or another area has taken its
// place, they name that one from then on.

extension RegistryWriter {
  /// Entries that name an area on a day or later, as `register:key`, each once.
  func entries(naming area: AreaCode, from day: Day) throws -> [String] {
    var names: Set<String> = []
    for (type, field) in RegisterCatalogue.referring(to: .area) {
      names.formUnion(try entries(of: type, field, naming: area, from: day))
    }
    return names.sorted()
  }

  private func entries<Entry: RegisterEntry>(
    of type: Entry.Type, _ field: RegisterField, naming area: AreaCode, from day: Day
  ) throws -> [String] {
    try standing(type, field, area, from: day).map { Self.name($0.fact) }
  }

  private static func name<Entry: RegisterEntry>(_ entry: Entry) -> String {
    "\(Entry.register.name):\(entry.key)"
  }

  private func standing<Entry: RegisterEntry>(
    _ type: Entry.Type, _ field: RegisterField, _ area: AreaCode, from day: Day
  ) throws -> [Version<Entry>] {
    try reader.present(type, field, area.description).filter {
      $0.validity.to.map { $0 > day } ?? true
    }
  }

  /// Carries out the moves of entries.
  func moveEntries(
    _ moves: [AreaChangePlan.Move], from day: Day, recorded: Int64
  ) throws {
    guard moves.contains(where: { $0.tenant.contains(":") }) else { return }
    var seen: Set<String> = []
    for (type, _) in RegisterCatalogue.referring(to: .area)
    where seen.insert(type.register.name).inserted {
      try moveEntries(of: type, moves, from: day, recorded: recorded)
    }
  }

  private func moveEntries<Entry: RegisterEntry>(
    of type: Entry.Type, _ moves: [AreaChangePlan.Move], from day: Day, recorded: Int64
  ) throws {
    var versions: [RegisterKey: Set<Version<Entry>>] = [:]
    for field in Entry.register.fields where field.reference == .area {
      for area in Set(moves.map(\.from)) {
        for version in try standing(type, field, area, from: day) {
          versions[version.fact.key, default: []].insert(version)
        }
      }
    }
    var revisions: [Revision<Entry>] = []
    var taken: [RegisterKey: [Validity]] = [:]
    for (key, standing) in versions.sorted(by: { $0.key < $1.key }) {
      let name = standing.first.map { Self.name($0.fact) }
      let places = Dictionary(
        moves.filter { $0.tenant == name }.map { ($0.from.description, $0.to.description) },
        uniquingKeysWith: { first, _ in first })
      guard !places.isEmpty else { continue }
      for version in standing.sorted(by: { $0.validity.from < $1.validity.from }) {
        let entry = try Self.moved(version.fact, places)
        if entry.key == key {
          revisions += try Self.moving([version], from: day) { _ in entry }
        } else {
          revisions += try rekeying(version, as: entry, from: day, &taken)
        }
      }
    }
    try apply(revisions, to: RegisterRows<Entry>.self, recorded: recorded)
    try announce(
      .register(Entry.register.name), .edited, recorded: recorded,
      revisions.compactMap { Self.change($0) { "\($0.key)" } })
  }

  /// The entry with other areas in the place of some.
  private static func moved<Entry: RegisterEntry>(
    _ entry: Entry, _ places: [String: String]
  ) throws -> Entry {
    let texts = Entry.register.fields.map { field in
      let text = entry.stored(field)
      guard field.reference == .area else { return text }
      var named: Set<String> = []
      return field.elements(text).map { places[$0] ?? $0 }
        .filter { named.insert($0).inserted }.joined(separator: "|")
    }
    return try Entry(restoring: texts, overrides: entry.row.overrides)
  }

  /// An entry that is known by its area ends, and goes on under the new one, unless the new area has
  /// an entry of its own by then.
  private func rekeying<Entry: RegisterEntry>(
    _ version: Version<Entry>, as entry: Entry, from day: Day,
    _ taken: inout [RegisterKey: [Validity]]
  ) throws -> [Revision<Entry>] {
    let first = max(day, version.validity.from)
    var before: [DatedFact<Entry>] = []
    if version.validity.from < first {
      before = [DatedFact(version.fact, try Validity(from: version.validity.from, to: first))]
    }
    var revisions = [Revision(.closed, superseded: [version], inserted: before)]
    let after = try Validity(from: first, to: version.validity.to)
    let standing = try RegisterRows<Entry>.current(entry.key, in: transaction).map(\.validity)
    let others = standing + (taken[entry.key] ?? [])
    if !others.contains(where: { $0.overlaps(after) }) {
      taken[entry.key, default: []].append(after)
      revisions.append(
        Revision(.opened, superseded: [], inserted: [DatedFact(entry, after)]))
    }
    return revisions
  }
}
