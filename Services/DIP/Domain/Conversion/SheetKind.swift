/// What a sheet of a workbook holds, by its name: those of the national grouping scheme
/// (按病种分值（DIP）付费3.0版分组方案) and of its attachments, or the name of a catalogue's file.
enum SheetKind: Hashable {
  /// Groups of one kind; nil where each row names its own (`BX-20`).
  case groups(GroupKind?)
  /// 综合病种字典表
  case composites
  /// 不纳入分组的主要手术操作, whose remarks say how.
  case procedureExclusions
  /// 中度诊断, 重度诊断; CC, MCC.
  case complications(ComplicationLevel)
  /// A table with the columns of the catalogue's file.
  case table(CatalogueManifest.Role)

  init?(sheet name: String) {
    let folded = name.filter { !$0.isWhitespace }
    if let role = CatalogueManifest.Role(rawValue: folded.lowercased()) {
      self = .table(role)
      return
    }
    let rules: [(words: [String], kind: SheetKind)] = [
      (["排除表"], .table(.complicationExclusions)),
      (["不纳入", "手术"], .procedureExclusions), (["不纳入", "诊断"], .table(.excludedDiagnoses)),
      (["耐药"], .table(.drugResistant)), (["基层病种"], .table(.primaryCare)),
      (["先期分组"], .groups(.advance)), (["并项规则"], .groups(.merged)),
      (["辅助细分"], .groups(.subdivided)), (["基础规则"], .groups(.basic)),
      (["基本规则"], .groups(.basic)), (["本地病种"], .table(.local)),
      (["综合病种"], .composites), (["核心病种"], .groups(nil)),
      (["CCI"], .table(.comorbidities)), (["合并症指数"], .table(.comorbidities)),
      (["重度诊断"], .complications(.mcc)), (["中度诊断"], .complications(.cc)),
      (["MCC"], .complications(.mcc)), (["CC"], .complications(.cc)),
      (["辅助目录"], .table(.auxiliary)), (["中医优势病种"], .table(.tcmGroups)),
      (["手术级别"], .table(.surgeryLevels)), (["手术操作类别"], .table(.procedureClasses)),
      (["新技术"], .table(.newTechnology)), (["诊断编码映射"], .table(.diagnosisMapping)),
      (["手术操作编码映射"], .table(.procedureMapping)), (["诊断编码库"], .table(.diagnosisCodes)),
      (["手术操作编码库"], .table(.procedureCodes)), (["病种分值"], .table(.scores)),
    ]
    guard let found = rules.first(where: { $0.words.allSatisfy(folded.contains) }) else {
      return nil
    }
    self = found.kind
  }

  /// The file that the rows go to.
  var role: CatalogueManifest.Role {
    switch self {
    case .groups, .composites: .groups
    case .procedureExclusions: .excludedProcedures
    case .complications: .complications
    case .table(let role): role
    }
  }
}
