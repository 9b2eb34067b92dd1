import Quantities

/// The institution statement as a table that people read and bureaus file: every line of the
/// settlement, then the totals. Rendered as aligned text, CSV or JSON by the same columns.
///
/// ```swift
/// let table = StatementTable(lines: lines, totals: totals)
/// print(table.text(.zh))
/// ```
public struct StatementTable: Sendable, Hashable {
  public enum Language: String, Sendable {
    case zh, en
  }

  /// A value of a cell, in the form that its rendering needs.
  public enum Cell: Sendable, Hashable {
    case text(String)
    /// A code, and how people say it.
    case term(String, Bilingual)
    case count(Int)
    /// An exact decimal, as text.
    case decimal(String)
    case money(Money)
  }

  public struct Column: Sendable, Hashable {
    /// Name in JSON.
    public var key: String
    /// Heading.
    public var title: Bilingual
    /// Numbers stand to the right.
    public var isNumber: Bool

    public init(key: String, title: Bilingual, isNumber: Bool) {
      self.key = key
      self.title = title
      self.isNumber = isNumber
    }
  }

  public let columns: [Column]
  /// Cells of each line in the order of `columns`.
  public let rows: [[Cell]]
  public let totals: [[Cell]]

  /// - Parameter form: which columns.
  public init(lines: [StatementLine], totals: [StatementLine], form: Form = .overview) {
    let definitions = Self.definitions(form, of: lines + totals)
    columns = definitions.map(\.column)
    rows = lines.map { line in definitions.map { $0.cell(line) } }
    self.totals = totals.map { line in definitions.map { $0.cell(line) } }
  }

  /// 级别 in words.
  public static func levelCell(_ level: Int) -> Cell {
    let name =
      switch level {
      case 3: Bilingual(zh: "三级", en: "Tertiary")
      case 2: Bilingual(zh: "二级", en: "Secondary")
      case 1: Bilingual(zh: "一级", en: "Primary")
      default: Bilingual(zh: "未定级", en: "Unrated")
      }
    return .term(String(level), name)
  }

  /// 险种 in words; an empty code is the merged pool.
  public static func insuranceCell(_ code: String) -> Cell {
    let name =
      switch code {
      case "310": Bilingual(zh: "职工", en: "Employee")
      case "390": Bilingual(zh: "居民", en: "Resident")
      case "": Bilingual(zh: "合并", en: "Merged")
      default: Bilingual(zh: code, en: code)
      }
    return .term(code, name)
  }
}

extension StatementTable.Cell {
  /// The value as people read it.
  public func text(_ language: StatementTable.Language) -> String {
    switch self {
    case .text(let text), .decimal(let text): text
    case .term(_, let name): language == .zh ? name.zh : name.en
    case .count(let count): String(count)
    case .money(let money): money.description
    }
  }
}
