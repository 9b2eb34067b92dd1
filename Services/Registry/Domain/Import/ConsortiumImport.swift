import Quantities
import Tabular

/// Plans the import of consortia and their members: consortia first, then memberships, each held
/// against what must be so at every time.
public struct ConsortiumImport {
  public private(set) var outcome: ImportOutcome
  public private(set) var consortia: [Revision<Consortium>] = []
  public private(set) var members: [Revision<Membership>] = []

  /// What the registry knows already.
  public struct Knowledge {
    let rules: RegistryRules
    let consortium: (RegistryCode) throws -> [Version<Consortium>]
    let membership: (Membership.Key) throws -> [Version<Membership>]
    /// The institution as it is on a day; nil when there is none.
    let institution: (RegistryCode, Day) throws -> Institution?
    let area: (AreaCode, Day) throws -> Area?
    /// Whether an area lies in another on a day.
    let lies: (AreaCode, AreaCode, Day) throws -> Bool
    /// County consortia of a county on a day.
    let countyConsortia: (AreaCode, Day) throws -> [RegistryCode]
    /// Present memberships of one institution, in any consortium.
    let ofInstitution: (RegistryCode) throws -> [Version<Membership>]
    /// Present memberships that lead a consortium.
    let leads: (RegistryCode) throws -> [Version<Membership>]

    public init(
      rules: RegistryRules,
      consortium: @escaping (RegistryCode) throws -> [Version<Consortium>],
      membership: @escaping (Membership.Key) throws -> [Version<Membership>],
      institution: @escaping (RegistryCode, Day) throws -> Institution?,
      area: @escaping (AreaCode, Day) throws -> Area?,
      lies: @escaping (AreaCode, AreaCode, Day) throws -> Bool,
      countyConsortia: @escaping (AreaCode, Day) throws -> [RegistryCode],
      ofInstitution: @escaping (RegistryCode) throws -> [Version<Membership>],
      leads: @escaping (RegistryCode) throws -> [Version<Membership>]
    ) {
      self.rules = rules
      self.consortium = consortium
      self.membership = membership
      self.institution = institution
      self.area = area
      self.lies = lies
      self.countyConsortia = countyConsortia
      self.ofInstitution = ofInstitution
      self.leads = leads
    }
  }

  private let knowledge: Knowledge
  private var known: [RegistryCode: [DatedFact<Consortium>]] = [:]
  /// Memberships accepted from the file.
  private var accepted: [DatedFact<Membership>] = []
  private var acceptedOfInstitution: [RegistryCode: [Int]] = [:]
  private var acceptedLeads: [RegistryCode: [Int]] = [:]

  public init(
    _ rows: [TableRow<ConsortiumTable.Entry>], outcome: ImportOutcome, knowledge: Knowledge
  ) throws {
    self.outcome = outcome
    self.knowledge = knowledge
    var consortiumRows: [TableRow<DatedFact<Consortium>>] = []
    var memberRows: [TableRow<ConsortiumTable.MemberEntry>] = []
    for row in rows {
      switch row.entry {
      case .consortium(let entry): consortiumRows.append(TableRow(row: row.row, entry: entry))
      case .member(let entry): memberRows.append(TableRow(row: row.row, entry: entry))
      }
    }
    try plan(consortiumRows)
    try plan(memberRows)
  }

  private mutating func plan(_ rows: [TableRow<DatedFact<Consortium>>]) throws {
    let groups = Dictionary(grouping: rows, by: \.entry.fact.code)
    for (code, group) in groups.byFirstRow() {
      let current = try knowledge.consortium(code)
      var good: [TableRow<DatedFact<Consortium>>] = []
      for row in group {
        if let issue = try issue(row, kind: current.first?.fact.kind ?? good.first?.entry.fact.kind)
        {
          outcome.quarantine(row: row.row, [issue])
        } else {
          good.append(row)
        }
      }
      let merge = TimelineMerge(good, over: current, outcome: &outcome)
      known[code] = merge.result
      if let revision = merge.revision { consortia.append(revision) }
    }
  }

  /// What is wrong with a consortium's row by itself; `kind` is the one it had so far.
  private func issue(
    _ row: TableRow<DatedFact<Consortium>>, kind: ConsortiumKind?
  ) throws -> RowIssue? {
    let (fact, day) = (row.entry.fact, row.entry.validity.from)
    if try knowledge.area(fact.area, day) == nil {
      return .unknown(row: row.row, column: "area", "\(fact.area)", on: day)
    }
    guard let kind, kind != fact.kind else { return nil }
    let problem = Problem.consortiumKindFixed(fact.code, kind)
    return RowIssue(
      row: row.row, column: "kind", value: fact.kind.chinese, code: problem.code,
      message: problem.message, remedy: problem.remedy)
  }

  private mutating func plan(_ rows: [TableRow<ConsortiumTable.MemberEntry>]) throws {
    let groups = Dictionary(grouping: rows, by: \.entry.key)
    // What the file says about a membership replaces what is known of it, so the file's rows are
    // judged against memberships that the file does not speak of.
    for (key, group) in groups.byFirstRow() {
      var good: [TableRow<DatedFact<Membership>>] = []
      for row in group {
        let (dated, issues) = try judge(row, spokenOf: { groups[$0] != nil })
        if let dated, issues.isEmpty {
          good.append(TableRow(row: row.row, entry: dated))
        } else {
          outcome.quarantine(row: row.row, issues)
        }
      }
      let merge = TimelineMerge(good, over: try knowledge.membership(key), outcome: &outcome)
      for dated in merge.result { note(dated) }
      if let revision = merge.revision { members.append(revision) }
    }
  }

  private mutating func note(_ dated: DatedFact<Membership>) {
    acceptedOfInstitution[dated.fact.institution, default: []].append(accepted.count)
    if dated.fact.role == .lead {
      acceptedLeads[dated.fact.consortium, default: []].append(accepted.count)
    }
    accepted.append(dated)
  }

  private mutating func judge(
    _ row: TableRow<ConsortiumTable.MemberEntry>, spokenOf: (Membership.Key) -> Bool
  ) throws -> (DatedFact<Membership>?, [RowIssue]) {
    let entry = row.entry
    guard let consortium = try consortium(entry.key.consortium, covering: entry.validity) else {
      return (
        nil,
        [
          .unknown(
            row: row.row, column: "consortium", entry.key.consortium.text,
            on: entry.validity.from)
        ]
      )
    }
    guard let institution = try knowledge.institution(entry.key.institution, entry.validity.from)
    else {
      return (
        nil,
        [
          .unknown(
            row: row.row, column: "institution", entry.key.institution.text,
            on: entry.validity.from)
        ]
      )
    }
    let fact = Membership(
      consortium: entry.key.consortium, institution: entry.key.institution, role: entry.role,
      consortiumKind: consortium.kind, overrides: entry.overrides)
    var others = (acceptedOfInstitution[fact.institution] ?? []).map { accepted[$0] }
    others += (acceptedLeads[fact.consortium] ?? []).map { accepted[$0] }
    let registered =
      try knowledge.ofInstitution(fact.institution) + knowledge.leads(fact.consortium)
    others += registered.filter { !spokenOf($0.fact.key) }.map { DatedFact($0.fact, $0.validity) }
    do {
      try MembershipInvariants.check(DatedFact(fact, entry.validity), against: others)
    } catch {
      return (nil, [issue(row, column: "institution", error)])
    }
    let findings = try self.findings(fact, institution, consortium, on: entry.validity.from)
    if let forbidden = findings.first(where: \.forbids) {
      let column = forbidden.provision.rule == .countyUnit ? "institution" : "role"
      return (nil, [issue(row, column: column, forbidden.problem)])
    }
    return (DatedFact(fact, entry.validity), [])
  }

  /// What the rules say about a membership on its first day, its own decisions taken into account.
  private func findings(
    _ fact: Membership, _ institution: Institution, _ consortium: Consortium, on day: Day
  ) throws -> [RuleFinding] {
    let rules = knowledge.rules
    let isInside = try knowledge.lies(institution.area, consortium.area, day)
    var findings = [rules.memberArea(institution, isInside: isInside, of: consortium)]
    if fact.role == .lead {
      let inFile = known.values.compactMap { spans in
        spans.first { $0.validity.contains(day) }?.fact
      }.filter { $0.kind == .county && $0.area == consortium.area }.map(\.code)
      let codes = Set(inFile).union(try knowledge.countyConsortia(consortium.area, day)).sorted()
      findings.append(rules.lead(institution, of: consortium))
      if consortium.kind == .county, let county = try knowledge.area(consortium.area, day) {
        findings.append(rules.consortia(codes, inCounty: county, on: day))
      }
    }
    return findings.compactMap { $0?.overridden(by: fact.overrides) }
  }

  private mutating func consortium(
    _ code: RegistryCode, covering validity: Validity
  ) throws -> Consortium? {
    if known[code] == nil {
      known[code] = try knowledge.consortium(code).map { DatedFact($0.fact, $0.validity) }
    }
    return known[code]?.first { $0.validity.contains(validity.from) }?.fact
  }

  private func issue(
    _ row: TableRow<ConsortiumTable.MemberEntry>, column: String, _ problem: Problem
  ) -> RowIssue {
    RowIssue(
      row: row.row, column: column, value: row.entry.key.institution.text, code: problem.code,
      message: problem.message, remedy: problem.remedy)
  }
}
