extension CatalogueLint {
  /// Codes that the code version does not have, where the catalogue brings its code tables (编码库).
  mutating func checkCodes() {
    guard let table = lists.codes else { return }
    let diagnoses = KnownCodes(table.diagnosisKeys)
    let procedures = KnownCodes(table.procedureKeys)
    if !diagnoses.isEmpty { checkDiagnoses(diagnoses) }
    if !procedures.isEmpty { checkProcedures(procedures) }
  }

  private mutating func checkDiagnoses(_ known: KnownCodes) {
    for group in groups {
      for case .prefix(let key) in group.diagnoses where key.length >= 3 && !known.covers(key) {
        let code = DiagnosisCode(key: key)
        warn(
          group, "CATALOGUE_CODE_UNKNOWN", "\(code)", zh: "编码库中没有诊断 \(code)",
          en: "the code version has no diagnosis \(code)")
      }
    }
    warnUnknown(.excludedDiagnoses, lists.excludedDiagnoses.map(\.key), known, 3)
    warnUnknown(.drugResistant, lists.drugResistantDiagnoses.map(\.key), known, 3)
    warnUnknown(.complications, lists.complications.codes.entries.map(\.key), known, 3)
    warnUnknown(.comorbidities, lists.comorbidities.codes.entries.map(\.key), known, 3)
    warnUnknown(.diagnosisMapping, lists.diagnosisMapping.entries.map(\.to), known, 3)
  }

  private mutating func checkProcedures(_ known: KnownCodes) {
    for group in groups {
      let clauses = group.mainProcedures.clauses + group.relatedProcedures.clauses
      for code in Set(clauses.flatMap { $0 }).sorted(by: { $0.key.bits < $1.key.bits })
      where !known.covers(code.key) {
        warn(
          group, "CATALOGUE_CODE_UNKNOWN", "\(code)", zh: "编码库中没有手术操作 \(code)",
          en: "the code version has no procedure \(code)")
      }
    }
    let classes = Set(lists.procedureClassTables.flatMap { $0.entries.keys.map(\.key) })
    warnUnknown(.excludedProcedures, lists.excludedProcedures.keys.map(\.key), known, 2)
    warnUnknown(.procedureClasses, Array(classes), known, 2)
    warnUnknown(.surgeryLevels, lists.surgeryLevels.entries.map(\.key), known, 2)
    warnUnknown(.newTechnology, lists.newTechnology.map(\.code.key), known, 2)
    warnUnknown(.procedureMapping, lists.procedureMapping.entries.map(\.to), known, 2)
  }

  /// One finding for a list: lists of another code version would fill pages.
  private mutating func warnUnknown(
    _ role: CatalogueManifest.Role, _ keys: [CodeKey], _ known: KnownCodes, _ point: Int
  ) {
    let unknown = Set(keys.filter { !known.covers($0) }).sorted { $0.bits < $1.bits }
    guard !unknown.isEmpty else { return }
    let examples = unknown.prefix(5).map { $0.text(pointAfter: point) }.joined(separator: " ")
    warn(
      role, 0, "CATALOGUE_CODES_UNKNOWN", examples,
      zh: "编码库中没有其中 \(unknown.count) 个编码，如 \(examples)",
      en: "the code version does not have \(unknown.count) of the codes, such as \(examples)")
  }

  /// Codes of a version: a code is known when it is one of them or stands for some of them.
  private struct KnownCodes {
    private let sorted: [UInt64]

    init(_ keys: Set<CodeKey>) { sorted = keys.map(\.bits).sorted() }

    var isEmpty: Bool { sorted.isEmpty }

    func covers(_ key: CodeKey) -> Bool {
      var low = 0
      var high = sorted.count
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < key.bits { low = middle + 1 } else { high = middle }
      }
      return low < sorted.count && CodeKey(bits: sorted[low]).hasPrefix(key)
    }
  }
}
