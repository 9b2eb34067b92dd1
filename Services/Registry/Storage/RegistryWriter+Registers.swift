import Privacy
import Quantities
import RegistryDomain
import Store

/// What a write to a register recorded, and the rules it touched without breaking off.
public struct RegisterChange<Entry: RegisterEntry>: Sendable, Hashable {
  public let version: Version<Entry>
  public let findings: [RuleFinding]
}

extension RegistryWriter {
  /// Records a new entry from a day on (`expected` nil), or that an entry is different from a day on.
  public func put<Entry: RegisterEntry>(
    _ entry: Entry, from day: Day, expected: Int64?
  ) throws -> RegisterChange<Entry> {
    let timeline = try RegisterRows<Entry>.timeline(entry.key, in: transaction)
    let revision =
      try expected.map { try timeline.editing(entry, from: day, expected: $0) }
      ?? timeline.opening(entry, from: day)
    try requireReferences(of: entry, on: day)
    let findings = try entry.judged(from: day, knowledge)
    if let forbidden = findings.first(where: \.forbids) { throw forbidden.problem }
    if let number = entry.row.identity {
      try requireVault().put(number, owner: entry.key.description, in: transaction)
    }
    return RegisterChange(version: try carryOut(revision), findings: findings)
  }

  /// Records the end of an entry, and of the entries whose key refers to it.
  public func close<Entry: RegisterEntry>(
    _ type: Entry.Type, _ key: RegisterKey, at day: Day, expected: Int64
  ) throws -> RegisterChange<Entry> {
    let revision = try RegisterRows<Entry>.timeline(key, in: transaction)
      .closing(at: day, key: key, expected: expected)
    let dependants = try endings(
      of: .entry(of: Entry.register.name), key.description, at: day)
    let version = try carryOut(revision, dependants)
    return RegisterChange(version: version, findings: [])
  }

  /// Records the good rows of a register's file.
  public func importEntries<Entry: RegisterEntry>(
    _ rows: [TableRow<DatedFact<Entry>>], outcome: ImportOutcome
  ) throws -> ImportOutcome {
    typealias Rows = RegisterRows<Entry>
    let isEmpty = try Rows.isEmpty(in: transaction)
    let presence = ReferencePresence(reader)
    let plan = try RegisterImport(
      rows, outcome: outcome,
      knowledge: RegisterImport<Entry>.Knowledge(
        current: { isEmpty ? [] : try Rows.current($0, in: transaction) },
        exists: { try presence.exists($0, $1, on: $2) },
        findings: {
          Entry.register.rules.isEmpty
            ? [] : try $0.fact.judged(from: $0.validity.from, knowledge)
        }, owner: { try requireVault().owner(of: $0, in: transaction) }))
    for (number, owner) in plan.identities {
      try requireVault().put(number, owner: owner, in: transaction)
    }
    try carryOut(plan.revisions, Rows.self, .register(Entry.register.name), rows: rows.count)
    return plan.outcome.sorted
  }

  var knowledge: RegistryReader.Knowledge { RegistryReader.Knowledge(reader, rules: rules) }

  private func requireReferences<Entry: RegisterEntry>(of entry: Entry, on day: Day) throws {
    let presence = ReferencePresence(reader)
    for (field, value) in entry.references {
      guard let reference = field.reference, try !presence.exists(reference, value, on: day)
      else { continue }
      throw Problem(
        .failedPrecondition, "REGISTRY_REFERENCE_UNKNOWN",
        zh: "\(day) 没有“\(field.title.zh)”为 \(value) 的记录",
        en: "nothing with the code \(value) is known on \(day) (\(field.name))",
        remedyZh: "请核对代码和日期，或先登记它", remedyEn: "check the code and the day, or record it first",
        details: [Problem.Detail("field", field.name), Problem.Detail("value", value)])
    }
  }

  private func carryOut<Entry: RegisterEntry>(
    _ revision: Revision<Entry>, _ dependants: [Ending] = []
  ) throws -> Version<Entry> {
    guard let last = revision.inserted.last else {
      preconditionFailure("opening, editing and closing insert a version")
    }
    let (key, name) = (last.fact.key, Entry.register.name)
    let recorded = try record("\(name) \(revision.action.rawValue): \(key)")
    try apply([revision], to: RegisterRows<Entry>.self, recorded: recorded)
    try announce(
      .register(name), revision.action, recorded: recorded,
      [(key.description, revision.effective ?? last.validity.from)])
    for ending in dependants { try ending(recorded) }
    return Version(last.fact, last.validity, recorded: recorded)
  }
}

/// The end of entries that lean on something that ends, to be carried out under a sequence.
typealias Ending = (_ recorded: Int64) throws -> Void

extension RegistryWriter {
  /// What else ends when something ends on a day: entries whose key refers to it, and theirs. Throws
  /// `REGISTRY_STILL_REFERRED` when an entry refers to it otherwise beyond that day.
  func endings(
    of reference: RegisterReference, _ code: String, at day: Day
  ) throws -> [Ending] {
    try RegisterCatalogue.referring(to: reference).flatMap { type, field in
      try endings(of: type, field, code, at: day)
    }
  }

  private func endings<Entry: RegisterEntry>(
    of type: Entry.Type, _ field: RegisterField, _ code: String, at day: Day
  ) throws -> [Ending] {
    let standing = try reader.present(type, field, code).filter { version in
      version.validity.to.map { $0 > day } ?? true
    }
    guard let first = standing.first else { return [] }
    guard field.isKey else {
      throw Problem(
        .failedPrecondition, "REGISTRY_STILL_REFERRED",
        zh: "\(day) 之后“\(Entry.register.title.zh)”的 \(first.fact.key) 仍引用 \(code)",
        en: "\(Entry.register.name) \(first.fact.key) refers to \(code) beyond \(day)",
        remedyZh: "请先更改或终止该条目", remedyEn: "change or end that entry first",
        details: [
          Problem.Detail("register", Entry.register.name),
          Problem.Detail("key", first.fact.key.description),
        ])
    }
    let keys = Set(standing.map(\.fact.key)).sorted()
    let revisions = try keys.compactMap {
      try RegisterRows<Entry>.timeline($0, in: transaction).ending(at: day)
    }
    let further = try keys.flatMap {
      try endings(of: .entry(of: Entry.register.name), $0.description, at: day)
    }
    let own: Ending = { recorded in
      try apply(revisions, to: RegisterRows<Entry>.self, recorded: recorded)
      try announce(
        .register(Entry.register.name), .closed, recorded: recorded,
        keys.map { ($0.description, day) })
    }
    return [own] + further
  }
}

/// Remembers what exists when: entries of one institution come by the hundred.
private final class ReferencePresence {
  private struct Name: Hashable {
    let reference: RegisterReference
    let code: String
  }

  private let reader: RegistryReader
  private var known: [Name: [Validity]] = [:]

  init(_ reader: RegistryReader) { self.reader = reader }

  func exists(_ reference: RegisterReference, _ code: String, on day: Day) throws -> Bool {
    let name = Name(reference: reference, code: code)
    if let spans = known[name] { return spans.contains { $0.contains(day) } }
    let spans = try reader.spans(of: reference, code)
    known[name] = spans
    return spans.contains { $0.contains(day) }
  }
}
