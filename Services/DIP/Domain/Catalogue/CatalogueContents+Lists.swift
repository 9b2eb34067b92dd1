import Quantities
import Tabular

extension CatalogueContents {
  mutating func readComplications(_ codes: CatalogueTable?, _ exclusions: CatalogueTable?) {
    var patterns: [String: [DiagnosisPattern]] = [:]
    if var table = exclusions {
      for row in table.rows {
        let text = row[ComplicationExclusionColumn.mainDiagnosis]
        guard case .success(let read) = [DiagnosisPattern].parse(text), !read.isEmpty else {
          table.refuseCode(row, ComplicationExclusionColumn.mainDiagnosis.rawValue, text)
          continue
        }
        patterns[row[ComplicationExclusionColumn.exclusion], default: []] += read
      }
      findings += table.findings
    }
    guard var table = codes else { return }
    var entries: [CodeList<ComplicationTable.Complication>.Entry] = []
    var seen: Set<CodeKey> = []
    for row in table.rows {
      guard let key = table.diagnosis(row, ComplicationColumn.code)?.key else { continue }
      guard let level = ComplicationLevel(term: row[ComplicationColumn.level]) else {
        table.report(
          .error, row, ComplicationColumn.level, "CATALOGUE_LEVEL_INVALID", zh: "级别应为 CC 或 MCC",
          en: "a level is CC or MCC", remedyZh: "请填写 CC 或 MCC", remedyEn: "write CC or MCC")
        continue
      }
      let exclusion = row[ComplicationColumn.exclusion]
      if !exclusion.isEmpty, patterns[exclusion] == nil {
        table.report(
          .error, row, ComplicationColumn.exclusion, "CATALOGUE_EXCLUSION_UNKNOWN",
          zh: "排除表中没有 \(exclusion)", en: "there is no exclusion list \(exclusion)",
          remedyZh: "请补充排除表", remedyEn: "add the list to the exclusions file")
      }
      if !seen.insert(key).inserted { table.refuseRepetition(row, ComplicationColumn.code) }
      entries.append(
        .init(key: key, value: .init(level: level, exclusion: exclusion), row: Int32(row.number)))
    }
    lists.complications = ComplicationTable(
      codes: CodeList(entries),
      exclusions: patterns.mapValues { Set($0).sorted { $0.description < $1.description } })
    findings += table.findings
  }

  /// A category has one weight, a code one category.
  mutating func readComorbidities(_ table: inout CatalogueTable) {
    var weights: [String: Int] = [:]
    var read: [(key: CodeKey, category: String, row: Int32)] = []
    var seen: Set<CodeKey> = []
    for row in table.rows {
      let name = row[ComorbidityColumn.category]
      guard let key = table.diagnosis(row, ComorbidityColumn.code)?.key,
        let weight = table.integer(row, ComorbidityColumn.weight, 0...100)
      else { continue }
      if name.isEmpty || weights[name, default: weight] != weight {
        table.report(
          .error, row, ComorbidityColumn.category, "CATALOGUE_CATEGORY_INVALID",
          zh: "合并症名称缺失，或同一合并症权重不同",
          en: "the category has no name, or another weight in an earlier row",
          remedyZh: "请核对名称和权重", remedyEn: "check the name and the weight")
        continue
      }
      weights[name] = weight
      if !seen.insert(key).inserted { table.refuseRepetition(row, ComorbidityColumn.code) }
      read.append((key, name, Int32(row.number)))
    }
    let names = weights.keys.sorted()
    if names.count > ComorbidityTable.maximumCategories {
      table.report(
        .error, row: 0, column: "category", value: "\(names.count)",
        code: "CATALOGUE_CATEGORY_TOO_MANY",
        message: Bilingual(
          zh: "合并症超过 \(ComorbidityTable.maximumCategories) 类",
          en: "there are more than \(ComorbidityTable.maximumCategories) categories"),
        remedy: Bilingual(zh: "请合并类别", en: "merge categories"))
    } else {
      let numbers = Dictionary(
        uniqueKeysWithValues: names.enumerated().map { ($1, UInt8($0)) })
      lists.comorbidities = ComorbidityTable(
        categories: names.map { .init(name: $0, weight: weights[$0] ?? 0) },
        codes: CodeList(read.map { .init(key: $0, value: numbers[$1] ?? 0, row: $2) }))
    }
    findings += table.findings
  }

  mutating func readSurgeryLevels(_ table: inout CatalogueTable) {
    var entries: [CodeList<UInt8>.Entry] = []
    var seen: Set<CodeKey> = []
    for row in table.rows {
      guard let key = table.procedure(row, SurgeryLevelColumn.code)?.key,
        let level = table.integer(row, SurgeryLevelColumn.level, SurgeryLevels.range)
      else { continue }
      if !seen.insert(key).inserted { table.refuseRepetition(row, SurgeryLevelColumn.code) }
      entries.append(.init(key: key, value: UInt8(level), row: Int32(row.number)))
    }
    lists.surgeryLevels = CodeList(entries)
    findings += table.findings
  }

  mutating func readAuxiliary(_ table: inout CatalogueTable, codes: Set<String>) {
    var seen: Set<[String]> = []
    for row in table.rows {
      let group = row[AuxiliaryColumn.groupCode]
      let type = row[AuxiliaryColumn.type]
      guard codes.contains(group) else {
        table.refuseGroup(row, AuxiliaryColumn.groupCode)
        continue
      }
      guard !type.isEmpty, seen.insert([group, type]).inserted else {
        table.report(
          .error, row, AuxiliaryColumn.type, "CATALOGUE_AUXILIARY_TYPE", zh: "辅助类型缺失或重复",
          en: "the auxiliary type is missing or appears twice for the group",
          remedyZh: "每个病种每种类型一行", remedyEn: "write one row for a group and type")
        continue
      }
      guard let coefficient = table.decimal(row, AuxiliaryColumn.coefficient) else { continue }
      var entry = AuxiliaryTable.Entry(
        groupCode: group, type: type, coefficient: coefficient, row: Int32(row.number))
      if !row[AuxiliaryColumn.cases].isEmpty {
        entry.cases = table.integer(row, AuxiliaryColumn.cases, 0...Int(Int32.max))
      }
      if !row[AuxiliaryColumn.mean].isEmpty { entry.mean = table.amount(row, AuxiliaryColumn.mean) }
      lists.auxiliary.append(entry)
    }
    findings += table.findings
  }

  mutating func readNewTechnology(_ table: inout CatalogueTable) {
    var seen: Set<ProcedureCode> = []
    for row in table.rows {
      guard let code = table.procedure(row, NewTechnologyColumn.code),
        let score = table.decimal(row, NewTechnologyColumn.score)
      else { continue }
      guard seen.insert(code).inserted else {
        table.refuseRepetition(row, NewTechnologyColumn.code)
        continue
      }
      lists.newTechnology.append(
        NewTechnology(
          code: code, score: score, note: row[NewTechnologyColumn.note], row: Int32(row.number)))
    }
    findings += table.findings
  }

  /// A code leads to one code of a version, whatever versions it comes from: lists do not say which
  /// version they are in.
  mutating func mapping(
    _ table: inout CatalogueTable,
    _ read: (inout CatalogueTable, CatalogueTable.Row, CodeMappingColumn) -> CodeKey?
  ) -> CodeMapping {
    struct Place: Hashable {
      var from: CodeKey
      var version: String
    }
    var entries: [CodeMapping.Entry] = []
    var seen: [Place: CodeKey] = [:]
    for row in table.rows {
      guard let from = read(&table, row, .from), let to = read(&table, row, .to) else { continue }
      let version = row[CodeMappingColumn.toVersion]
      guard !version.isEmpty else {
        table.report(
          .error, row, CodeMappingColumn.toVersion, "CATALOGUE_VERSION_MISSING", zh: "缺少映射版本",
          en: "the version is missing", remedyZh: "请填写映射到的编码版本",
          remedyEn: "write the version that the code leads to")
        continue
      }
      let place = Place(from: from, version: version)
      if seen[place, default: to] != to { table.refuseRepetition(row, CodeMappingColumn.from) }
      seen[place] = to
      entries.append(
        CodeMapping.Entry(
          from: from, to: to, fromVersion: row[CodeMappingColumn.fromVersion], toVersion: version,
          row: Int32(row.number)))
    }
    findings += table.findings
    return CodeMapping(entries)
  }
}
