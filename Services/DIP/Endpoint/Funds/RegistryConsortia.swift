import DIPDomain
import Messages
import Quantities
import Runtime
import Store

/// The county consortia of the registry's copy, with members by date (紧密型县域医共体).
struct RegistryConsortia {
  private let facts: RegistryFacts
  private let days: ClosedRange<Day>
  /// Insurance codes by the registry's own.
  private var insuranceCodes: [String: String] = [:]
  private var memberships: [String: [Registry.Membership]] = [:]

  init(_ facts: RegistryFacts, _ days: ClosedRange<Day>) throws {
    self.facts = facts
    self.days = days
    try facts.forEach(.institutions, heldWithin: days, as: Registry.Institution.self) { fact in
      guard !fact.insuranceCode.isEmpty else { return }
      insuranceCodes[fact.code] = fact.insuranceCode
    }
    try facts.forEach(.memberships, heldWithin: days, as: Registry.Membership.self) { fact in
      memberships[fact.consortium, default: []].append(fact)
    }
  }

  /// In order of code; those that lists cannot name a lead of are left out.
  func consortia(in area: AreaCode?) throws -> [Consortium] {
    var consortia: [String: Consortium] = [:]
    try facts.forEach(.consortia, heldWithin: days, as: Registry.Consortium.self) { fact in
      let home = try AreaCode(parsing: fact.area)
      guard fact.kind == .county, area?.contains(home) ?? true,
        let lead = lead(of: fact.code)
      else { return }
      // Versions of one consortium come in the order of their days; the last one holds at the end.
      consortia[fact.code] = Consortium(
        code: fact.code, name: fact.name, lead: lead, area: home,
        memberships: try spans(of: fact.code))
    }
    return consortia.values.sorted { $0.code < $1.code }
  }

  /// Who leads it last.
  private func lead(of code: String) -> String? {
    memberships[code, default: []]
      .filter { $0.role == .lead && insuranceCodes[$0.institution] != nil }
      .max { ($0.validity?.validFrom ?? "") < ($1.validity?.validFrom ?? "") }
      .flatMap { insuranceCodes[$0.institution] }
  }

  /// Spans of the institutions that lists can name; roles that follow each other are one span.
  private func spans(of code: String) throws -> [Consortium.Membership] {
    var spans: [Consortium.Membership] = []
    let rows = try memberships[code, default: []].compactMap { fact in
      try insuranceCodes[fact.institution].map { institution in
        let end = fact.validity?.validTo ?? ""
        return Consortium.Membership(
          institution: institution, first: try Day(parsing: fact.validity?.validFrom ?? ""),
          last: end.isEmpty ? nil : try Day(parsing: end).adding(days: -1))
      }
    }
    for row in rows.sorted(by: { ($0.institution, $0.first) < ($1.institution, $1.first) }) {
      if let known = spans.last, known.institution == row.institution,
        let end = known.last, try end.adding(days: 1) >= row.first
      {
        spans[spans.count - 1].last = row.last.map { max($0, end) }
      } else {
        spans.append(row)
      }
    }
    return spans
  }
}
