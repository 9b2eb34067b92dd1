import Quantities

/// A table that reports, files and pages show alike: what it is called, the rule behind it in words,
/// and its columns and rows.
public struct ReportTable: Sendable, Hashable {
  /// Stable name such as `indices.institutions`.
  public var key: String
  public var title: Bilingual
  /// How its figures are defined; empty when the headings say it.
  public var note: Bilingual
  public var table: StatementTable

  public init(key: String, title: Bilingual, note: Bilingual, table: StatementTable) {
    self.key = key
    self.title = title
    self.note = note
    self.table = table
  }

  init(
    _ key: String, _ zh: String, _ en: String, noteZh: String = "", noteEn: String = "",
    columns: [StatementTable.Column], rows: [[StatementTable.Cell]],
    totals: [[StatementTable.Cell]] = []
  ) {
    self.init(
      key: key, title: Bilingual(zh: zh, en: en), note: Bilingual(zh: noteZh, en: noteEn),
      table: StatementTable(columns: columns, rows: rows, totals: totals))
  }
}

extension StatementTable {
  /// A table of other columns than the institution statement's.
  public init(columns: [Column], rows: [[Cell]], totals: [[Cell]] = []) {
    for row in rows + totals {
      precondition(row.count == columns.count, "a row has a cell for each column")
    }
    self.columns = columns
    self.rows = rows
    self.totals = totals
  }
}

extension StatementTable.Column {
  /// A column of figures.
  public static func number(_ key: String, _ zh: String, _ en: String) -> Self {
    Self(key: key, title: Bilingual(zh: zh, en: en), isNumber: true)
  }

  /// A column of words.
  public static func text(_ key: String, _ zh: String, _ en: String) -> Self {
    Self(key: key, title: Bilingual(zh: zh, en: en), isNumber: false)
  }
}

extension StatementTable.Cell {
  /// `count ÷ whole` in per cent with two decimals; empty without a whole.
  static func percent(_ count: Int, of whole: Int) throws(Problem) -> Self {
    guard whole > 0 else { return .decimal("") }
    return .decimal(
      try Ratio(Int128(count) * 100, Int128(whole)).rounded(scale: 2, .halfUp)
        .formatted(decimals: 2))
  }

  /// An amount of fen divided by a count, to the fen; empty without a count.
  static func mean(_ fen: Int128, over count: Int) throws(Problem) -> Self {
    guard count > 0 else { return .text("") }
    return .money(try Ratio(fen, Int128(count) * 100).money(.halfUp))
  }

  /// A mean with some decimals; empty without a count.
  static func mean(_ sum: Int128, over count: Int, decimals: Int) throws(Problem) -> Self {
    guard count > 0 else { return .decimal("") }
    return .decimal(
      try Ratio(sum, Int128(count)).rounded(scale: decimals, .halfUp)
        .formatted(decimals: decimals))
  }
}
