import Quantities
import Tabular

/// One field of a register as everything general sees it: the column of the file, of the database and
/// of the wire, and what may stand in it.
public struct RegisterField: Sendable, Hashable {
  /// Name in files, in the database and on the wire: lower-case letters, digits and `_`.
  public let name: String
  /// Heading in Chinese and English.
  public let title: Bilingual
  /// Other headings that files use.
  public let aliases: [String]
  public let type: FieldType
  /// Values of the type separated by `|`.
  public let isList: Bool
  public let isRequired: Bool
  /// Part of the key: it cannot change, and what it refers to cannot end without the entry.
  public let isKey: Bool
  /// Unit of a number, such as 张; empty when there is none.
  public let unit: String

  public init(
    _ name: String, title: Bilingual, aliases: [String] = [], type: FieldType,
    isList: Bool = false, isRequired: Bool = true, isKey: Bool = false, unit: String = ""
  ) {
    precondition(
      name.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
      } && !Self.reserved.contains(name), "\(name) cannot name a column")
    self.name = name
    self.title = title
    self.aliases = aliases
    self.type = type
    self.isList = isList
    self.isRequired = isRequired
    self.isKey = isKey
    self.unit = unit
  }

  /// Words of SQL that cannot name a column, and columns that every register has.
  private static let reserved: Set<String> = [
    "all", "and", "as", "case", "check", "column", "default", "desc", "end", "from", "group", "in",
    "index", "into", "join", "key", "limit", "not", "null", "on", "or", "order", "primary",
    "references", "select", "table", "then", "to", "union", "unique", "user", "values", "when",
    "where", "valid_from", "valid_to", "recorded", "superseded", "override_rule",
    "override_reason", "override_by",
  ]

  /// What the field refers to; nil when it holds a value of its own.
  public var reference: RegisterReference? {
    if case .reference(let reference) = type { reference } else { nil }
  }

  /// The stored form of what a person wrote; empty stays empty. Throws what is wrong with it.
  public func stored(_ text: String) throws(Problem) -> String {
    guard !text.isEmpty else {
      guard !isRequired else { throw .missingField(self) }
      return ""
    }
    guard isList else { return try type.stored(text) }
    var elements: [String] = []
    for element in text.split(separator: "|", omittingEmptySubsequences: false) {
      elements.append(try type.stored(String(element)))
    }
    return elements.joined(separator: "|")
  }

  /// What files and pages show for a stored value.
  public func written(_ stored: String) -> String {
    guard isList else { return stored.isEmpty ? "" : type.written(stored) }
    return elements(stored).map(type.written).joined(separator: "|")
  }

  /// The values in a stored text: none, one, or those of a list.
  public func elements(_ stored: String) -> [String] {
    guard isList else { return stored.isEmpty ? [] : [stored] }
    return stored.split(separator: "|").map(String.init)
  }

  var column: CSVColumn {
    CSVColumn(name, aliases: [title.zh] + aliases, required: isRequired)
  }
}

extension Problem {
  static func missingField(_ field: RegisterField) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_CELL_EMPTY", zh: "“\(field.title.zh)”不能为空",
      en: "\(field.name) is empty", remedyZh: "请填写 \(field.title.zh)（\(field.name)）",
      remedyEn: "write \(field.name)", details: [Detail("field", field.name)])
  }
}
