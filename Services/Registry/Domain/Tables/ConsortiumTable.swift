import Quantities
import Tabular

/// consortia.csv (医联体表): rows of consortia, and rows of their members.
public enum ConsortiumTable: RegistryTable {
  /// Which kind of row it is; the first column says.
  public enum RowKind: String, ControlledTerm {
    case consortium, member

    public var chinese: String {
      switch self {
      case .consortium: "医联体"
      case .member: "成员"
      }
    }

    public var alternatives: [String] { self == .consortium ? ["医共体"] : [] }
  }

  public enum Entry: Sendable {
    case consortium(DatedFact<Consortium>)
    case member(MemberEntry)
  }

  /// A membership before its consortium's kind is known.
  public struct MemberEntry: Sendable, Hashable {
    public let key: Membership.Key
    public let role: MemberRole
    public let overrides: [RuleOverride]
    public let validity: Validity

    public init(
      key: Membership.Key, role: MemberRole, overrides: [RuleOverride], validity: Validity
    ) {
      self.key = key
      self.role = role
      self.overrides = overrides
      self.validity = validity
    }

    public init(_ dated: DatedFact<Membership>) {
      self.init(
        key: dated.fact.key, role: dated.fact.role, overrides: dated.fact.overrides,
        validity: dated.validity)
    }
  }

  private enum Column: Int {
    case row, consortium, name, kind, area, integrated, institution, role, validFrom, validTo
    case overrideRule, overrideReason, overrideBy
  }

  public static let columns = [
    CSVColumn("row", aliases: ["行类型"]),
    CSVColumn("consortium", aliases: ["医联体代码", "医共体代码"]),
    CSVColumn("name", aliases: ["名称"]),
    CSVColumn("kind", aliases: ["类型"]),
    CSVColumn("area", aliases: ["区划代码"]),
    CSVColumn("integrated", aliases: ["一体化项目"], required: false),
    CSVColumn("institution", aliases: ["机构代码", "登记代码"]),
    CSVColumn("role", aliases: ["角色"]),
    CSVColumn("valid_from", aliases: ["启用日期"]),
    CSVColumn("valid_to", aliases: ["终止日期"], required: false),
    CSVColumn("override_rule", aliases: ["例外规则"], required: false),
    CSVColumn("override_reason", aliases: ["例外理由"], required: false),
    CSVColumn("override_by", aliases: ["例外决定人"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Entry? {
    let row: RowKind? = cells.term(Column.row.rawValue)
    let code = cells.required(Column.consortium.rawValue) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
    let validity = cells.validity(Column.validFrom.rawValue, Column.validTo.rawValue)
    guard let row, let code, let validity else { return nil }
    switch row {
    case .consortium: return readConsortium(&cells, code, validity)
    case .member: return readMember(&cells, code, validity)
    }
  }

  private static func readConsortium(
    _ cells: inout CellReader, _ code: RegistryCode, _ validity: Validity
  ) -> Entry? {
    let name = cells.required(Column.name.rawValue) { $0 }
    let kind: ConsortiumKind? = cells.term(Column.kind.rawValue)
    let area = cells.required(Column.area.rawValue) { text throws(Problem) in
      try AreaCode(parsing: text)
    }
    let integrated = cells.list(Column.integrated.rawValue) { text throws(Problem) in
      try IntegratedDomain.read(text)
    }
    guard let name, let kind, let area, cells.issues.isEmpty else { return nil }
    return cells.build(Column.area.rawValue) { () throws(Problem) in
      .consortium(
        DatedFact(
          try Consortium(
            code: code, name: name, kind: kind, area: area, integrated: Set(integrated)),
          validity))
    }
  }

  private static func readMember(
    _ cells: inout CellReader, _ code: RegistryCode, _ validity: Validity
  ) -> Entry? {
    let institution = cells.required(Column.institution.rawValue) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
    let role: MemberRole = cells.term(Column.role.rawValue, absent: .member)
    let overrides = cells.overrides(Column.overrideRule.rawValue)
    guard let institution, cells.issues.isEmpty else { return nil }
    return .member(
      MemberEntry(
        key: Membership.Key(consortium: code, institution: institution), role: role,
        overrides: overrides, validity: validity))
  }

  public static func cells(of entry: Entry) -> [String] {
    switch entry {
    case .consortium(let dated):
      let consortium = dated.fact
      return [
        RowKind.consortium.chinese, consortium.code.text, consortium.name,
        consortium.kind.chinese, "\(consortium.area)",
        consortium.integrated.map(\.chinese).joined(separator: "|"), "", "",
        "\(dated.validity.from)", dated.validity.to.map { "\($0)" } ?? "", "", "", "",
      ]
    case .member(let member):
      return [
        RowKind.member.chinese, member.key.consortium.text, "", "", "", "",
        member.key.institution.text, member.role.chinese, "\(member.validity.from)",
        member.validity.to.map { "\($0)" } ?? "",
      ] + member.overrides.cells
    }
  }
}
