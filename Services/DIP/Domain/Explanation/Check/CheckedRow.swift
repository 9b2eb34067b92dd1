import Quantities

/// One group against one case, as the checker judges it: which of the group's demands are met, and
/// what the keys of the choice say. Plain and slow; looks at this group only.
struct CheckedRow {
  let group: DiseaseGroup
  let subject: CheckedCase
  let catalogue: Catalogue
  /// Position of the main procedure, as the explanation states it.
  let main: Int?
  let classes: [ProcedureCode: ProcedureClassTable.Entry]

  private var policy: GroupingPolicy { subject.policy.grouping }

  /// The clauses of an expression, as the policy wants them.
  private func clauses(_ expression: CodeExpression) -> [[String]] {
    let texts = expression.clauses.map { $0.map(\.description) }
    return policy.listedProcedures == .any ? texts : texts.flatMap { $0 }.map { [$0] }
  }

  private var mainClauses: [[String]] { clauses(group.mainProcedures) }
  private var relatedClauses: [[String]] { clauses(group.relatedProcedures) }

  private func meets(_ position: Int, _ clause: [String]) -> Bool {
    clause.contains { subject.meets(subject.procedures[position], $0) }
  }

  private var classOfMain: ProcedureClassTable.Entry? {
    main.flatMap { classes[subject.codes[$0]] }
  }

  /// Whether the demand that a failure is about is really not met.
  func fails(by failure: MatchFailure) -> Bool {
    switch failure {
    case .hasMainProcedure: group.isConservative && group.kind != .composite && main != nil
    case .mainProcedure: !mainClauses.isEmpty && !hasMainProcedures
    case .relatedProcedure: !hasRelatedProcedures
    case .procedureClass: group.kind == .composite && !hasClass
    case .surgeryLevel: group.kind == .composite && hasClass && !hasLevel
    case .ageOrWeight:
      group.conditions.contains { $0.isAboutAgeOrWeight && !subject.holds($0, catalogue) }
    case .birthWeightMissing:
      subject.list.birthWeightGrams == nil
        && group.conditions.contains { if case .birthWeight = $0 { true } else { false } }
    case .otherDiagnosis:
      group.conditions.contains {
        if case .otherDiagnosis = $0 { !subject.holds($0, catalogue) } else { false }
      }
    case .drugResistance:
      group.conditions.contains {
        if case .drugResistant = $0 { !subject.holds($0, catalogue) } else { false }
      }
    }
  }

  /// Whether the group fits.
  var fits: Bool {
    guard group.diagnoses.isEmpty || bestDiagnosis != nil else { return false }
    if group.kind == .composite {
      guard hasClass, hasLevel else { return false }
    } else if mainClauses.isEmpty {
      guard !group.isConservative || main == nil else { return false }
    } else if !hasMainProcedures {
      return false
    }
    return hasRelatedProcedures && group.conditions.allSatisfy { subject.holds($0, catalogue) }
  }

  private var hasClass: Bool {
    guard main != nil else { return group.procedureClass == .medical }
    return classOfMain?.procedureClass == group.procedureClass
      && (group.procedureDivision == 0 || classOfMain?.division == group.procedureDivision)
  }

  private var hasLevel: Bool {
    guard policy.compositeBy == .surgeryLevel, let wanted = group.surgeryLevel, let main else {
      return true
    }
    return catalogue.surgeryLevels[subject.codes[main].key] == wanted
  }

  private var hasMainProcedures: Bool {
    let isMainUsed =
      group.looksAtAnyProcedure || main.map { p in mainClauses.contains { meets(p, $0) } } ?? false
    return isMainUsed
      && mainClauses.allSatisfy { clause in
        subject.procedures.indices.contains { meets($0, clause) }
      }
  }

  private var hasRelatedProcedures: Bool {
    relatedClauses.allSatisfy { clause in
      subject.procedures.indices.contains { $0 != main && meets($0, clause) }
    }
  }
}

// The keys of the choice.
extension CheckedRow {
  /// Specificity and exactness of the entry that fits a diagnosis best; nil when none fits.
  private var bestDiagnosis: (specificity: Int, exact: Int)? {
    let isAny = group.looksAtAnyDiagnosis && policy.p07Position == .any
    let codes = isAny ? subject.diagnoses : [subject.diagnoses[0]]
    let found = codes.flatMap { code in
      group.diagnoses.compactMap { pattern -> (specificity: Int, exact: Int)? in
        guard CheckedCase.fits(pattern, code), let weight = weight(of: pattern) else { return nil }
        return (weight, pattern.description == code ? 1 : 0)
      }
    }
    return found.max { $0 < $1 }
  }

  /// How much an entry says: its length; for composite groups the policy's order of fallbacks.
  private func weight(of pattern: DiagnosisPattern) -> Int? {
    let text = pattern.description
    let isRange = text.contains("-")
    let length = isRange ? 2 : text.filter { $0 != "." }.count
    guard group.kind == .composite else { return length }
    if !isRange, length >= 3 { return 100 + length }
    let step: GroupingPolicy.CompositeFallback = isRange ? .range : length == 2 ? .prefix : .letter
    return policy.compositeFallback.firstIndex(of: step).map { policy.compositeFallback.count - $0 }
  }

  /// A composite group by an entry wider than a category.
  var isFallback: Bool {
    group.kind == .composite && bestDiagnosis.map { $0.specificity < 100 } ?? false
  }

  /// What decides between this group and others, first key first; the higher value wins.
  func keys() -> [(key: ChoiceKey, value: Decision)] {
    var keys: [(ChoiceKey, Decision)] = [
      (.stage, Decision(-stage)), (.fullCode, Decision(hasFullCodes ? 1 : 0)),
      (.relatedProcedures, Decision(relatedClauses.count)),
      (.andTerms, Decision(group.kind == .composite ? 0 : mainClauses.count)),
      (.diagnosisPrefix, Decision(bestDiagnosis?.specificity ?? 0)),
      (.exactCodes, Decision((bestDiagnosis?.exact ?? 0) + exactProcedures)),
    ]
    keys += policy.tie.map { (.tie($0), value(of: $0)) }
    return keys
  }

  /// A value that one key compares: whole numbers, and scores as decimals.
  struct Decision: Comparable {
    var number: Decimal
    init(_ number: Int) { self.number = Decimal(integer: Int64(number)) }
    init(_ number: Decimal) { self.number = number }
    static func < (a: Decision, b: Decision) -> Bool { a.number < b.number }
  }

  /// Position among the policy's stages; core groups that leave a surgery go behind all.
  var stage: Int {
    isPutBack ? policy.stages.count : ownStage
  }

  /// The policy prefers composite groups of surgery to this one (宜昌).
  var isPutBack: Bool {
    guard policy.compositeFirst == .unmatchedRelatedSurgery, group.kind != .composite,
      group.kind != .advance, classOfMain?.procedureClass == .surgical
    else { return false }
    let listed = mainClauses + relatedClauses
    return subject.procedures.indices.contains { position in
      let code = subject.codes[position]
      return classes[code]?.procedureClass == .surgical
        && ExplanationCheck.canBeMain(position, subject, catalogue)
        && !listed.contains { meets(position, $0) }
    }
  }

  /// The policy names the group's stage.
  var isTried: Bool { ownStage < policy.stages.count }

  /// Position of the group's stage among the policy's, whatever the case.
  var ownStage: Int {
    func position(_ stage: GroupingPolicy.Stage) -> Int? {
      policy.stages.firstIndex { $0.contains(stage) }
    }
    if group.isPrimaryCare, let own = position(.primaryCare) { return own }
    let stage: GroupingPolicy.Stage =
      switch group.kind {
      case .advance: .advance
      case .merged: .merged
      case .subdivided: .subdivided
      case .basic: .basic
      case .local: .local
      case .composite: .composite
      }
    return position(stage) ?? .max
  }

  /// Clauses that one of their very codes meets: the main procedure's where it meets the clause, else
  /// any procedure's.
  private var exactMainClauses: Int {
    mainClauses.count { clause in
      if let main, meets(main, clause) { return clause.contains(subject.procedures[main]) }
      return subject.procedures.contains { clause.contains($0) }
    }
  }

  private var exactProcedures: Int {
    guard group.kind != .composite else { return 0 }
    let related = relatedClauses.count { clause in
      subject.procedures.indices.contains {
        $0 != main && clause.contains(subject.procedures[$0])
      }
    }
    return exactMainClauses + related
  }

  private var hasFullCodes: Bool {
    policy.procedureMatch == .prefix && group.kind != .composite && !mainClauses.isEmpty
      && exactMainClauses == mainClauses.count
  }

  private func value(of key: GroupingPolicy.TieKey) -> Decision {
    switch key {
    case .higherScore: return group.score.map { Decision($0) } ?? Decision(-1)
    case .nearestMeanCost:
      let reference = ScoringGroup.Reference(level: nil, insurance: nil)
      guard let mean = group.referenceMeans[reference] else { return Decision(-Int.max) }
      return Decision(-abs(Int(subject.list.cost.total.fen - mean.fen)))
    case .typePriority:
      let ranks = group.mainProcedures.clauses.flatMap { $0 }
        .compactMap { classes[$0]?.procedureClass.rawValue }
      return Decision(Int(ranks.max() ?? 0))
    case .mainProcedureInCode:
      return Decision(main.map { group.code.contains(subject.procedures[$0]) ? 1 : 0 } ?? 0)
    case .exactProcedure:
      let listed = mainClauses + relatedClauses
      let isWhole = subject.procedures.indices.allSatisfy { position in
        catalogue.excludedProcedures[subject.codes[position]] == .conservative
          || listed.contains { meets(position, $0) }
      }
      return Decision(isWhole ? 1 : 0)
    }
  }
}

extension GroupCondition {
  fileprivate var isAboutAgeOrWeight: Bool {
    switch self {
    case .ageInDays, .ageInYears, .birthWeight: true
    case .otherDiagnosis, .drugResistant: false
    }
  }
}
