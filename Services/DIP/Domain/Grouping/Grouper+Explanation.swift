import Quantities

extension Grouper {
  /// Groups a case and tells every step. The result is that of `group`: it is the same code.
  public func explain(_ list: Case) -> GroupingExplanation {
    var recorder = GroupingRecorder()
    let recorded = group(list, &recorder)
    // The recorder wants every candidate, also those that cannot win; what they lack says nothing
    // about the case.
    let result = group(list)
    precondition(recorded.group == result.group, "watching does not change the group")
    var explanation = GroupingExplanation(
      result: result, steps: [], translations: translations(of: list),
      mainProcedure: recorder.main, candidates: [])
    explanation.steps = explanation.translations.map(translationStep)
    if let rule = recorder.scopeRule {
      explanation.steps.append(scopeStep(rule, result))
      return explanation
    }
    if let key = recorder.excluded {
      explanation.steps.append(excludedStep(DiagnosisCode(key: key)))
      return explanation
    }
    if let key = recorder.unknown {
      explanation.steps.append(unknownStep(DiagnosisCode(key: key)))
      return explanation
    }
    let grouped = translated(list)
    explanation.steps += recorder.procedures.enumerated().compactMap {
      procedureStep(grouped.procedures[$0.offset], $0.element)
    }
    explanation.steps.append(mainProcedureStep(grouped, recorder))
    explanation.candidates = candidates(of: recorder, grouped, result)
    explanation.steps += choiceSteps(explanation)
    return explanation
  }

  /// The list with the codes that it is grouped by.
  func translated(_ list: Case) -> Case {
    guard let translation else { return list }
    var translated = list
    translated.diagnoses = list.diagnoses.map { code in
      translation.entry(ofDiagnosis: code.key).map { DiagnosisCode(key: $0.to) } ?? code
    }
    translated.procedures = list.procedures.map { code in
      translation.entry(ofProcedure: code.key).map { ProcedureCode(key: $0.to) } ?? code
    }
    return translated
  }

  private func translations(of list: Case) -> [GroupingExplanation.Translation] {
    guard let translation else { return [] }
    let diagnoses = list.diagnoses.enumerated().compactMap { position, code in
      translation.entry(ofDiagnosis: code.key).map { entry in
        GroupingExplanation.Translation(
          isProcedure: false, position: position, from: code.description,
          to: DiagnosisCode(key: entry.to).description,
          source: CatalogueManifest.Role.diagnosisMapping.row(entry.row))
      }
    }
    let procedures = list.procedures.enumerated().compactMap { position, code in
      translation.entry(ofProcedure: code.key).map { entry in
        GroupingExplanation.Translation(
          isProcedure: true, position: position, from: code.description,
          to: ProcedureCode(key: entry.to).description,
          source: CatalogueManifest.Role.procedureMapping.row(entry.row))
      }
    }
    return diagnoses + procedures
  }

  private func candidates(
    of recorder: GroupingRecorder, _ grouped: Case, _ result: GroupingResult
  ) -> [GroupingExplanation.Candidate] {
    var made: [GroupingExplanation.Candidate] = []
    if let best = recorder.matched[result.group] {
      let winner = Choice(row: result.group, rank: best)
      made.append(candidate(result.group, .chosen, Bilingual(zh: "入组", en: "chosen")))
      grouped.withGroupingInput { input in
        var matcher = CaseMatcher(index, input)
        var observer = NoObserver()
        matcher.begin(input, &observer)
        for (row, rank) in recorder.matched where row != result.group {
          let key = compare(winner, Choice(row: row, rank: rank), matcher).by
          made.append(candidate(row, .lost(by: key), key.sentence))
        }
      }
    }
    for (row, failure) in recorder.failed where recorder.matched[row] == nil {
      // Of the groups for every diagnosis only those that fit are worth a line.
      guard !catalogue.groups[Int(row)].diagnoses.isEmpty else { continue }
      made.append(candidate(row, .failed(failure), failure.reason))
    }
    return made.sorted {
      ($0.outcome == .chosen ? 0 : 1, $0.group) < ($1.outcome == .chosen ? 0 : 1, $1.group)
    }
  }

  private func candidate(
    _ row: Int32, _ outcome: GroupingExplanation.Outcome, _ reason: Bilingual
  ) -> GroupingExplanation.Candidate {
    GroupingExplanation.Candidate(
      group: Int(row), outcome: outcome, reason: reason,
      source: catalogue.groups[Int(row)].source.description)
  }
}

// The steps in words.
extension Grouper {
  private func step(
    _ name: String, zh: String, en: String, _ source: String = ""
  ) -> GroupingExplanation.Step {
    GroupingExplanation.Step(name: name, text: Bilingual(zh: zh, en: en), source: source)
  }

  private func translationStep(
    _ translation: GroupingExplanation.Translation
  ) -> GroupingExplanation.Step {
    let (zh, en) = translation.isProcedure ? ("手术操作", "procedure") : ("诊断", "diagnosis")
    return step(
      "translation", zh: "\(zh) \(translation.from) 按映射表转为 \(translation.to)",
      en: "\(en) \(translation.from) is grouped as \(translation.to)", translation.source)
  }

  private func scopeStep(
    _ rule: GroupingPolicy.ScopeRule, _ result: GroupingResult
  ) -> GroupingExplanation.Step {
    let text = result.flags.sentences.first ?? Bilingual(zh: "", en: "")
    return step("scope", zh: text.zh, en: text.en, "scope.\(rule.reason.rawValue)")
  }

  private func excludedStep(_ code: DiagnosisCode) -> GroupingExplanation.Step {
    step(
      "exclusion", zh: "主要诊断 \(code) 在排除表中",
      en: "the main diagnosis \(code) is on the exclusion list",
      CatalogueManifest.Role.excludedDiagnoses.rawValue)
  }

  private func unknownStep(_ code: DiagnosisCode) -> GroupingExplanation.Step {
    step(
      "exclusion", zh: "编码库中没有主要诊断 \(code)",
      en: "the code tables do not have the main diagnosis \(code)",
      CatalogueManifest.Role.diagnosisCodes.rawValue)
  }

  private func procedureStep(
    _ code: ProcedureCode, _ entry: ProcedureIndex.Entry
  ) -> GroupingExplanation.Step? {
    if let exclusion = catalogue.excludedProcedures[code] {
      return step(
        "procedures", zh: "手术操作 \(code)：\(exclusion.term)",
        en: "procedure \(code) \(exclusion.english)",
        CatalogueManifest.Role.excludedProcedures.rawValue)
    }
    guard !entry.isKnown, index.procedures.knowsCodes else { return nil }
    return step(
      "procedures", zh: "目录中没有手术操作 \(code)", en: "the catalogue does not know procedure \(code)")
  }

  private func mainProcedureStep(
    _ grouped: Case, _ recorder: GroupingRecorder
  ) -> GroupingExplanation.Step {
    guard let main = recorder.main else {
      return step(
        "procedures", zh: "没有可作主要手术操作的编码，按保守治疗",
        en: "no procedure can be the main one: conservative treatment")
    }
    let code = grouped.procedures[main]
    let entry = recorder.procedures[main]
    guard let procedureClass = entry.procedureClass else {
      return step("procedures", zh: "主要手术操作为 \(code)", en: "the main procedure is \(code)")
    }
    let kind = ProcedureClassTable.Entry(procedureClass, division: entry.division)
    let level = entry.surgeryLevel
    return step(
      "procedures",
      zh: "主要手术操作为 \(code)（\(kind.term)\(level == 0 ? "" : "，\(level) 级")）",
      en: "the main procedure is \(code) (\(kind.english)\(level == 0 ? "" : ", level \(level)"))",
      CatalogueManifest.Role.procedureClasses.rawValue)
  }

  private func choiceSteps(_ explanation: GroupingExplanation) -> [GroupingExplanation.Step] {
    let fitting = explanation.candidates.filter {
      if case .failed = $0.outcome { false } else { true }
    }
    let count = step(
      "candidates", zh: "候选病种 \(explanation.candidates.count) 个，符合 \(fitting.count) 个",
      en: "\(explanation.candidates.count) candidates, \(fitting.count) of them fit")
    guard let chosen = fitting.first else {
      let text = explanation.result.flags.sentences.last ?? Bilingual(zh: "", en: "")
      return [count, step("choice", zh: text.zh, en: text.en)]
    }
    let group = catalogue.groups[chosen.group]
    var steps = [
      count,
      step(
        "choice", zh: "入 \(group.code) \(group.name)", en: "group \(group.code) \(group.name)",
        chosen.source),
    ]
    let named = [GroupingFlags.compositeFallback, .primaryCare, .tieBrokenBySequence]
    for flag in named where explanation.result.flags.contains(flag) {
      guard let text = flag.sentences.first else { continue }
      let (name, source) = Self.source(of: flag)
      steps.append(step(name, zh: text.zh, en: text.en, source))
    }
    return steps
  }

  private static func source(of flag: GroupingFlags) -> (name: String, source: String) {
    switch flag {
    case .compositeFallback: ("choice", "composite_fallback")
    case .primaryCare: ("primary_care", CatalogueManifest.Role.primaryCare.rawValue)
    default: ("tie", "tie")
    }
  }
}
