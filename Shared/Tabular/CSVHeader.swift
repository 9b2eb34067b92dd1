import Quantities

/// A column that a table may have: its name, other names it goes by, and whether it must be there.
public struct CSVColumn: Sendable, Hashable {
  public let name: String
  public let aliases: [String]
  public let isRequired: Bool

  public init(_ name: String, aliases: [String] = [], required: Bool = true) {
    self.name = name
    self.aliases = aliases
    self.isRequired = required
  }
}

/// Where the known columns stand in a file (表头).
///
/// Names are compared without blanks at the ends, without case of ASCII letters, and with full-width
/// letters and brackets read as half-width ones.
public struct CSVHeader: Sendable {
  /// Position in the file of each known column, nil when the file does not have it.
  public let positions: [Int?]
  /// Names as the file writes them, in the file's order.
  public let names: [String]
  /// Names of the file that no known column answers to.
  public let unknown: [String]

  /// - Throws: `CSV_HEADER_UNREADABLE`, `CSV_COLUMNS_MISSING`, `CSV_COLUMN_TWICE`.
  public init(_ record: CSVRecord, columns: [CSVColumn]) throws(Problem) {
    guard record.defect == nil else { throw Self.unreadable(record) }
    try self.init(names: record.strings, columns: columns)
  }

  public init(names written: [String], columns: [CSVColumn]) throws(Problem) {
    var known: [String: Int] = [:]
    for (index, column) in columns.enumerated() {
      for name in [column.name] + column.aliases { known[Self.folded(name)] = index }
    }
    var positions = [Int?](repeating: nil, count: columns.count)
    var unknown: [String] = []
    for (position, name) in written.enumerated() {
      guard let column = known[Self.folded(name)] else {
        unknown.append(name)
        continue
      }
      guard positions[column] == nil else { throw Self.twice(columns[column].name, name) }
      positions[column] = position
    }
    let missing = columns.indices.filter { columns[$0].isRequired && positions[$0] == nil }
    guard missing.isEmpty else { throw Self.missing(missing.map { columns[$0] }) }
    self.positions = positions
    self.names = written
    self.unknown = unknown
  }

  /// The field of a known column in a record of this file; nil when the file has no such column or
  /// the record is too short.
  @inline(__always)
  public func field(_ column: Int, of record: CSVRecord) -> CSVField? {
    guard let position = positions[column], position < record.count else { return nil }
    return record[position]
  }

  /// The name of a known column as the file writes it.
  public func name(of column: Int) -> String { positions[column].map { names[$0] } ?? "" }

  private static func folded(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      var value = scalar.value
      if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
      if value == 0x20 || value == 0x3000 || value == 0xA0 || value == 0xFEFF { continue }
      if (0x41...0x5A).contains(value) { value += 0x20 }
      if let folded = Unicode.Scalar(value) { text.unicodeScalars.append(folded) }
    }
    return text
  }

  private static func unreadable(_ record: CSVRecord) -> Problem {
    Problem(
      .invalidInput, "CSV_HEADER_UNREADABLE", zh: "无法读取表头", en: "the header cannot be read",
      remedyZh: "请检查第一行", remedyEn: "check the first row",
      details: record.defect.map { [Problem.Detail("defect", $0.code)] } ?? [])
  }

  private static func twice(_ column: String, _ name: String) -> Problem {
    Problem(
      .invalidInput, "CSV_COLUMN_TWICE", zh: "列 \(column) 出现两次",
      en: "the column \(column) appears twice", remedyZh: "请删除或改名其中一列",
      remedyEn: "remove or rename one of them", details: [Problem.Detail("name", name)])
  }

  private static func missing(_ columns: [CSVColumn]) -> Problem {
    let names = columns.map(\.name).joined(separator: ", ")
    return Problem(
      .invalidInput, "CSV_COLUMNS_MISSING", zh: "表头缺少列：\(names)",
      en: "the header lacks columns: \(names)",
      remedyZh: "请补充这些列，可用名称见明细", remedyEn: "add them; details list the names they may have",
      details: columns.map { Problem.Detail($0.name, $0.aliases.joined(separator: " | ")) })
  }
}
