import Quantities

/// A kind of fact that is declared and not programmed (登记簿的条目).
///
/// A conformer is a struct around a row of checked values. It names its fields with their types, and
/// everything general follows from that: the CSV file and its import with an issue for each bad
/// cell, the table with its indexes and migration, opening, editing and closing with history, lists
/// by any field, counts, events, calls, HTTP and commands.
///
/// ```swift
/// /// A department (科室) of an institution.
/// public struct Department: RegisterEntry {
///   public static let institution = Field.institution().key
///   public static let name = Field.text("name", "科室名称", "department").key
///   public static let kind = Field<DepartmentKind>.term("kind", "类别", "kind")
///   public static let beds = Field.wholeNumber("beds", "床位数", "beds").unit("张").optional
///
///   public static let register = RegisterDescription(
///     "departments", "科室", "departments", source: "S000·九",
///     fields: [institution, name, kind, beds], rules: [])
///
///   public let row: RegisterRow
///   public init(row: RegisterRow) { self.row = row }
/// }
/// ```
///
/// Then add the type at the end of `RegisterCatalogue.all`. Rules read values with their types:
/// `entry[Department.beds]` is an `Int64?`. Values that do not fit together are refused by `check`;
/// what a policy text asks for is looked at by `findings` (one entry) and `review` (the whole
/// register), with the strength that `RegistryRules` gives it.
public protocol RegisterEntry: RegistryFact where Key == RegisterKey {
  static var register: RegisterDescription { get }

  var row: RegisterRow { get }
  init(row: RegisterRow)

  /// Throws when values that are each right do not fit together.
  func check() throws(Problem)

  /// What the rules say about the entry on its first day. A finding that is an error refuses the
  /// entry unless one of its overrides names the rule.
  func findings(from day: Day, _ knowledge: any RegistryKnowledge) throws -> [RuleFinding]

  /// What the rules say about the register as a whole on a day: what is missing, too much or out
  /// of place in an area (nil is everywhere). Findings about single entries are added to it.
  static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding]
}

extension RegisterEntry {
  public func check() throws(Problem) {}

  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] { [] }

  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] { [] }

  public var key: RegisterKey {
    RegisterKey(
      zip(Self.register.fields, row.texts).filter(\.0.isKey).map(\.1))
  }

  /// The value of a field, with its type.
  public subscript<Value>(field: Field<Value>) -> Value {
    let text = stored(field.definition)
    do { return try field.read(text) } catch {
      preconditionFailure("\(field.definition.name) was checked when the row was made")
    }
  }

  /// The stored text of a field; empty when it is missing.
  public func stored(_ field: RegisterField) -> String {
    guard let position = Self.register.position(of: field.name) else {
      preconditionFailure("\(Self.register.name) has no field \(field.name)")
    }
    return row.texts[position]
  }

  /// An entry of values by field as a person writes them. Throws what is wrong with the first that
  /// is.
  public init(
    values: [String: String], overrides: [RuleOverride] = []
  ) throws(Problem) {
    for name in values.keys.sorted() { _ = try Self.register.field(named: name) }
    var texts: [String] = []
    var identity: ResidentIdentityNumber?
    for field in Self.register.fields {
      let text = ([field.name, field.title.zh] + field.aliases).lazy.compactMap { values[$0] }
        .first
      texts.append(try field.stored(text ?? ""))
      if field.type == .identity { identity = ResidentIdentityNumber(whole: text ?? "") }
    }
    try self.init(stored: texts, overrides: overrides, identity: identity)
  }

  /// An entry of texts in their stored form.
  init(
    stored texts: [String], overrides: [RuleOverride], identity: ResidentIdentityNumber? = nil
  ) throws(Problem) {
    precondition(texts.count == Self.register.fields.count, "a text for each field")
    self.init(row: RegisterRow(texts: texts, overrides: overrides, identity: identity))
    try check()
  }

  /// An entry as the database kept it. What this program would not have stored means that the
  /// database is damaged or newer.
  public init(restoring texts: [String], overrides: [RuleOverride]) throws(Problem) {
    do throws(Problem) {
      for (field, text) in zip(Self.register.fields, texts) {
        guard try field.stored(text) == text else { throw Problem.unknownTerm(text, of: []) }
      }
      try self.init(stored: texts, overrides: overrides)
    } catch {
      throw Problem(
        .dataLoss, "REGISTRY_STORED_ENTRY",
        zh: "数据库中“\(Self.register.title.zh)”的一条记录无法读取：\(error.message.zh)",
        en:
          "the database holds an entry of \(Self.register.name) this program does not understand: \(error.message.en)",
        remedyZh: "请确认数据库与程序版本一致",
        remedyEn: "make sure that database and program belong together", details: error.details)
    }
  }

  /// What the rules say about it, with its own overrides taken into account.
  public func judged(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try findings(from: day, knowledge).map { finding in
      finding.overridden(by: row.overrides.first { $0.rule == finding.provision.rule })
    }
  }
}

/// The checked values of an entry, and the decisions to let it stand against rules.
public struct RegisterRow: Sendable, Hashable {
  /// In the stored form and in the order of the register's fields; empty when missing.
  let texts: [String]
  public let overrides: [RuleOverride]
  /// The whole identity number of a row on its way into the registry; nil of a row that comes out of
  /// it. It is for the vault, and two rows that differ in nothing else are equal.
  public let identity: ResidentIdentityNumber?

  init(
    texts: [String], overrides: [RuleOverride], identity: ResidentIdentityNumber? = nil
  ) {
    self.texts = texts
    self.overrides = overrides
    self.identity = identity
  }

  public static func == (a: RegisterRow, b: RegisterRow) -> Bool {
    a.texts == b.texts && a.overrides == b.overrides
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(texts)
    hasher.combine(overrides)
  }
}

/// The values of the key fields, in their order.
public struct RegisterKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let parts: [String]

  public init(_ parts: [String]) { self.parts = parts }

  /// The parts with "/" between them, as events and messages name an entry.
  public var description: String { parts.joined(separator: "/") }

  public static func < (a: RegisterKey, b: RegisterKey) -> Bool {
    a.parts.lexicographicallyPrecedes(b.parts)
  }

  /// The key of texts as a person writes them.
  public init(_ texts: [String], of register: RegisterDescription) throws(Problem) {
    let fields = register.keyFields
    guard texts.count == fields.count else {
      throw Problem(
        .invalidInput, "REGISTRY_KEY_PARTS",
        zh:
          "“\(register.title.zh)”的条目由 \(fields.count) 个值确定：\(fields.map(\.title.zh).joined(separator: "、"))",
        en:
          "an entry of \(register.name) is named by \(fields.count) values: \(fields.map(\.name).joined(separator: ", "))",
        remedyZh: "请依次填写这些值", remedyEn: "give these values in this order",
        details: [Problem.Detail("given", "\(texts.count)")])
    }
    var parts: [String] = []
    for (field, text) in zip(fields, texts) { parts.append(try field.stored(text)) }
    self.init(parts)
  }
}

extension ResidentIdentityNumber {
  /// The number in a text; nil when there is none, as in a masked one.
  init?(whole text: String) {
    guard let number = try? ResidentIdentityNumber(parsing: text) else { return nil }
    self = number
  }
}
