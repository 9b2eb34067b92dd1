/// What a catalogue says about procedure codes, by packed code.
///
/// Codes that appear in group rows are numbered as patterns, in the order of the codes, so that the
/// patterns that extend a code follow it. A code of a case is known by the longest pattern that it
/// meets; which other patterns it meets with that one was settled when the index was made.
struct ProcedureIndex: Sendable {
  /// A case's procedure as the catalogue sees it.
  struct Entry: Sendable {
    /// The longest pattern that the code meets; -1 when it meets none.
    var pattern: Int32 = -1
    /// That pattern is this very code.
    var isExact = false
    /// Appears in a group that looks at every diagnosis.
    var isAdvance = false
    /// Some list of the catalogue has this very code.
    var isKnown = false
    /// Nil when the class tables do not have the code.
    var procedureClass: ProcedureClass?
    /// The city's division of the class; 0 without one.
    var division: UInt8 = 0
    /// Level of surgery, 1 to 4; 0 when the table does not have the code.
    var surgeryLevel: UInt8 = 0
    var exclusion: Exclusion = .none
  }

  enum Exclusion: Sendable, Hashable {
    case none, conservative, neverMain
    /// Index into the scopes.
    case scoped(Int32)
  }

  private let match: GroupingPolicy.ProcedureMatch
  private var entries: [Entry] = []
  private var known = KeyTable([])
  /// In the order of the codes.
  private var patterns: [CodeKey] = []
  private var patternNumbers = KeyTable([])
  /// Lengths of patterns that longer codes can meet, longest first.
  private var openLengths: [Int] = []
  /// By pattern: meeting it means meeting a pattern of the advance stage.
  private var isAdvance: [Bool] = []
  private(set) var scopes: [[DiagnosisPattern]] = []
  /// Some list says which procedures there are: one that none has is unknown.
  let knowsCodes: Bool

  /// From this many symbols on a code in a row is a full one.
  static let fullLength = 6

  var patternCount: Int { patterns.count }

  init(
    _ catalogue: Catalogue, match: GroupingPolicy.ProcedureMatch, classTables: [String] = []
  ) {
    self.match = match
    let classes = catalogue.procedureClasses(of: classTables)
    let listed = catalogue.codes?.procedureKeys ?? []
    knowsCodes = !classes.isEmpty || !listed.isEmpty
    number(catalogue.groups)
    var codes = Set(patterns)
    codes.formUnion(classes.keys.map(\.key))
    codes.formUnion(catalogue.excludedProcedures.keys.map(\.key))
    codes.formUnion(listed)
    codes.formUnion(catalogue.surgeryLevels.entries.map(\.key))
    let sorted = codes.sorted { $0.bits < $1.bits }
    for key in sorted {
      var entry = unlisted(key)
      entry.isKnown = true
      if let listed = classes[ProcedureCode(key: key)] {
        entry.procedureClass = listed.procedureClass
        entry.division = listed.division
      }
      entry.surgeryLevel = catalogue.surgeryLevels[key] ?? 0
      if let exclusion = catalogue.excludedProcedures[ProcedureCode(key: key)] {
        entry.exclusion = add(exclusion)
      }
      entries.append(entry)
    }
    known = KeyTable(sorted.enumerated().map { ($1, Int32($0)) })
  }

  /// The number of a code that appears in a group row.
  func pattern(_ code: ProcedureCode) -> Int32 {
    guard let number = patternNumbers.value(of: code.key) else {
      preconditionFailure("patterns are numbered from the same groups")
    }
    return number
  }

  /// The patterns that, when a code meets them, meet this one as well: itself and, where the policy
  /// lets it stand for longer codes, those that extend it.
  func meeting(_ pattern: Int32) -> Range<Int> {
    let first = Int(pattern)
    let key = patterns[first]
    var end = first + 1
    if standsForLonger(key) {
      while end < patterns.count, patterns[end].hasPrefix(key) { end += 1 }
    }
    return first..<end
  }

  @inline(__always)
  func entry(of key: CodeKey) -> Entry {
    if let index = known.value(of: key) { return entries[Int(index)] }
    return unlisted(key)
  }

  private func standsForLonger(_ key: CodeKey) -> Bool {
    switch match {
    case .extensions: true
    case .exact: false
    case .prefix: key.length < Self.fullLength
    }
  }

  private mutating func number(_ groups: [DiseaseGroup]) {
    var keys: Set<CodeKey> = []
    var advance: Set<CodeKey> = []
    for group in groups {
      for expression in [group.mainProcedures, group.relatedProcedures] {
        keys.formUnion(expression.clauses.flatMap { $0 }.map(\.key))
      }
      if group.diagnoses.isEmpty {
        advance.formUnion(group.mainProcedures.clauses.flatMap { $0 }.map(\.key))
      }
    }
    patterns = keys.sorted { $0.bits < $1.bits }
    patternNumbers = KeyTable(patterns.enumerated().map { ($1, Int32($0)) })
    openLengths = Set(patterns.filter(standsForLonger).map(\.length)).sorted(by: >)
    isAdvance = [Bool](repeating: false, count: patterns.count)
    for (number, key) in patterns.enumerated() where advance.contains(key) {
      for extended in meeting(Int32(number)) { isAdvance[extended] = true }
    }
  }

  /// A code by the longest pattern that it meets.
  private func unlisted(_ key: CodeKey) -> Entry {
    var entry = Entry()
    if let number = patternNumbers.value(of: key) {
      entry.pattern = number
      entry.isExact = true
    } else {
      let length = key.length
      for shorter in openLengths where shorter < length {
        // A full code of this length may exist that stands only for itself.
        let prefix = key.prefix(shorter)
        guard standsForLonger(prefix), let number = patternNumbers.value(of: prefix) else {
          continue
        }
        entry.pattern = number
        break
      }
    }
    entry.isAdvance = entry.pattern >= 0 && isAdvance[Int(entry.pattern)]
    return entry
  }

  private mutating func add(_ exclusion: ProcedureExclusion) -> Exclusion {
    switch exclusion {
    case .conservative: return .conservative
    case .neverMain: return .neverMain
    case .mainWithin(let scope):
      if let known = scopes.firstIndex(of: scope) { return .scoped(Int32(known)) }
      scopes.append(scope)
      return .scoped(Int32(scopes.count - 1))
    }
  }
}
