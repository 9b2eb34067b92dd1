import Quantities
import Tabular

/// What a file says about one fact, laid over what the registry knows (导入合并).
///
/// A row names the version of a fact by its first day: the same content is unchanged, another
/// content replaces that version, a new first day is a new version. A row that would make two
/// versions claim one day is refused; the others stand.
struct TimelineMerge<Fact: RegistryFact> {
  /// Nil when nothing changes.
  let revision: Revision<Fact>?
  /// The spans of the timeline after the merge, by first day.
  let result: [DatedFact<Fact>]

  init(
    _ rows: [TableRow<DatedFact<Fact>>], over current: [Version<Fact>],
    outcome: inout ImportOutcome
  ) {
    // One version of a fact that nobody knows yet: nearly every row of a first import.
    if current.isEmpty, rows.count == 1, let row = rows.first {
      outcome.inserted += 1
      result = [row.entry]
      revision = Revision(.imported, superseded: [], inserted: [row.entry])
      return
    }
    var standing: [Day: Version<Fact>] = [:]
    for version in current { standing[version.validity.from] = version }
    var fresh: [Day: TableRow<DatedFact<Fact>>] = [:]
    for row in rows {
      Self.sort(row, &fresh, standing: standing, outcome: &outcome)
    }
    while let refused = Self.overlapping(fresh, standing) {
      fresh[refused.entry.validity.from] = nil
      outcome.quarantine(row: refused.row, [Self.overlap(refused)])
    }
    result = Self.spans(fresh, standing).map(\.dated)
    let superseded = fresh.keys.compactMap { standing[$0] }
    outcome.replaced += superseded.count
    outcome.inserted += fresh.count - superseded.count
    revision =
      fresh.isEmpty
      ? nil
      : Revision(
        .imported, superseded: superseded.sorted { $0.validity.from < $1.validity.from },
        inserted: fresh.values.map(\.entry).sorted { $0.validity.from < $1.validity.from })
  }

  /// Counts a row that says nothing new, refuses one that contradicts an earlier row, keeps the rest.
  private static func sort(
    _ row: TableRow<DatedFact<Fact>>, _ fresh: inout [Day: TableRow<DatedFact<Fact>>],
    standing: [Day: Version<Fact>], outcome: inout ImportOutcome
  ) {
    let day = row.entry.validity.from
    if let earlier = fresh[day] {
      guard earlier.entry != row.entry else {
        outcome.unchanged += 1
        return
      }
      return outcome.quarantine(row: row.row, [twice(row, earlier: earlier.row)])
    }
    if let known = standing[day], DatedFact(known.fact, known.validity) == row.entry {
      outcome.unchanged += 1
    } else {
      fresh[day] = row
    }
  }

  private typealias Span = (dated: DatedFact<Fact>, row: TableRow<DatedFact<Fact>>?)

  private static func spans(
    _ fresh: [Day: TableRow<DatedFact<Fact>>], _ standing: [Day: Version<Fact>]
  ) -> [Span] {
    let kept = standing.values.filter { fresh[$0.validity.from] == nil }
    return
      (kept.map { (DatedFact($0.fact, $0.validity), nil) }
      + fresh.values.map { ($0.entry, $0) })
      .sorted { $0.dated.validity.from < $1.dated.validity.from }
  }

  /// A row of the file that overlaps its neighbour; the later one is refused when both are rows.
  private static func overlapping(
    _ fresh: [Day: TableRow<DatedFact<Fact>>], _ standing: [Day: Version<Fact>]
  ) -> TableRow<DatedFact<Fact>>? {
    let spans = spans(fresh, standing)
    for (a, b) in zip(spans, spans.dropFirst())
    where a.dated.validity.overlaps(b.dated.validity) {
      return b.row ?? a.row
    }
    return nil
  }

  private static func twice(_ row: TableRow<DatedFact<Fact>>, earlier: Int) -> RowIssue {
    RowIssue(
      row: row.row, column: "valid_from", value: "\(row.entry.validity.from)",
      code: "REGISTRY_ROW_TWICE",
      message: Bilingual(
        zh: "与第 \(earlier) 行代码、启用日期相同但内容不同",
        en: "same code and first day as row \(earlier), another content"),
      remedy: Bilingual(zh: "请保留其中一行", en: "keep one of the two"))
  }

  private static func overlap(_ row: TableRow<DatedFact<Fact>>) -> RowIssue {
    RowIssue(
      row: row.row, column: "valid_from", value: "\(row.entry.validity.from)",
      code: "REGISTRY_HISTORY_OVERLAP",
      message: Bilingual(
        zh: "\(row.entry.fact.key) 在 \(row.entry.validity) 内已有另一版本",
        en: "\(row.entry.fact.key) already has another version within \(row.entry.validity)"),
      remedy: Bilingual(
        zh: "请在同一文件中为前一版本填写终止日期", en: "give the earlier version its valid_to in the same file"))
  }
}

extension RowIssue {
  /// A row that refers to something unknown on its first day.
  static func unknown(row: Int, column: String, _ code: String, on day: Day) -> RowIssue {
    RowIssue(
      row: row, column: column, value: code, code: "REGISTRY_UNKNOWN",
      message: Bilingual(
        zh: "\(day) 没有代码为 \(code) 的记录", en: "nothing with the code \(code) is known on \(day)"),
      remedy: Bilingual(zh: "请核对代码，或先导入它", en: "check the code, or import it first"))
  }
}
