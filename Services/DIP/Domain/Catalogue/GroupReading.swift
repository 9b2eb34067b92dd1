import Quantities
import Tabular

/// The groups of a groups file, with what is wrong in it.
struct GroupReading {
  private(set) var groups: [DiseaseGroup] = []
  private(set) var table: CatalogueTable
  private var codes: Set<String> = []
  private var sequences: Set<String> = []
  /// The kind of rows that state none.
  private let defaultKind: String

  /// - Parameter earlier: the file read before, whose numbers and codes are taken.
  init(_ table: CatalogueTable, after earlier: GroupReading? = nil, defaultKind: String = "") {
    self.table = table
    self.defaultKind = defaultKind
    codes = earlier?.codes ?? []
    sequences = earlier?.sequences ?? []
    for row in table.rows {
      if let group = group(row), isNew(group, row) { groups.append(group) }
    }
  }

  private mutating func group(_ row: CatalogueTable.Row) -> DiseaseGroup? {
    func text(_ column: GroupColumn) -> String { row[column.rawValue] }
    guard let kind = GroupKind(code: text(.kind).isEmpty ? defaultKind : text(.kind)) else {
      report(
        row, .kind, "CATALOGUE_KIND_INVALID", zh: "病种类型未知", en: "the kind of group is unknown",
        remedyZh: "可用：XQ、BX、FZ、JC、BD、ZH", remedyEn: "use XQ, BX, FZ, JC, BD or ZH")
      return nil
    }
    guard let sequence = Int32(text(.sequence)), sequence > 0 else {
      report(
        row, .sequence, "CATALOGUE_SEQUENCE_INVALID", zh: "序号应为正整数",
        en: "a sequence number is a whole number from 1", remedyZh: "请填写序号",
        remedyEn: "write a number")
      return nil
    }
    guard let diagnoses = diagnoses(row, kind),
      let main = expression(row, .mainProcedures),
      let related = expression(row, .relatedProcedures),
      let conditions = conditions(row), let composite = composite(row, kind),
      let typicalDiagnoses = codes(row, .typicalDiagnoses, { try? DiagnosisCode(parsing: $0) }),
      let typicalProcedures = codes(row, .typicalProcedures, { try? ProcedureCode(parsing: $0) })
    else { return nil }
    let note = text(.note)
    let code = text(.code).isEmpty ? "\(kind.code)-\(sequence)" : text(.code)
    return DiseaseGroup(
      code: code, kind: kind, sequence: sequence,
      name: text(.name).isEmpty ? text(.diagnosisNames) : text(.name), diagnoses: diagnoses,
      looksAtAnyDiagnosis: note.contains("不限定为主要诊断"), mainProcedures: main,
      looksAtAnyProcedure: note.contains("不限定为主要手术操作"), relatedProcedures: related,
      conditions: conditions, procedureClass: composite.entry?.procedureClass,
      procedureDivision: composite.entry?.division ?? 0, surgeryLevel: composite.level,
      isTCM: text(.isTCM) == "1" || text(.isTCM) == "是", isPrimaryCare: false,
      primaryCareCoefficient: nil, score: nil, referenceMeans: [:],
      typicalDiagnoses: typicalDiagnoses, typicalProcedures: typicalProcedures,
      source: .init(file: table.file, row: row.number))
  }

  private mutating func isNew(_ group: DiseaseGroup, _ row: CatalogueTable.Row) -> Bool {
    let newSequence = sequences.insert("\(group.kind.code)\(group.sequence)").inserted
    if !newSequence {
      report(
        row, .sequence, "CATALOGUE_SEQUENCE_TWICE", zh: "同类病种序号重复",
        en: "the sequence number appears twice in its kind", remedyZh: "请使用唯一序号",
        remedyEn: "give every group its own number")
      return false
    }
    let newCode = codes.insert(group.code).inserted
    if !newCode {
      report(
        row, .code, "CATALOGUE_CODE_TWICE", zh: "病种编码重复", en: "the group code appears twice",
        remedyZh: "请使用唯一编码", remedyEn: "give every group its own code")
    }
    return newCode
  }

  private mutating func diagnoses(
    _ row: CatalogueTable.Row, _ kind: GroupKind
  ) -> [DiagnosisPattern]? {
    let text = row[GroupColumn.diagnoses.rawValue]
    if text == "所有诊断", kind == .advance { return [] }
    switch [DiagnosisPattern].parse(text) {
    case .success(let patterns) where !patterns.isEmpty:
      table.remarkAsterisk(row, GroupColumn.diagnoses)
      return patterns
    case .success:
      table.refuseCode(row, GroupColumn.diagnoses.rawValue, text)
    case .failure(let entry):
      table.refuseCode(row, GroupColumn.diagnoses.rawValue, entry.text)
    }
    return nil
  }

  private mutating func expression(
    _ row: CatalogueTable.Row, _ column: GroupColumn
  ) -> CodeExpression? {
    switch CodeExpression.parse(row[column.rawValue]) {
    case .success(let (expression, hasRepetition)):
      for code in expression.clauses.flatMap({ $0 }) where !Self.isUsual(code) {
        table.report(
          .warning, row: row.number, column: column.column.name, value: code.description,
          code: "CATALOGUE_CODE_FORM",
          message: Bilingual(
            zh: "编码 \(code) 的位数不是标准形式", en: "the code \(code) has an unusual length"),
          remedy: Bilingual(zh: "请核对来源表", en: "compare with the source"))
      }
      if hasRepetition {
        table.report(
          .warning, row, column.rawValue, "CATALOGUE_CODE_REPEATED", zh: "同一组合内编码重复",
          en: "a code is repeated within a clause", remedyZh: "请核对来源表",
          remedyEn: "compare with the source")
      }
      return expression
    case .failure(let entry):
      table.refuseCode(row, column.rawValue, entry.text)
      return nil
    }
  }

  /// `51.2`, `51.23`, `51.2300`, `51.2300x001`; all other lengths are typing errors or forms of one
  /// region.
  private static func isUsual(_ code: ProcedureCode) -> Bool {
    [3, 4, 6, 10].contains(code.key.length)
  }

  private mutating func conditions(_ row: CatalogueTable.Row) -> [GroupCondition]? {
    switch GroupCondition.parse(row[GroupColumn.conditions.rawValue]) {
    case .success(let conditions): return conditions
    case .failure(let entry):
      report(
        row, .conditions, "CATALOGUE_CONDITION_INVALID", zh: "无法识别的条件“\(entry.text)”",
        en: "a condition that is not understood: “\(entry.text)”",
        remedyZh: "可用：天龄、年龄、出生体重、其他诊断、是否耐药、面积",
        remedyEn: "use 天龄, 年龄, 出生体重, 其他诊断, 是否耐药 or 面积")
      return nil
    }
  }

  /// Codes separated by `|`.
  private mutating func codes<Code>(
    _ row: CatalogueTable.Row, _ column: GroupColumn, _ read: (String) -> Code?
  ) -> [Code]? {
    var codes: [Code] = []
    for part in row[column.rawValue].split(separator: "|") {
      guard let code = read(String(part)) else {
        table.refuseCode(row, column.rawValue, String(part))
        return nil
      }
      codes.append(code)
    }
    return codes
  }

  /// Which main procedures a composite group takes: a class, or with a level of surgery the class
  /// 相关手术 where the row states none. Other kinds have neither.
  private mutating func composite(
    _ row: CatalogueTable.Row, _ kind: GroupKind
  ) -> (entry: ProcedureClassTable.Entry?, level: UInt8?)? {
    guard kind == .composite else { return (nil, nil) }
    var level: UInt8?
    if !row[GroupColumn.surgeryLevel].isEmpty {
      guard let number = table.integer(row, GroupColumn.surgeryLevel, SurgeryLevels.range) else {
        return nil
      }
      level = UInt8(number)
    }
    let term = row[GroupColumn.procedureClass]
    if let known = ProcedureClassTable.Entry(term: term) { return (known, level) }
    if term.isEmpty, level != nil { return (ProcedureClassTable.Entry(.surgical), level) }
    report(
      row, .procedureClass, "CATALOGUE_CLASS_INVALID", zh: "综合病种缺少操作类别",
      en: "a composite group needs a class of procedure", remedyZh: "可用：相关手术、治疗性操作、诊断性操作、内科",
      remedyEn: "use 相关手术, 治疗性操作, 诊断性操作 or 内科")
    return nil
  }

  private mutating func report(
    _ row: CatalogueTable.Row, _ column: GroupColumn, _ code: String, zh: String, en: String,
    remedyZh: String, remedyEn: String
  ) {
    table.report(
      .error, row, column.rawValue, code, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }
}
