import Quantities

/// A catalogue compiled for grouping under one policy: diagnosis entries by category, clauses of
/// procedures as bit sets, nothing left to parse. Built once, then only read, by any thread.
struct GroupingIndex: Sendable {
  /// A group's diagnosis entry within one category.
  struct Entry: Sendable {
    var prefix: CodeKey
    var mask: UInt64
    var row: Int32
    /// Key of the choice: length of the prefix, or the rank of a composite's fallback.
    var specificity: UInt8
  }

  /// A group as the matcher sees it; its number is the group's index in the catalogue.
  struct Row: Sendable {
    var kind: GroupKind
    var sequence: Int32
    var isConservative: Bool
    var looksAtAnyProcedure: Bool
    var procedureClass: ProcedureClass?
    var isPrimaryCare: Bool
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
  /// Groups for every diagnosis (XQ), in order of sequence.
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
  private var clauseBits: [UInt64] = []
  private let wordsPerClause: Int

  init(_ catalogue: Catalogue, _ policy: GroupingPolicy) {
    procedures = ProcedureIndex(catalogue)
    wordsPerClause = (procedures.patternCount + 63) / 64
    excludedDiagnoses = Set(catalogue.excludedDiagnoses.map(\.key))
    excludedPrefixes =
      policy.exclusionMatch == .prefix ? catalogue.excludedDiagnoses.map(\.key) : []
    var hasExclusion = [Bool](repeating: false, count: DiagnosisCode.categories)
    for code in catalogue.excludedDiagnoses { hasExclusion[code.category] = true }
    self.hasExclusion = hasExclusion
    drugResistant = Set(catalogue.drugResistantDiagnoses.map(\.key))

    let scoreRanks = Self.ranks(of: catalogue.groups)
    var byCategory: [(category: Int, entry: Entry)] = []
    var anyByCategory: [(category: Int, entry: Entry)] = []
    for (index, group) in catalogue.groups.enumerated() {
      append(group, scoreRank: scoreRanks[index])
      if group.diagnoses.isEmpty { everyDiagnosis.append(Int32(index)) }
      let compiled = Self.entries(of: group, row: Int32(index), policy)
      if group.looksAtAnyDiagnosis, policy.p07Position == .any {
        anyByCategory += compiled
      } else {
        byCategory += compiled
      }
    }
    (entries, starts) = Self.table(byCategory)
    (anyEntries, anyStarts) = Self.table(anyByCategory)
  }

  /// Whether a clause has one of the patterns that a code meets, and whether by the very code.
  @inline(__always)
  func clause(_ number: Int32, has entry: ProcedureIndex.Entry) -> (met: Bool, exactly: Bool) {
    if contains(number, entry.exact) { return (true, true) }
    return (contains(number, entry.base) || contains(number, entry.shorterBase), false)
  }

  @inline(__always)
  private func contains(_ clause: Int32, _ pattern: Int32) -> Bool {
    guard pattern >= 0 else { return false }
    let word = clauseBits[Int(clause) * wordsPerClause + Int(pattern) >> 6]
    return word >> UInt64(pattern & 63) & 1 == 1
  }

  private mutating func append(_ group: DiseaseGroup, scoreRank: Int32) {
    let main = append(group.mainProcedures)
    let related = append(group.relatedProcedures)
    let first = Int32(conditions.count)
    conditions += group.conditions
    rows.append(
      Row(
        kind: group.kind, sequence: group.sequence, isConservative: group.isConservative,
        looksAtAnyProcedure: group.looksAtAnyProcedure, procedureClass: group.procedureClass,
        isPrimaryCare: group.isPrimaryCare, main: main, related: related,
        conditions: first..<Int32(conditions.count), scoreRank: scoreRank,
        meanFen: group.scoring.referenceMeans[.init(level: nil, insurance: nil)]?.fen ?? -1,
        typeRank: typeRank(group)))
  }

  private mutating func append(_ expression: CodeExpression) -> Range<Int32> {
    let first = Int32(wordsPerClause == 0 ? 0 : clauseBits.count / wordsPerClause)
    for clause in expression.clauses {
      var bits = [UInt64](repeating: 0, count: wordsPerClause)
      for code in clause {
        let pattern = Int(procedures.pattern(code))
        bits[pattern >> 6] |= 1 << UInt64(pattern & 63)
      }
      clauseBits += bits
    }
    return first..<first + Int32(expression.clauses.count)
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
    of group: DiseaseGroup, row: Int32, _ policy: GroupingPolicy
  ) -> [(category: Int, entry: Entry)] {
    group.diagnoses.flatMap { pattern -> [(category: Int, entry: Entry)] in
      guard let specificity = specificity(of: pattern, in: group, policy) else { return [] }
      let (prefix, mask): (CodeKey, UInt64) =
        if case .prefix(let key) = pattern {
          (key, CodeKey.mask(length: key.length))
        } else {
          (CodeKey(bits: 0), 0)
        }
      return pattern.categories.map { category in
        (category, Entry(prefix: prefix, mask: mask, row: row, specificity: specificity))
      }
    }
  }

  /// For composite groups: the category itself, then the policy's fallbacks in its order; what the
  /// policy does not name is not looked for.
  private static func specificity(
    of pattern: DiagnosisPattern, in group: DiseaseGroup, _ policy: GroupingPolicy
  ) -> UInt8? {
    let length = pattern.specificity
    guard group.kind == .composite else { return UInt8(length) }
    let step: GroupingPolicy.CompositeFallback
    if case .range = pattern {
      step = .range
    } else if length >= 3 {
      return UInt8(compositeCategory + length)
    } else {
      step = length == 2 ? .prefix : .letter
    }
    guard let position = policy.compositeFallback.firstIndex(of: step) else { return nil }
    return UInt8(policy.compositeFallback.count - position)
  }

  /// Above the ranks of all fallbacks.
  static let compositeCategory = 16

  private static func table(
    _ listed: [(category: Int, entry: Entry)]
  ) -> (entries: [Entry], starts: [Int32]) {
    // Groups come in order of kind, so a stable order by category has the best stage first.
    let sorted = listed.enumerated().sorted {
      ($0.element.category, $0.offset) < ($1.element.category, $1.offset)
    }
    var starts = [Int32](repeating: 0, count: DiagnosisCode.categories + 1)
    for (_, element) in sorted { starts[element.category + 1] += 1 }
    for category in 0..<DiagnosisCode.categories { starts[category + 1] += starts[category] }
    return (sorted.map(\.element.entry), starts)
  }
}
