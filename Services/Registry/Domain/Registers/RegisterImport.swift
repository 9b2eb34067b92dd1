import Quantities
import Tabular

/// Plans the import of a register: what an entry refers to exists on its first day, and the rules do
/// not forbid it.
public struct RegisterImport<Entry: RegisterEntry> {
  public private(set) var outcome: ImportOutcome
  /// One per entry that changes.
  public private(set) var revisions: [Revision<Entry>] = []
  /// Whole identity numbers of the accepted rows with whose they are, whether the row changes
  /// anything else or not.
  public private(set) var identities: [ResidentIdentityNumber: String] = [:]

  private typealias Row = TableRow<DatedFact<Entry>>

  /// What the registry knows already.
  public struct Knowledge {
    let current: (RegisterKey) throws -> [Version<Entry>]
    /// Whether something that is referred to exists on a day.
    let exists: (RegisterReference, String, Day) throws -> Bool
    let findings: (DatedFact<Entry>) throws -> [RuleFinding]
    /// Whose an identity number is.
    let owner: (ResidentIdentityNumber) throws -> String?

    public init(
      current: @escaping (RegisterKey) throws -> [Version<Entry>],
      exists: @escaping (RegisterReference, String, Day) throws -> Bool,
      findings: @escaping (DatedFact<Entry>) throws -> [RuleFinding],
      owner: @escaping (ResidentIdentityNumber) throws -> String? = { _ in nil }
    ) {
      self.current = current
      self.exists = exists
      self.findings = findings
      self.owner = owner
    }
  }

  public init(
    _ rows: [TableRow<DatedFact<Entry>>], outcome: ImportOutcome, knowledge: Knowledge
  ) throws {
    self.outcome = outcome
    var accepted: [Row] = []
    for row in rows {
      let issues = try Self.issues(row, knowledge) + identityIssues(row, knowledge)
      if issues.isEmpty {
        accepted.append(row)
      } else {
        self.outcome.quarantine(row: row.row, issues)
      }
    }
    try refuseOrphans(among: &accepted, knowledge)
    for (key, group) in Dictionary(grouping: accepted, by: \.entry.fact.key).byFirstRow() {
      let merge = TimelineMerge(
        group, over: try knowledge.current(key), outcome: &self.outcome)
      if let revision = merge.revision { revisions.append(revision) }
    }
  }

  private static func issues(_ row: Row, _ knowledge: Knowledge) throws -> [RowIssue] {
    let day = row.entry.validity.from
    var issues: [RowIssue] = []
    for (field, value) in row.entry.fact.references where field.reference != itself {
      guard let reference = field.reference,
        try !knowledge.exists(reference, value, day)
      else { continue }
      issues.append(.unknown(row: row.row, column: field.name, value, on: day))
    }
    guard issues.isEmpty else { return issues }
    return try knowledge.findings(row.entry).filter(\.forbids).map { finding in
      RowIssue(
        row: row.row, column: "", value: finding.subject, code: finding.problem.code,
        message: finding.message, remedy: finding.remedy)
    }
  }

  /// An identity number is one person's, in the registry and in the file.
  private mutating func identityIssues(_ row: Row, _ knowledge: Knowledge) throws -> [RowIssue] {
    guard let field = Entry.register.identityField, let number = row.entry.fact.row.identity else {
      return []
    }
    let code = row.entry.fact.key.description
    let owner = try identities[number] ?? knowledge.owner(number) ?? code
    guard owner == code else {
      return [
        RowIssue(
          row: row.row, column: field.name, value: number.description,
          code: "PRIVACY_NUMBER_TAKEN",
          message: Bilingual(
            zh: "该身份号码已登记在 \(owner) 名下", en: "this identity number is \(owner)'s"),
          remedy: Bilingual(
            zh: "请核对身份号码与编号；同一人只用一个编号", en: "check both; one person has one code"))
      ]
    }
    identities[number] = code
    return []
  }

  private static var itself: RegisterReference { .entry(of: Entry.register.name) }

  /// Entries that refer to entries of their own register: those may stand anywhere in the file, and
  /// when one is refused, so are those that lean on it.
  private mutating func refuseOrphans(
    among rows: inout [Row], _ knowledge: Knowledge
  ) throws {
    let fields = Entry.register.fields.filter { $0.reference == Self.itself }
    guard !fields.isEmpty else { return }
    var refused = false
    repeat {
      let inFile = Dictionary(grouping: rows) { $0.entry.fact.key.description }
      refused = false
      var kept: [Row] = []
      for row in rows {
        let day = row.entry.validity.from
        let orphan = try fields.first { field in
          try row.entry.fact.elements(field).contains { value in
            let isNew = inFile[value]?.contains { $0.entry.validity.contains(day) } ?? false
            return try !isNew && !knowledge.exists(Self.itself, value, day)
          }
        }
        if let orphan {
          outcome.quarantine(
            row: row.row,
            [
              .unknown(
                row: row.row, column: orphan.name, row.entry.fact.stored(orphan), on: day)
            ])
          refused = true
        } else {
          kept.append(row)
        }
      }
      rows = kept
    } while refused
  }
}

extension RegisterEntry {
  func elements(_ field: RegisterField) -> [String] { field.elements(stored(field)) }

  /// Everything it refers to, by field.
  public var references: [(field: RegisterField, value: String)] {
    Self.register.fields.filter { $0.reference != nil }
      .flatMap { field in elements(field).map { (field, $0) } }
  }
}
