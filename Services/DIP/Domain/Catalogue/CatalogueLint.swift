import Quantities
import Tabular

/// What deserves a look in a catalogue that can be used (目录检查).
enum CatalogueLint {
  static func findings(
    groups: [DiseaseGroup], excludedProcedures: [ProcedureCode: ProcedureExclusion]
  ) -> [CatalogueFinding] {
    var findings: [CatalogueFinding] = []
    var definitions: [Definition: DiseaseGroup] = [:]
    let hasScores = groups.contains { $0.score != nil }
    for group in groups {
      func warn(_ code: String, _ value: String, zh: String, en: String) {
        findings.append(warning(group, code, value, zh: zh, en: en))
      }
      if let twin = definitions.updateValue(group, forKey: Definition(group)) {
        warn(
          "CATALOGUE_SAME_DEFINITION", twin.code, zh: "与 \(twin.code) 的入组条件相同，只能由序号决定",
          en: "the same conditions as \(twin.code): only the sequence number decides")
      }
      if !group.relatedProcedures.isEmpty, group.relatedProcedures == group.mainProcedures {
        warn(
          "CATALOGUE_RELATED_IS_MAIN", group.code, zh: "相关手术操作与主要手术操作相同：需填写两次",
          en: "related and main procedures are the same: the case has to have one twice")
      }
      if hasScores, group.score == nil {
        warn("CATALOGUE_SCORE_MISSING", group.code, zh: "病种没有分值", en: "the group has no score")
      }
      for code in group.mainProcedures.clauses.flatMap({ $0 }) {
        guard let exclusion = excludedProcedures[code] else { continue }
        if case .mainWithin = exclusion { continue }
        if group.looksAtAnyProcedure { continue }
        warn(
          "CATALOGUE_MAIN_IS_EXCLUDED", code.description, zh: "主要手术操作 \(code) 在排除表中，不会入该病种",
          en: "the main procedure \(code) is excluded: no case enters by it")
      }
    }
    return findings
  }

  /// What makes two groups compete for the same cases on equal terms.
  private struct Definition: Hashable {
    var kind: GroupKind
    var diagnoses: Set<DiagnosisPattern>
    var main: CodeExpression
    var related: CodeExpression
    var conditions: Set<GroupCondition>
    var procedureClass: ProcedureClass?

    init(_ group: DiseaseGroup) {
      kind = group.kind
      diagnoses = Set(group.diagnoses)
      main = group.mainProcedures
      related = group.relatedProcedures
      conditions = Set(group.conditions)
      procedureClass = group.procedureClass
    }
  }

  private static func warning(
    _ group: DiseaseGroup, _ code: String, _ value: String, zh: String, en: String
  ) -> CatalogueFinding {
    CatalogueFinding(
      severity: .warning, file: group.source.file,
      issue: RowIssue(
        row: group.source.row, column: "", value: value, code: code,
        message: Bilingual(zh: zh, en: en),
        remedy: Bilingual(zh: "请核对来源表", en: "compare with the source")))
  }
}
