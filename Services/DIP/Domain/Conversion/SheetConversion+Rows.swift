import Quantities
import Tabular
import Workbook

extension SheetConversion {
  /// A group of the national scheme. Its conditions stand in columns of their own, which differ from
  /// sheet to sheet; the catalogue has them in one.
  mutating func takeGroup(
    _ record: SheetRecords.Record, of sheet: Worksheet, _ sheetKind: GroupKind?
  ) {
    func text(_ column: GroupSheetColumn) -> String {
      GroupSheetColumn.codes.contains(column.rawValue)
        ? Self.code(record[column]) : Self.plain(record[column])
    }
    // `BX-20` names the kind, too.
    let parts = text(.sequence).split(separator: "-")
    guard let number = parts.last.flatMap({ Int($0) }), number > 0,
      let kind = sheetKind ?? parts.first.flatMap({ GroupKind(code: String($0)) })
    else {
      report(
        .warning, sheet, record.number, GroupSheetColumn.sequence.column.name,
        "SHEET_ROW_WITHOUT_NUMBER", zh: "没有序号的行，未使用",
        en: "a row without a number was not used",
        value: record.cells.map(\.text).filter { !$0.isEmpty }.joined(separator: " "))
      return
    }
    let degree = text(.burnDegree)
    append(
      [
        ("kind", kind.code), ("seq", "\(number)"), ("main_diagnosis_codes", text(.diagnoses)),
        ("main_diagnosis_names", degree.isEmpty ? text(.diagnosisNames) : degree),
        ("main_procedure_codes", text(.mainProcedures)),
        ("main_procedure_names", text(.mainNames)),
        ("related_procedure_codes", text(.relatedProcedures)),
        ("other_conditions", conditions(record)), ("category", text(.category)),
        ("note", text(.note)), ("related_procedure_names", text(.relatedNames)),
        ("group_name", text(.groupName)),
      ], to: .groups, from: sheet, record.number)
  }

  /// The words of `other_conditions`.
  private func conditions(_ record: SheetRecords.Record) -> String {
    func text(_ column: GroupSheetColumn) -> String { Self.plain(record[column]) }
    var conditions: [String] = []
    if !text(.ageInDays).isEmpty { conditions.append("天龄 \(text(.ageInDays))") }
    if !text(.birthWeight).isEmpty { conditions.append("出生体重\(text(.birthWeight))") }
    let codes = Self.code(record[GroupSheetColumn.otherDiagnoses])
    if !codes.isEmpty {
      // The names beside the codes of burns are long and repeat the area.
      let names = text(.burnArea).isEmpty ? text(.otherNames) : ""
      conditions.append("其他诊断 \(codes)\(names.isEmpty ? "" : "（\(names)）")")
    }
    let area = text(.burnArea)
    if !area.isEmpty { conditions.append(area.contains("面积") ? area : "面积\(area)") }
    if !text(.resistant).isEmpty {
      let note = text(.resistantNote)
      conditions.append("是否耐药：\(text(.resistant))\(note.isEmpty ? "" : "（\(note)）")")
    }
    return conditions.joined(separator: "; ")
  }

  /// A composite group: a category of diagnoses and a class of procedures. Dagger and asterisk of the
  /// category are no part of a code.
  mutating func takeComposite(_ record: SheetRecords.Record, of sheet: Worksheet) {
    let category = Self.code(record[CompositeSheetColumn.category])
      .filter { $0 != "*" && $0 != "+" }
    append(
      [
        ("kind", GroupKind.composite.code), ("seq", "\(nextComposite())"),
        ("code", Self.plain(record[CompositeSheetColumn.code])),
        ("main_diagnosis_codes", category), ("main_procedure_codes", ""),
        ("procedure_class", Self.plain(record[CompositeSheetColumn.className])),
        ("group_name", Self.plain(record[CompositeSheetColumn.name])),
      ], to: .groups, from: sheet, record.number)
  }

  /// The remark says what the procedure may not be; `…作为主要诊断，可作为主要手术操作` names the
  /// main diagnoses with which it may.
  mutating func takeExclusion(_ record: SheetRecords.Record, of sheet: Worksheet) {
    let note = Self.plain(record[ExclusionSheetColumn.note]).filter { !$0.isWhitespace }
    var kind = note
    var scope = Self.code(record[ExclusionSheetColumn.scope])
    let clause = "作为主要诊断，可作为主要手术操作"
    if note.hasSuffix(clause), note.count > clause.count {
      kind = "限范围可作主要手术操作"
      scope = CodeCell.folded(String(note.dropLast(clause.count)))
    } else if note.contains("不可作为主要手术操作") {
      kind = ProcedureExclusion.neverMain.term
    } else if note.contains("按保守治疗入组") {
      kind = ProcedureExclusion.conservative.term
    }
    append(
      [
        ("code", Self.code(record[ExclusionSheetColumn.code])),
        ("name", Self.plain(record[ExclusionSheetColumn.name])), ("exclusion_kind", kind),
        ("scope_main_diagnosis", scope),
      ], to: .excludedProcedures, from: sheet, record.number)
  }

  mutating func takeComplication(
    _ record: SheetRecords.Record, of sheet: Worksheet, _ level: ComplicationLevel
  ) {
    append(
      [
        ("code", Self.code(record[ComplicationSheetColumn.code])),
        ("name", Self.plain(record[ComplicationSheetColumn.name])), ("level", level.term),
        ("exclusion", Self.plain(record[ComplicationSheetColumn.exclusion])),
      ], to: .complications, from: sheet, record.number)
  }

  /// A table with the columns of the catalogue's file; columns that the file does not have are kept.
  ///
  /// - Parameter last: the row before. The comorbidity table writes name and weight once for all
  ///   codes of a category.
  mutating func takeTable(
    _ record: SheetRecords.Record, of sheet: Worksheet, _ role: CatalogueManifest.Role,
    last: inout [String]
  ) {
    var texts = zip(role.columns, record.cells).map { column, cell in
      CodeColumns.names.contains(column.name) ? Self.code(cell) : Self.plain(cell)
    }
    if role == .comorbidities, !last.isEmpty {
      for column in [ComorbidityColumn.category, .weight]
      where texts[column.rawValue].isEmpty {
        texts[column.rawValue] = last[column.rawValue]
      }
    }
    last = texts
    var fields = zip(role.columns, texts).map { (name: $0.name, text: $1) }
      .filter { field in
        !field.text.isEmpty || role.columns.contains { $0.name == field.name && $0.isRequired }
      }
    fields += record.others.map { (name: $0.name, text: Self.plain($0.cell)) }
    append(fields, to: role, from: sheet, record.number)
  }

  /// A cell of words: without the line breaks of the layout and blanks at the ends.
  private static func plain(_ cell: CellValue) -> String {
    String(cell.text.filter { !$0.isNewline }.trimmingBlanks)
  }

  /// A cell of codes: without any blanks, in half-width characters.
  private static func code(_ cell: CellValue) -> String { CodeCell.folded(cell.text) }
}

/// The text of a cell of codes.
enum CodeCell {
  static func folded(_ text: String) -> String {
    var folded = ""
    for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
      let half = scalar.value >= 0xFF01 && scalar.value <= 0xFF5E ? scalar.value - 0xFEE0 : nil
      folded.unicodeScalars.append(half.flatMap { Unicode.Scalar($0) } ?? scalar)
    }
    return folded
  }
}

extension StringProtocol {
  /// Without white space at the ends.
  fileprivate var trimmingBlanks: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
