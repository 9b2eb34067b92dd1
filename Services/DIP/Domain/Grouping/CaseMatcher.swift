import Quantities

/// One case against the rows of a compiled catalogue. Keeps its memory from case to case; not shared
/// between threads.
struct CaseMatcher {
  private let index: GroupingIndex
  private(set) var input: GroupingInput
  private var procedures: [ProcedureIndex.Entry] = []
  /// Position of the main procedure; nil when none of the case can be it.
  private(set) var main: Int?
  private(set) var flags: GroupingFlags = []
  private(set) var hasAdvanceProcedure = false

  init(_ index: GroupingIndex, _ input: GroupingInput) {
    self.index = index
    self.input = input
  }

  /// Takes the next case: looks up its procedures and chooses the main one (specification, section 4,
  /// step 2).
  mutating func begin<O: GroupingObserver>(_ input: GroupingInput, _ observer: inout O) {
    self.input = input
    flags = []
    main = nil
    hasAdvanceProcedure = false
    procedures.removeAll(keepingCapacity: true)
    for (position, key) in input.procedures.enumerated() {
      let entry = index.procedures.entry(of: key)
      observer.procedure(position, is: entry)
      if entry.isAdvance { hasAdvanceProcedure = true }
      if !entry.isKnown, index.procedures.knowsCodes { flags.insert(.procedureUnknown) }
      if main == nil, canBeMain(entry) { main = position }
      procedures.append(entry)
    }
    if main == nil { flags.insert(.conservative) }
    if !procedures.isEmpty, main != 0 { flags.insert(.mainProcedureReplaced) }
    self.input.mainProcedure = main
    observer.mainProcedure(main)
  }

  private func canBeMain(_ entry: ProcedureIndex.Entry) -> Bool {
    switch entry.exclusion {
    case .none: !(index.leavesOutUnknown && isUnknown(entry))
    case .conservative, .neverMain: false
    case .scoped(let scope): index.procedures.scopes[Int(scope)].matches(input.diagnoses[0])
    }
  }

  /// No list has the code, and it extends none that a row has.
  private func isUnknown(_ entry: ProcedureIndex.Entry) -> Bool {
    !entry.isKnown && entry.pattern < 0 && index.procedures.knowsCodes
  }

  /// How well a group fits, given that a diagnosis of the case meets one of its entries.
  @inline(__always)
  mutating func match(
    _ row: GroupingIndex.Row, diagnosis: CodeKey, entry: GroupingIndex.Entry?
  ) -> Result<MatchRank, RowFailure> {
    var exact = 0
    var hasFullCode = false
    if let entry, entry.mask != 0, entry.prefix == diagnosis { exact = 1 }
    if row.kind == .composite {
      if let failure = checkMainProcedure(of: row) { return .failure(.init(failure)) }
    } else if row.main.isEmpty {
      guard !row.isConservative || main == nil else { return .failure(.init(.hasMainProcedure)) }
    } else {
      guard let found = matchMain(row) else { return .failure(.init(.mainProcedure)) }
      exact += found
      hasFullCode = index.prefersFullCodes && found == row.main.count
    }
    if !row.related.isEmpty {
      guard let found = matchRelated(row) else { return .failure(.init(.relatedProcedure)) }
      exact += found
    }
    for condition in row.conditions {
      if let failure = check(index.conditions[Int(condition)]) { return .failure(.init(failure)) }
    }
    var stage = row.stage
    if let later = index.unmatchedSurgeryStage, leavesSurgery(row) { stage = later }
    return .success(
      MatchRank(
        stage: stage, hasFullCode: hasFullCode, related: row.related.count, terms: row.main.count,
        specificity: Int(entry?.specificity ?? 0), exactCodes: exact))
  }

  /// The failure of one row, as an error type for `Result`.
  struct RowFailure: Error {
    var failure: MatchFailure
    init(_ failure: MatchFailure) { self.failure = failure }
  }

  /// What composite groups go by.
  private func checkMainProcedure(of row: GroupingIndex.Row) -> MatchFailure? {
    guard let main else { return row.procedureClass == .medical ? nil : .procedureClass }
    let entry = procedures[main]
    guard entry.procedureClass == row.procedureClass,
      row.division == 0 || row.division == entry.division
    else { return .procedureClass }
    return row.surgeryLevel == 0 || row.surgeryLevel == entry.surgeryLevel ? nil : .surgeryLevel
  }

  /// Notes that a composite group could not be chosen for want of a class or level.
  mutating func noteMissingClass() {
    guard let main else { return }
    let entry = procedures[main]
    if entry.procedureClass == nil { flags.insert(.procedureClassUnknown) }
    if entry.procedureClass == .surgical, entry.surgeryLevel == 0, index.asksForSurgeryLevel {
      flags.insert(.surgeryLevelUnknown)
    }
  }

  /// Every clause needs a procedure of the case, one of them the main one unless the group looks at
  /// any. Answers how many clauses an exact code meets; nil when one is not met.
  @inline(__always)
  private func matchMain(_ row: GroupingIndex.Row) -> Int? {
    guard row.looksAtAnyProcedure || main != nil else { return nil }
    var exact = 0
    var isMainUsed = row.looksAtAnyProcedure
    for clause in row.main {
      if let main {
        let found = index.clause(clause, has: procedures[main])
        if found.met {
          isMainUsed = true
          exact += found.exactly ? 1 : 0
          continue
        }
        if row.main.count == 1, !row.looksAtAnyProcedure { return nil }
      }
      guard let exactly = matchAny(clause, except: nil) else { return nil }
      exact += exactly ? 1 : 0
    }
    return isMainUsed ? exact : nil
  }

  /// Every clause needs a procedure beside the main one; the same code entered twice counts, as
  /// bilateral and repeated operations are coded.
  private func matchRelated(_ row: GroupingIndex.Row) -> Int? {
    var exact = 0
    for clause in row.related {
      guard let exactly = matchAny(clause, except: main) else { return nil }
      exact += exactly ? 1 : 0
    }
    return exact
  }

  /// Whether some procedure meets a clause, and then whether one does exactly; nil when none does.
  private func matchAny(_ clause: Int32, except skipped: Int?) -> Bool? {
    var met = false
    for position in procedures.indices where position != skipped {
      let found = index.clause(clause, has: procedures[position])
      if found.exactly { return true }
      if found.met { met = true }
    }
    return met ? false : nil
  }

  /// A core row that has nothing to do with a surgery of a case whose main procedure is one.
  private func leavesSurgery(_ row: GroupingIndex.Row) -> Bool {
    guard row.kind != .composite, row.kind != .advance, let main,
      procedures[main].procedureClass == .surgical
    else { return false }
    return procedures.contains { entry in
      entry.procedureClass == .surgical && canBeMain(entry) && !isListed(entry, in: row)
    }
  }

  /// Every procedure of the case that counts is one of the row's (手术操作完全一致).
  func leavesNoProcedure(_ row: GroupingIndex.Row) -> Bool {
    procedures.allSatisfy { $0.exclusion == .conservative || isListed($0, in: row) }
  }

  private func isListed(_ entry: ProcedureIndex.Entry, in row: GroupingIndex.Row) -> Bool {
    row.main.contains { index.clause($0, has: entry).met }
      || row.related.contains { index.clause($0, has: entry).met }
  }

  private mutating func check(_ condition: GroupCondition) -> MatchFailure? {
    switch condition {
    case .ageInDays(let range):
      return range.contains(index.ageRule.days(of: input)) ? nil : .ageOrWeight
    case .ageInYears(let range):
      return range.contains(index.ageRule.years(of: input)) ? nil : .ageOrWeight
    case .birthWeight(let range):
      guard input.birthWeightGrams > 0 else {
        flags.insert(.birthWeightMissing)
        return .birthWeightMissing
      }
      return range.contains(Int(input.birthWeightGrams)) ? nil : .ageOrWeight
    case .otherDiagnosis(let patterns):
      for key in input.diagnoses.dropFirst() where patterns.matches(key) { return nil }
      return .otherDiagnosis
    case .drugResistant(let wanted, let orMainOfList):
      let resistant =
        (orMainOfList && index.drugResistant.contains(input.diagnoses[0]))
        || input.diagnoses.dropFirst().contains { $0.hasPrefix(Self.resistanceCode) }
      return resistant == wanted ? nil : .drugResistance
    }
  }

  /// U84.3 耐抗结核药物
  private static let resistanceCode = CodeKey(
    bits: [UInt8]("U843".utf8).enumerated().reduce(0) {
      $0 | CodeKey.symbol($1.element) << UInt64(54 - 6 * $1.offset)
    })
}
