import Quantities

/// How a case came to its group (入组说明): the steps, and what became of every candidate.
public struct GroupingExplanation: Sendable, Hashable {
  public var result: GroupingResult
  public var steps: [Step]
  /// The chosen one first, then by the catalogue's order.
  public var candidates: [Candidate]

  public struct Step: Sendable, Hashable {
    /// `scope`, `exclusion`, `procedures`, `candidates` or `choice`.
    public var name: String
    public var text: Bilingual
    /// File and row of the catalogue; empty when none was used.
    public var source: String
  }

  /// A group that a diagnosis of the case allows.
  public struct Candidate: Sendable, Hashable {
    /// Index into the catalogue's groups.
    public var group: Int
    public var outcome: Outcome
    public var reason: Bilingual
    /// File and row of the catalogue.
    public var source: String
  }

  public enum Outcome: Sendable, Hashable {
    case chosen
    /// It fits; another group goes before it on this key.
    case lost(by: ChoiceKey)
    /// It does not fit.
    case failed(MatchFailure)
  }
}

extension Grouper {
  /// Groups a case and tells every step. The result is that of `group`: it is the same code.
  public func explain(_ list: Case) -> GroupingExplanation {
    var recorder = GroupingRecorder()
    let result = group(list, &recorder)
    var explanation = GroupingExplanation(result: result, steps: [], candidates: [])
    if let rule = recorder.scopeRule {
      explanation.steps.append(step("scope", result.flags.sentences.first, rule.reason.rawValue))
      return explanation
    }
    if let key = recorder.excluded {
      explanation.steps.append(excludedStep(DiagnosisCode(key: key)))
      return explanation
    }
    explanation.steps += recorder.procedures.enumerated().compactMap {
      procedureStep(list.procedures[$0.offset], $0.element)
    }
    explanation.steps.append(mainProcedureStep(list, recorder.main))
    explanation.candidates = candidates(of: recorder, list, result)
    explanation.steps += choiceSteps(explanation)
    return explanation
  }

  private func candidates(
    of recorder: GroupingRecorder, _ list: Case, _ result: GroupingResult
  ) -> [GroupingExplanation.Candidate] {
    var made: [GroupingExplanation.Candidate] = []
    let winner = recorder.matched[result.group].map { Choice(row: result.group, rank: $0) }
    for (row, rank) in recorder.matched {
      guard let winner, row != result.group else {
        made.append(candidate(row, .chosen, Bilingual(zh: "入组", en: "chosen")))
        continue
      }
      let key = loses(Choice(row: row, rank: rank), to: winner, list, recorder.main)
      made.append(candidate(row, .lost(by: key), key.sentence))
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

  private func loses(
    _ loser: Choice, to winner: Choice, _ list: Case, _ main: Int?
  ) -> ChoiceKey {
    list.diagnoses.map(\.key).withUnsafeBufferPointer { diagnoses in
      list.procedures.map(\.key).withUnsafeBufferPointer { procedures in
        let input = GroupingInput(
          diagnoses: diagnoses, procedures: procedures, birthDay: list.birthDay,
          admission: list.admission.day, discharge: list.discharge.day,
          birthWeightGrams: list.birthWeightGrams ?? 0, cost: list.cost.total,
          mainProcedure: main)
        return compare(winner, loser, input).by
      }
    }
  }

  private func candidate(
    _ row: Int32, _ outcome: GroupingExplanation.Outcome, _ reason: Bilingual
  ) -> GroupingExplanation.Candidate {
    GroupingExplanation.Candidate(
      group: Int(row), outcome: outcome, reason: reason,
      source: catalogue.groups[Int(row)].source.description)
  }

  private func step(
    _ name: String, _ text: Bilingual?, _ source: String
  ) -> GroupingExplanation.Step {
    GroupingExplanation.Step(
      name: name, text: text ?? Bilingual(zh: "", en: ""), source: source)
  }

  private func excludedStep(_ code: DiagnosisCode) -> GroupingExplanation.Step {
    step(
      "exclusion",
      Bilingual(
        zh: "主要诊断 \(code) 在排除表中", en: "the main diagnosis \(code) is on the exclusion list"),
      CatalogueManifest.Role.excludedDiagnoses.rawValue)
  }

  private func procedureStep(
    _ code: ProcedureCode, _ entry: ProcedureIndex.Entry
  ) -> GroupingExplanation.Step? {
    guard let exclusion = catalogue.excludedProcedures[code] else {
      guard !entry.isKnown, index.procedures.hasClasses else { return nil }
      return step(
        "procedures",
        Bilingual(zh: "目录中没有手术操作 \(code)", en: "the catalogue does not know procedure \(code)"), "")
    }
    return step(
      "procedures",
      Bilingual(
        zh: "手术操作 \(code)：\(exclusion.term)", en: "procedure \(code) is excluded: \(exclusion.term)"
      ),
      CatalogueManifest.Role.excludedProcedures.rawValue)
  }

  private func mainProcedureStep(_ list: Case, _ main: Int?) -> GroupingExplanation.Step {
    guard let main else {
      return step(
        "procedures",
        Bilingual(
          zh: "没有可作主要手术操作的编码，按保守治疗", en: "no procedure can be the main one: conservative treatment"),
        "")
    }
    let code = list.procedures[main]
    return step(
      "procedures", Bilingual(zh: "主要手术操作为 \(code)", en: "the main procedure is \(code)"), "")
  }

  private func choiceSteps(
    _ explanation: GroupingExplanation
  ) -> [GroupingExplanation.Step] {
    let fitting = explanation.candidates.filter {
      if case .failed = $0.outcome { false } else { true }
    }
    let count = step(
      "candidates",
      Bilingual(
        zh: "候选病种 \(explanation.candidates.count) 个，符合 \(fitting.count) 个",
        en: "\(explanation.candidates.count) candidates, \(fitting.count) of them fit"), "")
    guard let chosen = fitting.first else {
      return [count, step("choice", explanation.result.flags.sentences.last, "")]
    }
    let group = catalogue.groups[chosen.group]
    return [
      count,
      step(
        "choice",
        Bilingual(zh: "入 \(group.code) \(group.name)", en: "group \(group.code) \(group.name)"),
        chosen.source),
    ]
  }
}

extension DiseaseGroup.Source: CustomStringConvertible {
  public var description: String { "\(file):\(row)" }
}

extension ChoiceKey {
  /// Why the group on the losing side lost.
  var sentence: Bilingual {
    switch self {
    case .stage: Bilingual(zh: "分组阶段靠后", en: "a later stage")
    case .relatedProcedures:
      Bilingual(zh: "匹配的相关手术操作较少", en: "fewer related procedures are matched")
    case .andTerms: Bilingual(zh: "手术操作组合较少", en: "fewer combined procedures")
    case .diagnosisPrefix: Bilingual(zh: "诊断编码匹配较短", en: "a shorter part of the diagnosis code")
    case .exactCodes: Bilingual(zh: "完全一致的编码较少", en: "fewer codes are the very same")
    case .tie(.higherScore): Bilingual(zh: "分值较低", en: "a lower score")
    case .tie(.nearestMeanCost): Bilingual(zh: "次均费用差距较大", en: "its mean cost is farther away")
    case .tie(.typePriority): Bilingual(zh: "操作类别靠后", en: "a later class of procedure")
    case .tie(.mainProcedureInCode):
      Bilingual(zh: "病种编码不含主要手术操作", en: "its code does not contain the main procedure")
    case .sequence: Bilingual(zh: "序号靠后", en: "a later sequence number")
    }
  }
}
