import Quantities

/// All that a catalogue says beside its groups, as its files state it.
struct CatalogueLists: Sendable, Hashable {
  var excludedDiagnoses: [DiagnosisCode] = []
  var excludedProcedures: [ProcedureCode: ProcedureExclusion] = [:]
  var drugResistantDiagnoses: [DiagnosisCode] = []
  /// In the order in which the file names them.
  var procedureClassTables: [ProcedureClassTable] = []
  var codes: CodeTable?
  var auxiliary: [AuxiliaryTable.Entry] = []
  var complications = ComplicationTable()
  var comorbidities = ComorbidityTable()
  var surgeryLevels = CodeList<UInt8>()
  var diagnosisMapping = CodeMapping()
  var procedureMapping = CodeMapping()
  var newTechnology: [NewTechnology] = []

  /// Lists without an order of their own are put into one, so that equal catalogues are equal.
  mutating func sort() {
    excludedDiagnoses = Array(Set(excludedDiagnoses)).sorted { $0.key.bits < $1.key.bits }
    drugResistantDiagnoses = Array(Set(drugResistantDiagnoses))
      .sorted { $0.key.bits < $1.key.bits }
    newTechnology.sort { $0.code.key.bits < $1.code.key.bits }
  }
}

extension CatalogueLists {
  /// One line for everything that decides about cases and money, in an order that the order of rows
  /// does not change; a list that is not there adds nothing.
  var canonicalLines: [String] {
    var lines = excludedDiagnoses.map { "诊断排除\t\($0)" }
    lines += excludedProcedures.map { "手术排除\t\($0.key)\t\($0.value)" }.sorted()
    lines += drugResistantDiagnoses.map { "耐药\t\($0)" }
    for (number, table) in procedureClassTables.enumerated() {
      let place = table.name.isEmpty && number == 0 ? "" : "\t\(number)\t\(table.name)"
      lines += table.entries.map { "类别\(place)\t\($0.key)\t\($0.value.term)" }.sorted()
    }
    lines += codes?.canonicalLines ?? []
    lines += auxiliary.map { "辅助\t\($0.groupCode)\t\($0.type)\t\($0.coefficient)" }.sorted()
    lines += complications.codes.entries.map {
      "并发症\t\(DiagnosisCode(key: $0.key))\t\($0.value.level.term)\t\($0.value.exclusion)"
    }
    lines += complications.exclusions.flatMap { name, patterns in
      patterns.map { "并发症排除\t\(name)\t\($0)" }
    }.sorted()
    lines += comorbidities.codes.entries.map {
      let category = comorbidities.categories[Int($0.value)]
      return "合并症\t\(DiagnosisCode(key: $0.key))\t\(category.name)\t\(category.weight)"
    }
    lines += surgeryLevels.entries.map { "手术级别\t\(ProcedureCode(key: $0.key))\t\($0.value)" }
    lines += diagnosisMapping.entries.map {
      "诊断映射\t\(DiagnosisCode(key: $0.from))\t\(DiagnosisCode(key: $0.to))\t\($0.toVersion)"
    }
    lines += procedureMapping.entries.map {
      "手术映射\t\(ProcedureCode(key: $0.from))\t\(ProcedureCode(key: $0.to))\t\($0.toVersion)"
    }
    lines += newTechnology.map { "新技术\t\($0.code)\t\($0.score)" }
    return lines
  }
}
