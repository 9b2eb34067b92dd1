import Quantities

/// Puts cases into the groups of a catalogue under a policy (入组).
///
/// Stages go in the policy's order (national: XQ, BX, FZ, JC, local, composite); between candidates
/// one total order decides (specification, section 4). Nothing depends on the order of rows in files,
/// on threads or on cases grouped before. A value; any number of threads may use it.
public struct Grouper: Sendable {
  public let catalogue: Catalogue
  public let rules: GroupingRules
  let index: GroupingIndex
  let translation: CodeTranslation?
  private let scope: [ScopeTest]

  /// A rule of the policy's scope, ready to test.
  struct ScopeTest: Sendable {
    var rule: GroupingPolicy.ScopeRule
    var diagnoses: [DiagnosisPattern]
    /// Beginnings of codes; empty is no condition.
    var procedures: [CodeKey]

    func names(_ codes: UnsafeBufferPointer<CodeKey>) -> Bool {
      codes.contains { code in procedures.contains { code.hasPrefix($0) } }
    }
  }

  /// - Throws: the problems of `init(catalogue:rules:)`.
  public init(catalogue: Catalogue, policy: Policy) throws(Problem) {
    try self.init(catalogue: catalogue, rules: GroupingRules(policy))
  }

  /// - Throws: `DIP_SCOPE_DIAGNOSIS_INVALID` when a scope rule's diagnosis is no code;
  ///   `DIP_CODE_VERSION_UNKNOWN` when the catalogue cannot map to the policy's code version.
  public init(catalogue: Catalogue, rules: GroupingRules) throws(Problem) {
    self.catalogue = catalogue
    self.rules = rules
    index = GroupingIndex(catalogue, rules)
    translation = try CodeTranslation(catalogue, rules.codes)
    let policy = rules.grouping
    var tests: [ScopeTest] = []
    for rule in policy.scope {
      var patterns: [DiagnosisPattern] = []
      for text in rule.diagnosisPrefixes {
        guard let pattern = DiagnosisPattern(text) else {
          throw Problem(
            .invalidInput, "DIP_SCOPE_DIAGNOSIS_INVALID", zh: "范围规则中的诊断“\(text)”不是编码",
            en: "“\(text)” in a scope rule is no diagnosis code",
            remedyZh: "请填写如 F20 或 Z50.1 的编码", remedyEn: "write a code such as F20 or Z50.1")
        }
        patterns.append(pattern)
      }
      var prefixes: [CodeKey] = []
      for text in rule.procedurePrefixes { prefixes.append(try ProcedureCode(parsing: text).key) }
      tests.append(ScopeTest(rule: rule, diagnoses: patterns, procedures: prefixes))
    }
    scope = tests
  }

  /// The group of one case.
  public func group(_ list: Case) -> GroupingResult {
    var observer = NoObserver()
    return group(list, &observer)
  }

  func group<O: GroupingObserver>(_ list: Case, _ observer: inout O) -> GroupingResult {
    list.withGroupingInput { input in
      var matcher = CaseMatcher(index, input)
      return group(input, &matcher, &observer)
    }
  }

  /// The groups of some lists, in their order.
  public func group(_ columns: CaseColumns, _ range: Range<Int>) -> [GroupingResult] {
    guard let first = range.first else { return [] }
    var observer = NoObserver()
    return [GroupingResult](unsafeUninitializedCapacity: range.count) { results, count in
      var matcher = columns.withGroupingInput(first) { CaseMatcher(index, $0) }
      for position in range {
        let result = columns.withGroupingInput(position) { group($0, &matcher, &observer) }
        results.initializeElement(at: position - range.lowerBound, to: result)
      }
      count = range.count
    }
  }

  public func group(_ columns: CaseColumns) -> [GroupingResult] {
    group(columns, 0..<columns.count)
  }

  /// The one path of grouping.
  @inline(__always)
  func group<O: GroupingObserver>(
    _ input: GroupingInput, _ matcher: inout CaseMatcher, _ observer: inout O
  ) -> GroupingResult {
    guard let translation else { return groupTranslated(input, &matcher, &observer) }
    return translation.withTranslated(input) { groupTranslated($0, &matcher, &observer) }
  }

  @inline(__always)
  private func groupTranslated<O: GroupingObserver>(
    _ input: GroupingInput, _ matcher: inout CaseMatcher, _ observer: inout O
  ) -> GroupingResult {
    if !scope.isEmpty, let rule = leaves(input) {
      observer.outOfScope(rule)
      return GroupingResult(
        group: GroupingResult.outOfScope, flags: GroupingFlags(scope: rule.reason))
    }
    let main = input.diagnoses[0]
    let category = DiagnosisCode(key: main).category
    if index.hasExclusion[category], isExcluded(main) {
      observer.excludedDiagnosis(main)
      return GroupingResult(group: GroupingResult.ungrouped, flags: .diagnosisExcluded)
    }
    if let known = index.knownDiagnoses, known.value(of: main) == nil {
      observer.unknownDiagnosis(main)
      return GroupingResult(group: GroupingResult.ungrouped, flags: .diagnosisUnknown)
    }
    matcher.begin(input, &observer)
    var choice = Choice()
    if matcher.hasAdvanceProcedure || O.isRecording {
      for row in index.everyDiagnosis {
        consider(row, main, nil, &choice, &matcher, &observer)
      }
    }
    if !index.anyEntries.isEmpty { considerAnyDiagnosis(input, &choice, &matcher, &observer) }
    considerCategory(category, main, &choice, &matcher, &observer)
    return result(of: choice, &matcher)
  }

  private func considerCategory<O: GroupingObserver>(
    _ category: Int, _ main: CodeKey, _ choice: inout Choice, _ matcher: inout CaseMatcher,
    _ observer: inout O
  ) {
    for position in Int(index.starts[category])..<Int(index.starts[category + 1]) {
      let entry = index.entries[position]
      // Entries stand in the order of stages: a later stage cannot win any more.
      if !O.isRecording, choice.row >= 0, entry.stage > choice.rank.stage { return }
      guard main.hasPrefix(entry.prefix, mask: entry.mask) else { continue }
      consider(entry.row, main, entry, &choice, &matcher, &observer)
    }
  }

  private func considerAnyDiagnosis<O: GroupingObserver>(
    _ input: GroupingInput, _ choice: inout Choice, _ matcher: inout CaseMatcher,
    _ observer: inout O
  ) {
    for key in input.diagnoses {
      let category = DiagnosisCode(key: key).category
      for position in Int(index.anyStarts[category])..<Int(index.anyStarts[category + 1]) {
        let entry = index.anyEntries[position]
        guard key.hasPrefix(entry.prefix, mask: entry.mask) else { continue }
        consider(entry.row, key, entry, &choice, &matcher, &observer)
      }
    }
  }

  @inline(__always)
  private func consider<O: GroupingObserver>(
    _ row: Int32, _ diagnosis: CodeKey, _ entry: GroupingIndex.Entry?, _ choice: inout Choice,
    _ matcher: inout CaseMatcher, _ observer: inout O
  ) {
    switch matcher.match(index.rows[Int(row)], diagnosis: diagnosis, entry: entry) {
    case .failure(let reason): observer.candidate(row, failed: reason.failure)
    case .success(let rank):
      observer.candidate(row, matched: rank)
      let challenger = Choice(row: row, rank: rank)
      guard choice.row >= 0 else {
        choice = challenger
        return
      }
      if choice.row == row {
        // Another entry of the same group: the better match counts, and whoever it tied with loses.
        if rank > choice.rank { choice = challenger }
        return
      }
      let (wins, key) = compare(challenger, choice, matcher)
      if wins { choice = challenger }
      if key == .sequence {
        choice.isDecidedBySequence = true
      } else if wins {
        choice.isDecidedBySequence = false
      }
    }
  }

  private func leaves(_ input: GroupingInput) -> GroupingPolicy.ScopeRule? {
    let days = input.stayInDays
    return scope.first { test in
      (test.diagnoses.isEmpty || test.diagnoses.matches(input.diagnoses[0]))
        && (test.procedures.isEmpty || test.names(input.procedures))
        && days >= test.rule.minimumDays ?? 0 && days <= test.rule.maximumDays ?? .max
    }?.rule
  }

  private func isExcluded(_ key: CodeKey) -> Bool {
    if rules.grouping.exclusionMatch == .exact { return index.excludedDiagnoses.contains(key) }
    return index.excludedPrefixes.contains { key.hasPrefix($0) }
  }

  private func result(of choice: Choice, _ matcher: inout CaseMatcher) -> GroupingResult {
    guard choice.row >= 0 else {
      matcher.noteMissingClass()
      return GroupingResult(
        group: GroupingResult.ungrouped, flags: matcher.flags.union(.noGroup))
    }
    var flags = matcher.flags
    let row = index.rows[Int(choice.row)]
    if choice.isDecidedBySequence { flags.insert(.tieBrokenBySequence) }
    if row.isPrimaryCare { flags.insert(.primaryCare) }
    // Groups of the advance stage look at all procedures, also at excluded ones.
    if row.kind == .advance { flags.remove(.conservative) }
    if row.kind == .composite, Int(choice.rank.specificity) <= DiagnosisPattern.compositeCategory {
      flags.insert(.compositeFallback)
    }
    return GroupingResult(group: choice.row, flags: flags)
  }
}
