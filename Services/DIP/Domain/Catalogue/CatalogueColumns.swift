import Tabular

/// The columns of one kind of file; the raw value is the place among them.
protocol CatalogueColumn: RawRepresentable<Int>, CaseIterable {
  var column: CSVColumn { get }
}

/// Columns of the groups file; names of the national workbook's transcription.
enum GroupColumn: Int, CatalogueColumn {
  case kind, sequence, code, diagnoses, mainProcedures, relatedProcedures, conditions, note, name
  case diagnosisNames, procedureClass, surgeryLevel, isTCM, typicalDiagnoses, typicalProcedures

  var column: CSVColumn {
    switch self {
    case .kind: CSVColumn("kind", aliases: ["类型", "病种类型"])
    case .sequence: CSVColumn("seq", aliases: ["序号"])
    case .code: CSVColumn("code", aliases: ["病种编码"], required: false)
    case .diagnoses: CSVColumn("main_diagnosis_codes", aliases: ["主要诊断编码"])
    case .mainProcedures: CSVColumn("main_procedure_codes", aliases: ["主要手术操作编码"])
    case .relatedProcedures:
      CSVColumn("related_procedure_codes", aliases: ["相关手术操作编码"], required: false)
    case .conditions: CSVColumn("other_conditions", aliases: ["其他条件"], required: false)
    case .note: CSVColumn("note", aliases: ["备注", "说明"], required: false)
    case .name: CSVColumn("group_name", aliases: ["病种名称"], required: false)
    case .diagnosisNames: CSVColumn("main_diagnosis_names", aliases: ["主要诊断名称"], required: false)
    case .procedureClass: CSVColumn("procedure_class", aliases: ["操作类别"], required: false)
    case .surgeryLevel: CSVColumn("surgery_level", aliases: ["手术级别"], required: false)
    case .isTCM: CSVColumn("tcm", aliases: ["中医病种"], required: false)
    case .typicalDiagnoses:
      CSVColumn("typical_diagnosis_codes", aliases: ["常见诊断编码"], required: false)
    case .typicalProcedures:
      CSVColumn("typical_procedure_codes", aliases: ["常见手术操作编码"], required: false)
    }
  }
}

/// Columns of the list of primary-care groups.
enum PrimaryCareColumn: Int, CatalogueColumn {
  case diagnoses, mainProcedures, coefficient

  var column: CSVColumn {
    switch self {
    case .diagnoses: CSVColumn("main_diagnosis_codes", aliases: ["主要诊断编码"])
    case .mainProcedures: CSVColumn("main_procedure_codes", aliases: ["主要手术操作编码"])
    case .coefficient: CSVColumn("coefficient", aliases: ["系数"], required: false)
    }
  }
}

/// Columns of the lists of single codes.
enum CodeListColumn: Int, CatalogueColumn {
  case code, exclusion, scope, procedureClass, table

  var column: CSVColumn {
    switch self {
    case .code:
      CSVColumn("code", aliases: ["编码", "主要诊断编码", "诊断编码", "手术操作编码"])
    case .exclusion: CSVColumn("exclusion_kind", aliases: ["排除类型"], required: false)
    case .scope: CSVColumn("scope_main_diagnosis", aliases: ["限定主要诊断"], required: false)
    case .procedureClass: CSVColumn("class", aliases: ["类别"], required: false)
    case .table: CSVColumn("table", aliases: ["类别表"], required: false)
    }
  }
}

/// Columns of the scores file: a score, and mean costs named after whom they were measured in:
/// `mean`, `mean_310`, `mean_3` (level 3), `mean_310_3`.
enum ScoreColumns {
  static let references: [(name: String, reference: ScoringGroup.Reference)] = {
    let pools: [String?] = [nil] + InsuranceType.allCases.map(\.code)
    let levels: [Int?] = [nil, 3, 2, 1, 0]
    return pools.flatMap { pool in
      levels.map { level in
        let suffix = [pool, level.map(String.init)].compactMap { $0 }.map { "_" + $0 }.joined()
        return ("mean" + suffix, ScoringGroup.Reference(level: level, insurance: pool))
      }
    }
  }()

  static let columns: [CSVColumn] =
    [
      CSVColumn("code", aliases: ["病种编码"]), CSVColumn("score", aliases: ["分值", "病种分值"]),
    ] + references.map { CSVColumn($0.name, required: false) }
}

extension CatalogueManifest.Role {
  var columns: [CSVColumn] {
    switch self {
    case .groups: GroupColumn.allCases.map(\.column)
    case .local: GroupColumn.localColumns
    case .scores: ScoreColumns.columns
    case .primaryCare: PrimaryCareColumn.allCases.map(\.column)
    case .tcmGroups: TCMColumn.allCases.map(\.column)
    case .auxiliary: AuxiliaryColumn.allCases.map(\.column)
    case .surgeryLevels: SurgeryLevelColumn.allCases.map(\.column)
    case .complications: ComplicationColumn.allCases.map(\.column)
    case .complicationExclusions: ComplicationExclusionColumn.allCases.map(\.column)
    case .comorbidities: ComorbidityColumn.allCases.map(\.column)
    case .newTechnology: NewTechnologyColumn.allCases.map(\.column)
    case .diagnosisMapping, .procedureMapping: CodeMappingColumn.allCases.map(\.column)
    case .excludedDiagnoses, .excludedProcedures, .drugResistant, .procedureClasses,
      .diagnosisCodes, .procedureCodes:
      CodeListColumn.allCases.map(\.column)
    }
  }
}

extension GroupColumn {
  /// Local groups may leave out the kind, which is BD then.
  fileprivate static var localColumns: [CSVColumn] {
    allCases.map { column in
      let known = column.column
      guard column == .kind else { return known }
      return CSVColumn(known.name, aliases: known.aliases, required: false)
    }
  }
}
