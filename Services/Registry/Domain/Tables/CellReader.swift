import Quantities
import Tabular

/// Reads the cells of one row: how text in a column becomes a domain value. Each failure is an issue of
/// the row (行级错误) in the problem's own words.
public struct CellReader {
  let header: CSVHeader
  let record: CSVRecord
  let columns: [CSVColumn]
  private(set) var issues: [RowIssue] = []
  private var personal: Set<Int> = []

  init(header: CSVHeader, record: CSVRecord, columns: [CSVColumn]) {
    self.header = header
    self.record = record
    self.columns = columns
  }

  /// From now on issues show only the beginning of what stands in a column: a mistyped identity
  /// number is still somebody's.
  mutating func treatAsPersonal(_ column: Int) { personal.insert(column) }

  /// Text of a column without blanks at its ends; empty when the file has no such column.
  func text(_ column: Int) -> String { header.field(column, of: record)?.trimmed.string ?? "" }

  /// A value that must be there.
  mutating func required<T>(_ column: Int, _ parse: (String) throws(Problem) -> T) -> T? {
    let text = text(column)
    guard !text.isEmpty else {
      refuse(
        column, text, "REGISTRY_CELL_EMPTY", Bilingual(zh: "该列不能为空", en: "the cell is empty"),
        Bilingual(zh: "请填写 \(columns[column].name)", en: "write \(columns[column].name)"))
      return nil
    }
    return value(column, text, parse)
  }

  /// A value that may be missing.
  mutating func optional<T>(_ column: Int, _ parse: (String) throws(Problem) -> T) -> T? {
    let text = text(column)
    return text.isEmpty ? nil : value(column, text, parse)
  }

  /// A list separated by "|".
  mutating func list<T>(_ column: Int, _ parse: (String) throws(Problem) -> T) -> [T] {
    text(column).split(separator: "|").map(String.init).compactMap { value(column, $0, parse) }
  }

  mutating func term<T: ControlledTerm>(_ column: Int, of: T.Type = T.self) -> T? {
    required(column) { text throws(Problem) in try T.read(text) }
  }

  /// A word that may be missing, in favour of a word of the list that says "none".
  mutating func term<T: ControlledTerm>(_ column: Int, absent: T) -> T {
    optional(column) { text throws(Problem) in try T.read(text) } ?? absent
  }

  mutating func validity(_ from: Int, _ to: Int) -> Validity? {
    guard let first = required(from, { text throws(Problem) in try Day(parsing: text) }) else {
      return nil
    }
    let issuesBefore = issues.count
    let end = optional(to) { text throws(Problem) in try Day(parsing: text) }
    guard issues.count == issuesBefore else { return nil }
    return value(to, text(to)) { _ throws(Problem) in try Validity(from: first, to: end) }
  }

  /// A place on the map; nil when both cells are empty.
  mutating func coordinates(_ longitude: Int, _ latitude: Int) -> Coordinates? {
    let (east, north) = (text(longitude), text(latitude))
    guard !east.isEmpty || !north.isEmpty else { return nil }
    return build(longitude) { () throws(Problem) in
      try Coordinates(longitude: east, latitude: north)
    }
  }

  /// A count: digits only, at most twelve of them.
  static func wholeNumber(_ text: String) throws(Problem) -> Int64 {
    guard text.utf8.count <= 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int64(text)
    else {
      throw Problem(
        .invalidInput, "REGISTRY_NUMBER_INVALID", zh: "应为非负整数", en: "not a whole number",
        remedyZh: "请填写数字，不带单位和逗号", remedyEn: "write digits without unit or comma")
    }
    return number
  }

  /// Builds the fact out of cells that were all readable.
  mutating func build<T>(_ column: Int, _ make: () throws(Problem) -> T) -> T? {
    value(column, text(column)) { _ throws(Problem) in try make() }
  }

  private mutating func value<T>(
    _ column: Int, _ text: String, _ parse: (String) throws(Problem) -> T
  ) -> T? {
    do { return try parse(text) } catch {
      refuse(column, text, error.code, error.message, error.remedy)
      return nil
    }
  }

  private mutating func refuse(
    _ column: Int, _ value: String, _ code: String, _ message: Bilingual, _ remedy: Bilingual
  ) {
    issues.append(
      RowIssue(
        row: record.row, column: columns[column].name,
        value: personal.contains(column) ? value.prefix(6) + "****" : value, code: code,
        message: message, remedy: remedy))
  }
}

extension ControlledTerm {
  /// Reads a word; throws `REGISTRY_TERM_UNKNOWN` with the words that are known.
  public static func read(_ text: String) throws(Problem) -> Self {
    if let term = Self(word: text) { return term }
    let words = allCases.map(\.chinese).joined(separator: "、")
    throw Problem(
      .invalidInput, "REGISTRY_TERM_UNKNOWN", zh: "“\(text.prefix(40))”不是可用的词",
      en: "not one of the words in use: \(text.prefix(40))", remedyZh: "可用：\(words)",
      remedyEn: "use one of: \(allCases.map(\.rawValue).joined(separator: ", "))",
      details: [Problem.Detail("value", String(text.prefix(64)))])
  }
}
