import Tabular

/// Columns of the list of Chinese-medicine groups.
enum TCMColumn: Int, CatalogueColumn {
  case groupCode, score

  var column: CSVColumn {
    switch self {
    case .groupCode: CSVColumn("group_code", aliases: ["病种编码", "code"])
    case .score: CSVColumn("score", aliases: ["分值", "病种分值"], required: false)
    }
  }
}

/// Columns of the auxiliary table.
enum AuxiliaryColumn: Int, CatalogueColumn {
  case groupCode, type, coefficient, cases, mean

  var column: CSVColumn {
    switch self {
    case .groupCode: CSVColumn("group_code", aliases: ["病种编码"])
    case .type: CSVColumn("type", aliases: ["辅助类型", "辅助目录类型"])
    case .coefficient: CSVColumn("coefficient", aliases: ["系数", "辅助系数"])
    case .cases: CSVColumn("cases", aliases: ["病例数"], required: false)
    case .mean: CSVColumn("mean", aliases: ["次均费用"], required: false)
    }
  }
}

/// Columns of the list of complications and comorbidities.
enum ComplicationColumn: Int, CatalogueColumn {
  case code, level, exclusion

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("code", aliases: ["编码", "疾病编码", "诊断编码"])
    case .level: CSVColumn("level", aliases: ["级别"])
    case .exclusion: CSVColumn("exclusion", aliases: ["排除表"], required: false)
    }
  }
}

/// Columns of the lists of main diagnoses that exclude complications.
enum ComplicationExclusionColumn: Int, CatalogueColumn {
  case exclusion, mainDiagnosis

  var column: CSVColumn {
    switch self {
    case .exclusion: CSVColumn("exclusion", aliases: ["排除表"])
    case .mainDiagnosis: CSVColumn("main_diagnosis", aliases: ["主要诊断编码"])
    }
  }
}

/// Columns of the comorbidity index.
enum ComorbidityColumn: Int, CatalogueColumn {
  case category, weight, code

  var column: CSVColumn {
    switch self {
    case .category: CSVColumn("category", aliases: ["合并症", "合并症中文名称"])
    case .weight: CSVColumn("weight", aliases: ["权重"])
    case .code: CSVColumn("code", aliases: ["编码", "医保版2.0编码"])
    }
  }
}

/// Columns of the levels of surgery.
enum SurgeryLevelColumn: Int, CatalogueColumn {
  case code, level

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("code", aliases: ["编码", "手术操作编码"])
    case .level: CSVColumn("level", aliases: ["手术级别"])
    }
  }
}

/// Columns of the mappings between code versions.
enum CodeMappingColumn: Int, CatalogueColumn {
  case from, to, fromVersion, toVersion

  var column: CSVColumn {
    switch self {
    case .from: CSVColumn("from", aliases: ["原编码"])
    case .to: CSVColumn("to", aliases: ["映射编码"])
    case .fromVersion: CSVColumn("from_version", aliases: ["原版本"], required: false)
    case .toVersion: CSVColumn("to_version", aliases: ["映射版本"])
    }
  }
}

/// Columns of the add-ons for new technology.
enum NewTechnologyColumn: Int, CatalogueColumn {
  case code, score, note

  var column: CSVColumn {
    switch self {
    case .code: CSVColumn("code", aliases: ["手术操作编码", "编码"])
    case .score: CSVColumn("score", aliases: ["加成分值", "分值"])
    case .note: CSVColumn("note", aliases: ["备注", "说明"], required: false)
    }
  }
}
