/// What a catalogue says about procedure codes, by packed code.
///
/// Codes that appear in group rows are numbered as patterns. A code of a case meets the pattern that
/// it is and the patterns that it extends: an extension `51.2300x001` also meets `51.2300`.
struct ProcedureIndex: Sendable {
  /// A case's procedure as the catalogue sees it.
  struct Entry: Sendable {
    /// The pattern that is this very code; -1 without one.
    var exact: Int32 = -1
    /// Patterns that the code extends, longest first; -1 without. Codes have three lengths (four, six
    /// or seven, ten symbols), so two shorter ones suffice.
    var base: Int32 = -1
    var shorterBase: Int32 = -1
    /// Nil when the class table does not have the code.
    var procedureClass: ProcedureClass?
    var exclusion: Exclusion = .none
    /// Appears in a group that looks at every diagnosis.
    var isAdvance = false
    /// Some list of the catalogue has this very code.
    var isKnown = false
  }

  enum Exclusion: Sendable, Hashable {
    case none, conservative, neverMain
    /// Index into the scopes.
    case scoped(Int32)
  }

  private var entries: [Entry] = []
  private var known = KeyTable([])
  private var patternNumbers = KeyTable([])
  private var patternKeys: [CodeKey: Int32] = [:]
  private var patternLengths: [Int] = []
  private var advancePatterns: Set<Int32> = []
  private(set) var scopes: [[DiagnosisPattern]] = []
  let hasClasses: Bool

  var patternCount: Int { patternKeys.count }

  init(_ catalogue: Catalogue) {
    hasClasses = !catalogue.procedureClasses.isEmpty
    number(catalogue.groups)
    var codes = Set(patternKeys.keys)
    codes.formUnion(catalogue.procedureClasses.keys.map(\.key))
    codes.formUnion(catalogue.excludedProcedures.keys.map(\.key))
    let sorted = codes.sorted { $0.bits < $1.bits }
    for key in sorted {
      var entry = unlisted(key)
      entry.isKnown = true
      entry.procedureClass = catalogue.procedureClasses[ProcedureCode(key: key)]
      if let exclusion = catalogue.excludedProcedures[ProcedureCode(key: key)] {
        entry.exclusion = add(exclusion)
      }
      entries.append(entry)
    }
    known = KeyTable(sorted.enumerated().map { ($1, Int32($0)) })
  }

  /// The number of a code that appears in a group row.
  func pattern(_ code: ProcedureCode) -> Int32 {
    guard let number = patternKeys[code.key] else {
      preconditionFailure("patterns are numbered from the same groups")
    }
    return number
  }

  @inline(__always)
  func entry(of key: CodeKey) -> Entry {
    if let index = known.value(of: key) { return entries[Int(index)] }
    return unlisted(key)
  }

  private mutating func number(_ groups: [DiseaseGroup]) {
    for group in groups {
      for expression in [group.mainProcedures, group.relatedProcedures] {
        for code in expression.clauses.flatMap({ $0 }) where patternKeys[code.key] == nil {
          patternKeys[code.key] = Int32(patternKeys.count)
        }
      }
      if group.diagnoses.isEmpty {
        advancePatterns.formUnion(
          group.mainProcedures.clauses.flatMap { $0 }.compactMap { patternKeys[$0.key] })
      }
    }
    patternLengths = Set(patternKeys.keys.map(\.length)).sorted(by: >)
    patternNumbers = KeyTable(patternKeys.map { ($0.key, $0.value) })
  }

  /// A code by the patterns that it extends.
  private func unlisted(_ key: CodeKey) -> Entry {
    var entry = Entry()
    entry.exact = patternNumbers.value(of: key) ?? -1
    let length = key.length
    for shorter in patternLengths where shorter < length {
      guard let pattern = patternNumbers.value(of: key.prefix(shorter)) else { continue }
      if entry.base < 0 {
        entry.base = pattern
      } else if entry.shorterBase < 0 {
        entry.shorterBase = pattern
      }
    }
    entry.isAdvance =
      advancePatterns.contains(entry.exact) || advancePatterns.contains(entry.base)
      || advancePatterns.contains(entry.shorterBase)
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
