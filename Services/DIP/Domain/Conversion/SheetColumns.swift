import Tabular

/// Columns of the group sheets of the national scheme.
enum GroupSheetColumn: Int, CatalogueColumn {
  case sequence, category, diagnoses, diagnosisNames, mainProcedures, mainNames
  case relatedProcedures, relatedNames, otherDiagnoses, otherNames, burnDegree, burnArea
  case resistant, resistantNote, ageInDays, birthWeight, note, groupName

  var column: CSVColumn {
    switch self {
    case .sequence: CSVColumn("序号", aliases: ["方案序号"])
    case .category: CSVColumn("分类", required: false)
    case .diagnoses: CSVColumn("主要诊断编码", aliases: ["主要诊断代码"])
    case .diagnosisNames: CSVColumn("主要诊断名称", required: false)
    case .mainProcedures:
      CSVColumn(
        "主要手术操作编码", aliases: ["主要手术操作代码", "主要手术操作/相关手术操作编码", "手术操作编码"],
        required: false)
    case .mainNames:
      CSVColumn(
        "主要手术操作名称", aliases: ["主要手术操作/相关手术操作名称", "手术操作名称"], required: false)
    case .relatedProcedures:
      CSVColumn("相关手术操作编码", aliases: ["相关手术操作代码"], required: false)
    case .relatedNames: CSVColumn("相关手术操作名称", required: false)
    case .otherDiagnoses: CSVColumn("其他诊断编码", aliases: ["其他诊断代码"], required: false)
    case .otherNames: CSVColumn("其他诊断名称", required: false)
    case .burnDegree: CSVColumn("烧伤腐蚀伤程度", aliases: ["烧伤/腐蚀伤程度"], required: false)
    case .burnArea: CSVColumn("烧伤腐蚀伤面积", aliases: ["烧伤/腐蚀伤面积"], required: false)
    case .resistant: CSVColumn("是否耐药", required: false)
    case .resistantNote: CSVColumn("是否耐药说明", aliases: ["耐药说明"], required: false)
    case .ageInDays: CSVColumn("天龄", required: false)
    case .birthWeight: CSVColumn("出生体重", required: false)
    case .note: CSVColumn("说明", aliases: ["备注"], required: false)
    case .groupName: CSVColumn("分组名称", aliases: ["病种名称"], required: false)
    }
  }

  /// Cells whose blanks and line breaks come from the layout.
  static let codes: Set<Int> = Set(
    [Self.diagnoses, .mainProcedures, .relatedProcedures, .otherDiagnoses].map(\.rawValue))
}

/// Columns of 综合病种字典表.
enum CompositeSheetColumn: Int, CatalogueColumn {
  case code, name, category, className

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("综合病种编码")
    case .name: CSVColumn("综合病种名称", required: false)
    case .category: CSVColumn("ICD-10分类码", aliases: ["主要诊断编码"])
    case .className: CSVColumn("组名称", aliases: ["操作类别"])
    }
  }
}

/// Columns of 不纳入分组的主要手术操作.
enum ExclusionSheetColumn: Int, CatalogueColumn {
  case code, name, note, scope

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("主要手术操作编码", aliases: ["手术操作编码", "编码"])
    case .name: CSVColumn("主要手术操作名称", aliases: ["手术操作名称", "名称"], required: false)
    case .note: CSVColumn("说明", aliases: ["备注", "处理规则", "排除类型"])
    case .scope: CSVColumn("限定主要诊断", aliases: ["限定主诊断范围"], required: false)
    }
  }
}

/// Columns of 中度诊断 and 重度诊断.
enum ComplicationSheetColumn: Int, CatalogueColumn {
  case code, name, exclusion

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("疾病编码", aliases: ["编码", "诊断编码", "code"])
    case .name: CSVColumn("疾病名称", aliases: ["名称", "诊断名称"], required: false)
    case .exclusion: CSVColumn("排除表", aliases: ["排除表编号"], required: false)
    }
  }
}

/// Columns of the catalogue's files that hold codes.
enum CodeColumns {
  static let names: Set<String> = [
    "main_diagnosis_codes", "main_procedure_codes", "related_procedure_codes", "code", "from", "to",
    "main_diagnosis", "scope_main_diagnosis", "typical_diagnosis_codes", "typical_procedure_codes",
  ]
}
