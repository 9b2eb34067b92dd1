import Quantities
import Tabular

/// What deserves a look in a catalogue that can be used (目录检查): nothing of it is repaired.
struct CatalogueLint {
  let groups: [DiseaseGroup]
  let lists: CatalogueLists
  /// Names of the files that were read.
  let files: [CatalogueManifest.Role: String]
  private(set) var findings: [CatalogueFinding] = []

  static func findings(
    groups: [DiseaseGroup], lists: CatalogueLists, files: [CatalogueManifest.Role: String]
  ) -> [CatalogueFinding] {
    var lint = CatalogueLint(groups: groups, lists: lists, files: files)
    lint.checkGroups()
    lint.checkOverlaps()
    lint.checkReferences()
    lint.checkCodes()
    return lint.findings
  }

  private init(
    groups: [DiseaseGroup], lists: CatalogueLists, files: [CatalogueManifest.Role: String]
  ) {
    self.groups = groups
    self.lists = lists
    self.files = files
  }

  private mutating func checkGroups() {
    let hasScores = groups.contains { $0.score != nil }
    for group in groups {
      if !group.relatedProcedures.isEmpty, group.relatedProcedures == group.mainProcedures {
        warn(
          group, "CATALOGUE_RELATED_IS_MAIN", group.code, zh: "相关手术操作与主要手术操作相同：需填写两次",
          en: "related and main procedures are the same: the case has to have one twice")
      }
      if hasScores, group.score == nil {
        warn(
          group, "CATALOGUE_SCORE_MISSING", group.code, zh: "病种没有分值",
          en: "the group has no score")
      }
      for code in group.mainProcedures.clauses.flatMap({ $0 }) {
        guard let exclusion = lists.excludedProcedures[code], !group.looksAtAnyProcedure else {
          continue
        }
        if case .mainWithin = exclusion { continue }
        warn(
          group, "CATALOGUE_MAIN_IS_EXCLUDED", code.description,
          zh: "主要手术操作 \(code) 在排除表中，不会入该病种",
          en: "the main procedure \(code) is excluded: no case enters by it")
      }
    }
  }

  /// Rows that point to what is not there.
  private mutating func checkReferences() {
    let divisions = Set(
      lists.procedureClassTables.flatMap { table in
        table.entries.values.filter { $0.division > 0 }
      })
    for group in groups where group.kind == .composite {
      if let level = group.surgeryLevel, lists.surgeryLevels.isEmpty {
        warn(
          group, "CATALOGUE_LEVELS_MISSING", "\(level)", zh: "目录没有手术级别表，不会入该病种",
          en: "there is no file of surgery levels: no case enters the group")
      }
      if group.procedureClass != .medical, lists.procedureClassTables.isEmpty {
        warn(
          group, "CATALOGUE_CLASSES_MISSING", group.classTerm, zh: "目录没有操作类别表，不会入该病种",
          en: "there is no file of procedure classes: no case enters the group")
      } else if let known = group.procedureClass, group.procedureDivision > 0,
        !divisions.contains(.init(known, division: group.procedureDivision))
      {
        warn(
          group, "CATALOGUE_CLASS_UNUSED", group.classTerm, zh: "操作类别表中没有 \(group.classTerm)",
          en: "no procedure is of the class \(group.classTerm)")
      }
    }
    let used = Set(lists.complications.codes.entries.map(\.value.exclusion))
    for name in lists.complications.exclusions.keys.sorted() where !used.contains(name) {
      warn(
        .complicationExclusions, 0, "CATALOGUE_EXCLUSION_UNUSED", name, zh: "没有并发症使用该排除表",
        en: "no complication uses the exclusion list")
    }
  }

  mutating func warn(
    _ group: DiseaseGroup, _ code: String, _ value: String, zh: String, en: String
  ) {
    add(group.source.file, group.source.row, code, value, zh: zh, en: en)
  }

  mutating func warn(
    _ role: CatalogueManifest.Role, _ row: Int, _ code: String, _ value: String, zh: String,
    en: String
  ) {
    add(files[role] ?? role.rawValue, row, code, value, zh: zh, en: en)
  }

  private mutating func add(
    _ file: String, _ row: Int, _ code: String, _ value: String, zh: String, en: String
  ) {
    findings.append(
      CatalogueFinding(
        severity: .warning, file: file,
        issue: RowIssue(
          row: row, column: "", value: value, code: code, message: Bilingual(zh: zh, en: en),
          remedy: Bilingual(zh: "请核对来源表", en: "compare with the source"))))
  }
}
