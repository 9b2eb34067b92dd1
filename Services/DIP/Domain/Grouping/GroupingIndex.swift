import Quantities

/// A catalogue compiled for grouping under one policy: diagnosis entries by category, clauses of
/// procedures as bit sets, nothing left to parse and nothing of the policy left to ask that could be
/// decided before. Built once, then only read, by any thread.
struct GroupingIndex: Sendable {
  /// A group's diagnosis entry within one category.
  struct Entry: Sendable {
    var prefix: CodeKey
    var mask: UInt64
    var row: Int32
    /// Key of the choice: length of the prefix, or the rank of a composite's fallback.
    var specificity: UInt8
    /// The row's stage.
    var stage: UInt8
  }

  /// A group as the matcher sees it; its number is the group's index in the catalogue.
  struct Row: Sendable {
    var kind: GroupKind
    /// Position among the policy's stages; 0 is tried first.
    var stage: UInt8
    var isConservative: Bool
    var looksAtAnyProcedure: Bool
    var isPrimaryCare: Bool
    /// Composite groups only.
    var procedureClass: ProcedureClass?
    /// 0 takes every division of the class.
    var division: UInt8
    /// 0 takes every level.
    var surgeryLevel: UInt8
    /// Numbers of clauses.
    var main: Range<Int32>
    var related: Range<Int32>
    var conditions: Range<Int32>
    /// Values for the policy's tie list.
    var scoreRank: Int32
    var meanFen: Int64
    var typeRank: UInt8
  }

  private(set) var rows: [Row] = []
  /// Groups for every diagnosis (XQ), in the order of the catalogue.
  private(set) var everyDiagnosis: [Int32] = []
  /// `entries[starts[c]..<starts[c + 1]]` belong to category c, best stage first.
  private(set) var entries: [Entry] = []
  private(set) var starts: [Int32] = []
  /// The same for groups that look at any diagnosis of the case.
  private(set) var anyEntries: [Entry] = []
  private(set) var anyStarts: [Int32] = []
  let procedures: ProcedureIndex
  private(set) var conditions: [GroupCondition] = []
  let excludedDiagnoses: Set<CodeKey>
  let excludedPrefixes: [CodeKey]
  let hasExclusion: [Bool]
  let drugResistant: Set<CodeKey>
  /// Every diagnosis code there is; nil when the catalogue does not list them.
  let knownDiagnoses: KeyTable?
  let ageRule: AgeRule
  /// A procedure that no list knows counts as not done.
  let leavesOutUnknown: Bool
  /// A row whose full codes are met goes before one that is met by a prefix.
  let prefersFullCodes: Bool
  /// Composite groups are told by the level of the main surgery.
  let asksForSurgeryLevel: Bool
  /// The stage behind the composite one, for core rows that leave a surgery unmatched; nil where the
  /// policy does not mind.
  let unmatchedSurgeryStage: UInt8?
  /// Two bits for each pattern: meeting it meets the clause; it is one of the clause's codes.
  private var clauseBits: [UInt64] = []
  private let wordsPerClause: Int

  init(_ catalogue: Catalogue, _ rules: GroupingRules) {
    let policy = rules.grouping
    procedures = ProcedureIndex(
      catalogue, match: policy.procedureMatch, classTables: rules.procedureClasses)
    wordsPerClause = (procedures.patternCount + 31) / 32
    excludedDiagnoses = Set(catalogue.excludedDiagnoses.map(\.key))
    excludedPrefixes =
      policy.exclusionMatch == .prefix ? catalogue.excludedDiagnoses.map(\.key) : []
    var hasExclusion = [Bool](repeating: false, count: DiagnosisCode.categories)
    for code in catalogue.excludedDiagnoses { hasExclusion[code.category] = true }
    self.hasExclusion = hasExclusion
    drugResistant = Set(catalogue.drugResistantDiagnoses.map(\.key))
    let known = catalogue.codes?.diagnosisKeys ?? []
    knownDiagnoses = known.isEmpty ? nil : KeyTable(known.map { ($0, 1) })
    ageRule = rules.ageRule
    leavesOutUnknown = rules.codes.unknown == .medical
    prefersFullCodes = policy.procedureMatch == .prefix
    asksForSurgeryLevel = policy.compositeBy == .surgeryLevel
    unmatchedSurgeryStage =
      policy.compositeFirst == .unmatchedRelatedSurgery ? UInt8(policy.stages.count) : nil

    let stages = StageOrder(policy)
    let scoreRanks = Self.ranks(of: catalogue.groups)
    var byCategory: [(category: Int, entry: Entry)] = []
    var anyByCategory: [(category: Int, entry: Entry)] = []
    for (index, group) in catalogue.groups.enumerated() {
      // A stage that the policy does not name is not tried.
      let stage = stages.position(of: group)
      append(group, stage: stage ?? .max, scoreRank: scoreRanks[index], policy)
      guard let stage else { continue }
      if group.diagnoses.isEmpty { everyDiagnosis.append(Int32(index)) }
      let compiled = Self.entries(of: group, row: Int32(index), stage: stage, policy)
      if group.looksAtAnyDiagnosis, policy.p07Position == .any {
        anyByCategory += compiled
      } else {
        byCategory += compiled
      }
    }
    (entries, starts) = Self.table(byCategory)
    (anyEntries, anyStarts) = Self.table(anyByCategory)
  }

  /// Whether a procedure meets a clause, and whether by one of the clause's very codes.
  @inline(__always)
  func clause(_ number: Int32, has entry: ProcedureIndex.Entry) -> (met: Bool, exactly: Bool) {
    guard entry.pattern >= 0 else { return (false, false) }
    let word = clauseBits[Int(number) * wordsPerClause + Int(entry.pattern) >> 5]
    let bits = word >> (UInt64(entry.pattern & 31) * 2)
    return (bits & 1 != 0, bits & 2 != 0 && entry.isExact)
  }

  private mutating func append(
    _ group: DiseaseGroup, stage: UInt8, scoreRank: Int32, _ policy: GroupingPolicy
  ) {
    let main = append(group.mainProcedures, policy)
    let related = append(group.relatedProcedures, policy)
    let first = Int32(conditions.count)
    conditions += group.conditions
    let isByLevel = policy.compositeBy == .surgeryLevel
    rows.append(
      Row(
        kind: group.kind, stage: stage, isConservative: group.isConservative,
        looksAtAnyProcedure: group.looksAtAnyProcedure, isPrimaryCare: group.isPrimaryCare,
        procedureClass: group.procedureClass, division: group.procedureDivision,
        surgeryLevel: isByLevel ? group.surgeryLevel ?? 0 : 0, main: main, related: related,
        conditions: first..<Int32(conditions.count), scoreRank: scoreRank,
        meanFen: group.scoring.referenceMeans[.init(level: nil, insurance: nil)]?.fen ?? -1,
        typeRank: typeRank(group)))
  }

  private mutating func append(
    _ expression: CodeExpression, _ policy: GroupingPolicy
  ) -> Range<Int32> {
    let first = Int32(wordsPerClause == 0 ? 0 : clauseBits.count / wordsPerClause)
    let clauses = expression.required(policy.listedProcedures)
    for clause in clauses {
      var bits = [UInt64](repeating: 0, count: wordsPerClause)
      for code in clause {
        let pattern = procedures.pattern(code)
        for met in procedures.meeting(pattern) { bits[met >> 5] |= 1 << UInt64((met & 31) * 2) }
        bits[Int(pattern) >> 5] |= 2 << UInt64((pattern & 31) * 2)
      }
      clauseBits += bits
    }
    return first..<first + Int32(clauses.count)
  }

  /// 手术 and 介入 before 治疗性 before 诊断性 before conservative.
  private func typeRank(_ group: DiseaseGroup) -> UInt8 {
    group.mainProcedures.clauses.flatMap { $0 }
      .compactMap { procedures.entry(of: $0.key).procedureClass?.rawValue }.max() ?? 0
  }
}

extension GroupingIndex {
  /// Ranks of the scores, equal scores having equal ranks; a group without a score ranks lowest.
  private static func ranks(of groups: [DiseaseGroup]) -> [Int32] {
    let distinct = Array(Set(groups.compactMap(\.score))).sorted()
    let rank = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0 + 1)) })
    return groups.map { $0.score.flatMap { rank[$0] } ?? 0 }
  }

  private static func entries(
    of group: DiseaseGroup, row: Int32, stage: UInt8, _ policy: GroupingPolicy
  ) -> [(category: Int, entry: Entry)] {
    group.diagnoses.flatMap { pattern -> [(category: Int, entry: Entry)] in
      guard let specificity = pattern.specificity(in: group, policy) else { return [] }
      let (prefix, mask): (CodeKey, UInt64) =
        if case .prefix(let key) = pattern {
          (key, CodeKey.mask(length: key.length))
        } else {
          (CodeKey(bits: 0), 0)
        }
      return pattern.categories.map { category in
        (
          category,
          Entry(prefix: prefix, mask: mask, row: row, specificity: specificity, stage: stage)
        )
      }
    }
  }

  private static func table(
    _ listed: [(category: Int, entry: Entry)]
  ) -> (entries: [Entry], starts: [Int32]) {
    let sorted = listed.enumerated().sorted {
      ($0.element.category, $0.element.entry.stage, $0.offset)
        < ($1.element.category, $1.element.entry.stage, $1.offset)
    }
    var starts = [Int32](repeating: 0, count: DiagnosisCode.categories + 1)
    for (_, element) in sorted { starts[element.category + 1] += 1 }
    for category in 0..<DiagnosisCode.categories { starts[category + 1] += starts[category] }
    return (sorted.map(\.element.entry), starts)
  }
}
