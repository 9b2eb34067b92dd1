import Quantities
import Tabular

/// What is declared once about a register (登记簿): its names, its fields and the rules it knows.
public struct RegisterDescription: Sendable {
  /// Name in files (`<name>.csv`), commands, calls and events: lower-case letters and `_`.
  public let name: String
  public let title: Bilingual
  /// Where the policy texts ask for it, for example "M43: S000·二".
  public let source: String
  public let fields: [RegisterField]
  /// Rules its entries may be held against; entries of a register without any have no overrides.
  public let rules: [RegistryRule]

  /// Columns of the file.
  let columns: [CSVColumn]
  private let positions: [String: Int]

  public init(
    _ name: String, _ chinese: String, _ english: String, source: String,
    fields: [any FieldDeclaration], rules: [RegistryRule] = []
  ) {
    self.name = name
    title = Bilingual(zh: chinese, en: english)
    self.source = source
    self.fields = fields.map(\.definition)
    self.rules = rules
    columns =
      self.fields.map(\.column) + Self.validityColumns + (rules.isEmpty ? [] : Self.overrideColumns)
    positions = Dictionary(
      uniqueKeysWithValues: self.fields.enumerated().map { ($1.name, $0) })
    precondition(
      self.fields.contains(where: \.isKey) && self.fields.allSatisfy { !$0.isKey || $0.isRequired },
      "\(name) has a key, and every field of a key is given")
  }

  private static let validityColumns = [
    CSVColumn("valid_from", aliases: ["启用日期"]),
    CSVColumn("valid_to", aliases: ["终止日期"], required: false),
  ]

  private static let overrideColumns = [
    CSVColumn("override_rule", aliases: ["例外规则"], required: false),
    CSVColumn("override_reason", aliases: ["例外理由"], required: false),
    CSVColumn("override_by", aliases: ["例外决定人"], required: false),
  ]

  /// Name of its table in the database.
  public var table: String { "register_\(name)" }

  /// The field with a person's identity number; nil for registers that keep no persons. Whoever reads
  /// entries of a register of persons says why.
  public var identityField: RegisterField? { fields.first { $0.type == .identity } }

  public var keyFields: [RegisterField] { fields.filter(\.isKey) }

  public func position(of name: String) -> Int? { positions[name] }

  /// - Throws: `REGISTRY_FIELD_UNKNOWN` with the names there are.
  public func field(named text: String) throws(Problem) -> RegisterField {
    let found = fields.first {
      $0.name == text || $0.title.zh == text || $0.aliases.contains(text)
    }
    guard let found else {
      throw Problem(
        .invalidInput, "REGISTRY_FIELD_UNKNOWN", zh: "“\(title.zh)”没有字段“\(text.prefix(64))”",
        en: "\(name) has no field \(text.prefix(64))",
        remedyZh: "可用：\(fields.map(\.title.zh).joined(separator: "、"))",
        remedyEn: "use one of: \(fields.map(\.name).joined(separator: ", "))",
        details: [Problem.Detail("field", String(text.prefix(64)))])
    }
    return found
  }
}
