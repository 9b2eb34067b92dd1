import Quantities
import RegistryDomain
import Store

extension RegistryWriter {
  /// Records the good rows of institutions.csv.
  public func importInstitutions(
    _ rows: [TableRow<DatedFact<Institution>>], outcome: ImportOutcome
  ) throws -> ImportOutcome {
    let isEmpty = try InstitutionRows.isEmpty(in: transaction)
    var areas = AreaPresence(reader)
    let plan = try InstitutionImport(
      rows, outcome: outcome,
      knowledge: InstitutionImport.Knowledge(
        institution: { isEmpty ? [] : try InstitutionRows.current($0, in: transaction) },
        areaExists: { try areas.exists($0, on: $1) },
        holders: { isEmpty ? [] : try reader.holders(of: $0) }))
    try carryOut(plan.revisions, InstitutionRows.self, .institution, rows: rows.count)
    return plan.outcome.sorted
  }

  /// Records the good rows of consortia.csv: consortia and memberships in one change.
  public func importConsortia(
    _ rows: [TableRow<ConsortiumTable.Entry>], outcome: ImportOutcome
  ) throws -> ImportOutcome {
    let plan = try ConsortiumImport(
      rows, outcome: outcome,
      knowledge: ConsortiumImport.Knowledge(
        rules: rules, consortium: { try ConsortiumRows.current($0, in: transaction) },
        membership: { try MembershipRows.current($0, in: transaction) },
        institution: { try reader.institution($0, asOf: AsOf(day: $1))?.fact },
        area: { try reader.area($0, asOf: AsOf(day: $1))?.fact },
        lies: { try reader.lies($0, in: $1, asOf: AsOf(day: $2)) },
        countyConsortia: { try reader.countyConsortia(in: $0, asOf: AsOf(day: $1)) },
        ofInstitution: { try reader.memberships(of: $0) }, leads: { try reader.leads(of: $0) }))
    guard !plan.consortia.isEmpty || !plan.members.isEmpty else { return plan.outcome.sorted }
    let recorded = try record("consortia imported: \(rows.count) rows")
    try apply(plan.consortia, to: ConsortiumRows.self, recorded: recorded)
    try apply(plan.members, to: MembershipRows.self, recorded: recorded)
    var effective: [String: Day] = [:]
    let changes =
      plan.consortia.compactMap { Self.change($0, \.code.text) }
      + plan.members.compactMap { Self.change($0, \.consortium.text) }
    for (code, day) in changes { effective[code] = min(effective[code] ?? day, day) }
    try announce(
      .consortium, .imported, recorded: recorded,
      effective.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    return plan.outcome.sorted
  }

  /// Answers the sequence of the change; nil when there is nothing to change.
  @discardableResult
  func carryOut<Rows: FactTable>(
    _ revisions: [Revision<Rows.Fact>], _ table: Rows.Type, _ part: RegistryEvent.Part, rows: Int
  ) throws -> Int64? {
    guard !revisions.isEmpty else { return nil }
    let recorded = try record("\(part.name) imported: \(rows) rows")
    try apply(revisions, to: table, recorded: recorded)
    try announce(
      part, .imported, recorded: recorded,
      revisions.compactMap { Self.change($0) { "\($0.key)" } })
    return recorded
  }

  static func change<Fact>(
    _ revision: Revision<Fact>, _ code: (Fact) -> String
  ) -> (code: String, effective: Day)? {
    guard let first = revision.inserted.first else { return nil }
    return (code(first.fact), revision.effective ?? first.validity.from)
  }
}

/// Remembers which areas exist when: institutions of one area come by the hundred.
struct AreaPresence {
  private let reader: RegistryReader
  private var known: [AreaCode: [Validity]] = [:]

  init(_ reader: RegistryReader) { self.reader = reader }

  mutating func exists(_ code: AreaCode, on day: Day) throws -> Bool {
    if let spans = known[code] { return spans.contains { $0.contains(day) } }
    let spans = try AreaRows.current(code, in: reader.connection).map(\.validity)
    known[code] = spans
    return spans.contains { $0.contains(day) }
  }
}
