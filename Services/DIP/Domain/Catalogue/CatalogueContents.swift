import Quantities
import Tabular

/// The tables of a catalogue, turned into groups and lists and checked against each other.
struct CatalogueContents {
  var findings: [CatalogueFinding] = []
  private(set) var groups: [DiseaseGroup] = []
  var lists = CatalogueLists()

  init(tables: [CatalogueManifest.Role: CatalogueTable]) {
    readGroups(tables[.groups], tables[.local])
    if var table = tables[.excludedDiagnoses] {
      lists.excludedDiagnoses = Self.diagnoses(&table)
      findings += table.findings
    }
    if var table = tables[.drugResistant] {
      lists.drugResistantDiagnoses = Self.diagnoses(&table)
      findings += table.findings
    }
    readCodes(tables[.diagnosisCodes], tables[.procedureCodes])
    if var table = tables[.excludedProcedures] { readExclusions(&table) }
    if var table = tables[.procedureClasses] { readClasses(&table) }
    if var table = tables[.primaryCare] { markPrimaryCare(&table) }
    if var table = tables[.scores] { readScores(&table) }
    if var table = tables[.tcmGroups] { markTCM(&table) }
    readComplications(tables[.complications], tables[.complicationExclusions])
    if var table = tables[.comorbidities] { readComorbidities(&table) }
    if var table = tables[.surgeryLevels] { readSurgeryLevels(&table) }
    if var table = tables[.auxiliary] { readAuxiliary(&table, codes: Set(groups.map(\.code))) }
    if var table = tables[.newTechnology] { readNewTechnology(&table) }
    if var table = tables[.diagnosisMapping] {
      lists.diagnosisMapping = mapping(&table) { $0.diagnosis($1, $2)?.key }
    }
    if var table = tables[.procedureMapping] {
      lists.procedureMapping = mapping(&table) { $0.procedure($1, $2)?.key }
    }
    findings += CatalogueLint.findings(
      groups: groups, lists: lists, files: tables.mapValues(\.file))
  }

  func catalogue(_ manifest: CatalogueManifest) -> Catalogue {
    Catalogue(manifest: manifest, groups: groups, lists: lists)
  }

  private mutating func readGroups(_ national: CatalogueTable?, _ local: CatalogueTable?) {
    var reading: GroupReading?
    if let national {
      let first = GroupReading(national)
      groups = first.groups
      findings += first.table.findings
      reading = first
    }
    if let local {
      let second = GroupReading(local, after: reading, defaultKind: GroupKind.local.code)
      groups += second.groups
      findings += second.table.findings
    }
  }

  private static func diagnoses(_ table: inout CatalogueTable) -> [DiagnosisCode] {
    var codes: [DiagnosisCode] = []
    var seen: Set<DiagnosisCode> = []
    for row in table.rows {
      guard let code = table.diagnosis(row, CodeListColumn.code) else { continue }
      if seen.insert(code).inserted {
        codes.append(code)
      } else {
        table.remarkRepetition(row, CodeListColumn.code)
      }
    }
    return codes
  }

  /// The lists of all codes; either may be missing.
  private mutating func readCodes(
    _ diagnosisTable: CatalogueTable?, _ procedureTable: CatalogueTable?
  ) {
    guard diagnosisTable != nil || procedureTable != nil else { return }
    var diagnoses: [DiagnosisCode] = []
    if var table = diagnosisTable {
      diagnoses = Self.diagnoses(&table)
      findings += table.findings
    }
    var procedures: [ProcedureCode] = []
    if var table = procedureTable {
      for row in table.rows {
        if let code = table.procedure(row, CodeListColumn.code) { procedures.append(code) }
      }
      findings += table.findings
    }
    lists.codes = CodeTable(diagnoses: diagnoses, procedures: procedures)
  }

  private mutating func readExclusions(_ table: inout CatalogueTable) {
    for row in table.rows {
      guard let code = table.procedure(row, CodeListColumn.code) else { continue }
      guard let exclusion = Self.exclusion(row) else {
        table.report(
          .error, row, CodeListColumn.exclusion.rawValue, "CATALOGUE_EXCLUSION_INVALID",
          zh: "排除类型未知，或限定范围缺失", en: "the kind of exclusion is unknown, or its scope is missing",
          remedyZh: "可用：按保守治疗入组、不可作为主要手术操作、限范围可作主要手术操作",
          remedyEn: "use 按保守治疗入组, 不可作为主要手术操作 or 限范围可作主要手术操作")
        continue
      }
      let earlier = lists.excludedProcedures.updateValue(exclusion, forKey: code)
      if earlier == exclusion {
        table.remarkRepetition(row, CodeListColumn.code)
      } else if earlier != nil {
        table.refuseRepetition(row, CodeListColumn.code)
      }
    }
    findings += table.findings
  }

  private static func exclusion(_ row: CatalogueTable.Row) -> ProcedureExclusion? {
    switch row[CodeListColumn.exclusion.rawValue] {
    case "按保守治疗入组": return .conservative
    case "不可作为主要手术操作": return .neverMain
    case "限范围可作主要手术操作":
      let scope = [DiagnosisPattern].parse(row[CodeListColumn.scope.rawValue])
      guard case .success(let patterns) = scope, !patterns.isEmpty else { return nil }
      return .mainWithin(patterns)
    default: return nil
    }
  }

  /// A code may appear once in a table; tables stand in the order in which they are first named.
  private mutating func readClasses(_ table: inout CatalogueTable) {
    var names: [String] = []
    var entries: [String: [ProcedureCode: ProcedureClassTable.Entry]] = [:]
    for row in table.rows {
      guard let code = table.procedure(row, CodeListColumn.code) else { continue }
      guard let entry = ProcedureClassTable.Entry(term: row[CodeListColumn.procedureClass]) else {
        table.report(
          .error, row, CodeListColumn.procedureClass, "CATALOGUE_CLASS_INVALID",
          zh: "操作类别未知", en: "the class of the procedure is unknown",
          remedyZh: "可用：手术、介入治疗、治疗性操作、诊断性操作，可带分级如 相关手术组_2",
          remedyEn: "use 手术, 介入治疗, 治疗性操作 or 诊断性操作, with a division such as 相关手术组_2")
        continue
      }
      let name = row[CodeListColumn.table]
      if entries[name] == nil { names.append(name) }
      if entries[name, default: [:]].updateValue(entry, forKey: code) != nil {
        table.refuseRepetition(row, CodeListColumn.code)
      }
    }
    lists.procedureClassTables = names.map {
      ProcedureClassTable(name: $0, entries: entries[$0] ?? [:])
    }
    findings += table.findings
  }

  /// A group is of the list when the list's entry covers all its diagnoses and has its procedures.
  private mutating func markPrimaryCare(_ table: inout CatalogueTable) {
    for row in table.rows {
      let codes = row[PrimaryCareColumn.diagnoses.rawValue]
      let procedures = row[PrimaryCareColumn.mainProcedures.rawValue]
      let written = row[PrimaryCareColumn.coefficient.rawValue]
      guard case .success(let patterns) = [DiagnosisPattern].parse(codes), !patterns.isEmpty,
        case .success(let listed) = CodeExpression.parse(procedures)
      else {
        table.refuseCode(row, PrimaryCareColumn.diagnoses.rawValue, codes)
        continue
      }
      table.remarkAsterisk(row, PrimaryCareColumn.diagnoses)
      let coefficient = written.isEmpty ? nil : try? Decimal(parsing: written)
      if !written.isEmpty, coefficient == nil {
        table.report(
          .error, row, PrimaryCareColumn.coefficient.rawValue, "CATALOGUE_NUMBER_INVALID",
          zh: "系数不是小数", en: "the coefficient is not a decimal", remedyZh: "请填写如 1.0 的数",
          remedyEn: "write a number such as 1.0")
      }
      let allowed = Set(listed.expression.clauses.flatMap { $0 })
      var found = false
      for index in groups.indices where groups[index].isCovered(by: patterns, allowed) {
        groups[index].isPrimaryCare = true
        groups[index].primaryCareCoefficient = coefficient
        found = true
      }
      if !found {
        table.report(
          .warning, row, PrimaryCareColumn.diagnoses.rawValue, "CATALOGUE_PRIMARY_CARE_UNUSED",
          zh: "目录中没有与该基层病种对应的病种", en: "no group of the catalogue corresponds to the entry",
          remedyZh: "请核对诊断和手术操作编码", remedyEn: "compare the codes with the groups")
      }
    }
    findings += table.findings
  }

  private mutating func readScores(_ table: inout CatalogueTable) {
    let indexes = groupIndexes
    for row in table.rows {
      guard let index = indexes[row[0]], groups[index].score == nil else {
        table.report(
          .error, row, 0, "CATALOGUE_SCORE_GROUP", zh: "病种不存在或分值重复",
          en: "there is no such group, or its score appears twice",
          remedyZh: "请核对病种编码", remedyEn: "compare the code with the groups")
        continue
      }
      guard let score = try? Decimal(parsing: row[1]), score >= .zero else {
        table.report(
          .error, row, 1, "CATALOGUE_NUMBER_INVALID", zh: "分值应为不小于 0 的小数",
          en: "a score is a decimal from 0", remedyZh: "请填写如 812.35 的分值",
          remedyEn: "write a score such as 812.35")
        continue
      }
      groups[index].score = score
      for (offset, entry) in ScoreColumns.references.enumerated() where !row[offset + 2].isEmpty {
        if let mean = try? Money(parsing: row[offset + 2]), mean.fen > 0 {
          groups[index].referenceMeans[entry.reference] = mean
        } else {
          table.report(
            .error, row, offset + 2, "CATALOGUE_NUMBER_INVALID", zh: "次均费用应为大于 0 的元",
            en: "a mean cost is a positive amount in yuan", remedyZh: "请填写如 6679.62 的金额",
            remedyEn: "write an amount such as 6679.62")
        }
      }
    }
    findings += table.findings
  }

  /// 中医优势病种 by code; a score is for groups that the scores file leaves out.
  private mutating func markTCM(_ table: inout CatalogueTable) {
    let indexes = groupIndexes
    for row in table.rows {
      guard let index = indexes[row[TCMColumn.groupCode]] else {
        table.refuseGroup(row, TCMColumn.groupCode)
        continue
      }
      groups[index].isTCM = true
      guard !row[TCMColumn.score].isEmpty else { continue }
      guard let score = table.decimal(row, TCMColumn.score) else { continue }
      if let known = groups[index].score, known != score {
        table.report(
          .error, row, TCMColumn.score, "CATALOGUE_SCORE_GROUP", zh: "与分值表不一致",
          en: "the scores file says another score", remedyZh: "请只在一处填写分值",
          remedyEn: "write the score in one place")
      }
      groups[index].score = score
    }
    findings += table.findings
  }

  private var groupIndexes: [String: Int] {
    Dictionary(
      groups.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension DiseaseGroup {
  fileprivate func isCovered(
    by patterns: [DiagnosisPattern], _ procedures: Set<ProcedureCode>
  ) -> Bool {
    guard kind != .advance, kind != .composite, relatedProcedures.isEmpty, conditions.isEmpty,
      !diagnoses.isEmpty, mainProcedures.isEmpty == procedures.isEmpty,
      mainProcedures.clauses.allSatisfy({ $0.allSatisfy(procedures.contains) })
    else { return false }
    return diagnoses.allSatisfy { diagnosis in
      guard case .prefix(let key) = diagnosis else { return patterns.contains(diagnosis) }
      return patterns.contains { $0 == diagnosis || (key.length >= 3 && $0.matches(key)) }
    }
  }
}
