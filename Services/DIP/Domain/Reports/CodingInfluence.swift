import Quantities

/// Which codes decide groups over a whole settlement (编码影响分析): a case counts for a code when
/// without it, or with the main code exchanged for it, the case would fall into a group that scores
/// less.
public struct CodingInfluence: Sendable {
  private static let scale = 12

  /// Lines of the report, those worth most first.
  public static let shown = 500

  private struct Key: Hashable {
    var change: CodingSensitivity.Change
    var code: String
  }

  private struct Part {
    var cases = 0
    /// Scores × 10^12, each rounded: exact scores have too many denominators to add up.
    var worth: Int128 = 0
    var institutions: Set<Int> = []
    var examples: [String] = []
  }

  private var parts: [Key: Part] = [:]

  /// - Parameter institution: code; only its cases. Nil takes all.
  /// - Throws: `QUANTITY_OVERFLOW`, and the problems of scoring a case.
  public init(_ cases: SettledCases, institution: String?) throws(Problem) {
    for index in cases.grouped.orderedByID() {
      let settled = cases.standing(index)
      guard settled.standing == .grouped, let place = settled.institution,
        institution.map({ $0 == cases.tables.institutions[place].code }) ?? true
      else { continue }
      let list = cases.lists[index]
      guard list.diagnoses.count > 1 || !list.procedures.isEmpty,
        let own = try cases.score(settled)
      else { continue }
      for (change, code, changed) in list.codingVariants {
        // An exchange of the main code is another story of the stay; only what pays more counts.
        var other = settled
        let result = cases.computation.grouper.group(changed)
        guard result.group != Int32(settled.group ?? -1), result.isGrouped else { continue }
        other.group = Int(result.group)
        guard let score = try cases.score(other), score < own else { continue }
        var part = parts[Key(change: change, code: code)] ?? Part()
        part.cases += 1
        part.worth = try checkedSum(
          part.worth, (own - score).scaled(Self.scale, .halfUp))
        part.institutions.insert(place)
        if part.examples.count < UngroupedReport.examples { part.examples.append(list.id) }
        parts[Key(change: change, code: code)] = part
      }
    }
  }

  private static func score(
    _ worth: Int128, over cases: Int
  ) throws(Problem) -> StatementTable.Cell {
    .decimal(
      try Ratio(worth, checkedProduct(Int128(cases), PowersOfTen.int128(scale)))
        .rounded(scale: 4, .halfUp).formatted(decimals: 4))
  }

  public var table: ReportTable {
    get throws(Problem) {
      let order = parts.sorted { a, b in
        if a.value.worth != b.value.worth { return a.value.worth > b.value.worth }
        if a.key.code != b.key.code { return a.key.code < b.key.code }
        return a.key.change.rawValue < b.key.change.rawValue
      }
      var rows: [[StatementTable.Cell]] = []
      for (key, part) in order.prefix(Self.shown) {
        rows.append([
          .term(key.change.rawValue, key.change.title), .text(key.code), .count(part.cases),
          .count(part.institutions.count), try Self.score(part.worth, over: 1),
          try Self.score(part.worth, over: part.cases),
          .text(part.examples.joined(separator: " ")),
        ])
      }
      return ReportTable(
        "influence", "编码影响", "Influence of codes",
        noteZh: "去掉该编码（或将其与主要编码互换）后病例会落入分值更低的病种；按分值合计列出前 \(Self.shown) 项。",
        noteEn:
          "Without the code (or with it as the main one) the case would fall into a group that scores less; the \(Self.shown) worth most.",
        columns: [
          .text("change", "改动", "Change"), .text("code", "编码", "Code"),
          .number("cases", "病例数", "Cases"), .number("institutions", "机构数", "Institutions"),
          .number("score", "分值合计", "Score"), .number("mean_score", "例均分值", "Score of a case"),
          .text("examples", "示例清单", "Examples"),
        ], rows: rows)
    }
  }
}

extension CodingSensitivity.Change {
  public var title: Bilingual {
    switch self {
    case .dropDiagnosis: Bilingual(zh: "去掉诊断", en: "Without the diagnosis")
    case .exchangeDiagnosis: Bilingual(zh: "改作主要诊断", en: "As main diagnosis")
    case .dropProcedure: Bilingual(zh: "去掉手术操作", en: "Without the procedure")
    case .exchangeProcedure: Bilingual(zh: "改作主要手术操作", en: "As main procedure")
    }
  }
}
