import Quantities
import Tabular

/// Plans the import of institutions: an unknown area is an error, and an identifier names one
/// institution at a time.
public struct InstitutionImport {
  public private(set) var outcome: ImportOutcome
  /// One per institution that changes.
  public private(set) var revisions: [Revision<Institution>] = []

  /// What the registry knows already.
  public struct Knowledge {
    let institution: (RegistryCode) throws -> [Version<Institution>]
    /// Whether an area exists on a day.
    let areaExists: (AreaCode, Day) throws -> Bool
    /// Institutions that carry an identifier (USCC or insurance code), with the spans they do.
    let holders: (Identifier) throws -> [DatedFact<Institution>]

    public init(
      institution: @escaping (RegistryCode) throws -> [Version<Institution>],
      areaExists: @escaping (AreaCode, Day) throws -> Bool,
      holders: @escaping (Identifier) throws -> [DatedFact<Institution>]
    ) {
      self.institution = institution
      self.areaExists = areaExists
      self.holders = holders
    }
  }

  /// An identifier that others give to an institution.
  public enum Identifier: Hashable, Sendable {
    case uscc(USCC)
    case insurance(InstitutionCode)

    var column: String {
      switch self {
      case .uscc: "uscc"
      case .insurance: "insurance_code"
      }
    }

    public var text: String {
      switch self {
      case .uscc(let code): code.text
      case .insurance(let code): code.text
      }
    }
  }

  public init(
    _ rows: [TableRow<DatedFact<Institution>>], outcome: ImportOutcome, knowledge: Knowledge
  ) throws {
    self.outcome = outcome
    // Who carries an identifier by the rows accepted so far; those of `rewritten` have their say in
    // the file, not in the registry.
    var carriers: [Identifier: [DatedFact<Institution>]] = [:]
    let groups = Dictionary(grouping: rows, by: \.entry.fact.code)
    for (code, group) in groups.byFirstRow() {
      var accepted: [TableRow<DatedFact<Institution>>] = []
      for row in group {
        let issues = try Self.issues(
          row, knowledge, carriers: carriers, isRewritten: { groups[$0] != nil })
        if issues.isEmpty {
          accepted.append(row)
        } else {
          self.outcome.quarantine(row: row.row, issues)
        }
      }
      let merge = TimelineMerge(
        accepted, over: try knowledge.institution(code), outcome: &self.outcome)
      for dated in merge.result {
        for identifier in dated.fact.identifiers { carriers[identifier, default: []].append(dated) }
      }
      if let revision = merge.revision { revisions.append(revision) }
    }
  }

  private static func issues(
    _ row: TableRow<DatedFact<Institution>>, _ knowledge: Knowledge,
    carriers: [Identifier: [DatedFact<Institution>]], isRewritten: (RegistryCode) -> Bool
  ) throws -> [RowIssue] {
    let (fact, validity) = (row.entry.fact, row.entry.validity)
    var issues: [RowIssue] = []
    if try !knowledge.areaExists(fact.area, validity.from) {
      issues.append(.unknown(row: row.row, column: "area", "\(fact.area)", on: validity.from))
    }
    for identifier in fact.identifiers {
      let others =
        (carriers[identifier] ?? [])
        + (try knowledge.holders(identifier)).filter { !isRewritten($0.fact.code) }
      if let other = others.first(where: {
        $0.fact.code != fact.code && $0.validity.overlaps(validity)
      }) {
        issues.append(duplicate(row.row, identifier, of: other.fact))
      }
    }
    return issues
  }

  private static func duplicate(
    _ row: Int, _ identifier: Identifier, of other: Institution
  ) -> RowIssue {
    RowIssue(
      row: row, column: identifier.column, value: identifier.text, code: "REGISTRY_DUPLICATE",
      message: Bilingual(
        zh: "同一代码已用于 \(other.code) \(other.name)",
        en: "the same identifier belongs to \(other.code) \(other.name)"),
      remedy: Bilingual(
        zh: "请核对代码；同一机构请使用同一登记代码", en: "check it; one institution has one registry code"))
  }
}

extension Institution {
  /// The identifiers others give to it.
  public var identifiers: [InstitutionImport.Identifier] {
    [
      uscc.map(InstitutionImport.Identifier.uscc),
      insuranceCode.map(InstitutionImport.Identifier.insurance),
    ].compactMap { $0 }
  }
}
