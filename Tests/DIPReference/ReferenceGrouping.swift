import BigInt
import DIPDomain
import Quantities

/// Grouping as the specification tells it (section 4), row by row, with texts and nothing compiled.
public struct ReferenceGrouping {
  public enum Answer: Hashable, Sendable {
    case outOfScope
    case ungrouped
    /// Index in the catalogue.
    case group(Int)
  }

  private let catalogue: Catalogue
  private let policy: Policy
  private let rows: [Row]
  private let classes: [String: ProcedureClassTable.Entry]
  private let levels: [String: UInt8]
  private let exclusions: [String: ProcedureExclusion]
  private let excludedDiagnoses: [Text]
  private let resistant: Set<Text>
  private let newDiagnoses: [String: String]
  private let newProcedures: [String: String]
  /// The rows that a main diagnosis of a letter can meet, in their order: all others cannot fit.
  private let rowsByLetter: [UInt8: [Int]]

  /// The letters of a code without its point.
  typealias Text = [UInt8]

  /// A row of the catalogue, its texts taken apart.
  private struct Row {
    var group: DiseaseGroup
    var diagnoses: [Pattern]
    var main: [[Text]]
    var related: [[Text]]
    var stage: Int?
    /// Classes of all codes of the main procedures.
    var typePriority: UInt8
  }

  enum Pattern {
    case prefix(Text)
    case range(Text, Text)

    init(_ text: String) {
      let ends = text.split(separator: "-").map { plain(String($0)) }
      self = ends.count == 2 ? .range(ends[0], ends[1]) : .prefix(ends[0])
    }

    func canBegin(with letter: UInt8) -> Bool {
      switch self {
      case .prefix(let prefix): prefix[0] == letter
      case .range(let low, let high): low[0] <= letter && letter <= high[0]
      }
    }

    func matches(_ code: Text) -> Bool {
      switch self {
      case .prefix(let prefix): code.starts(with: prefix)
      case .range(let low, let high):
        !code.prefix(3).lexicographicallyPrecedes(low)
          && !high.lexicographicallyPrecedes(code.prefix(3))
      }
    }
  }

  /// - Precondition: the catalogue has no tables of all codes.
  public init(_ catalogue: Catalogue, _ policy: Policy) {
    precondition(catalogue.codes == nil)
    self.catalogue = catalogue
    self.policy = policy
    let classes = Dictionary(
      uniqueKeysWithValues: catalogue.procedureClasses(of: policy.procedureClasses).map {
        (String(decoding: plain($0.description), as: UTF8.self), $1)
      })
    self.classes = classes
    levels = Dictionary(
      uniqueKeysWithValues: catalogue.surgeryLevels.entries.map {
        (String(decoding: plain(keyText($0.key)), as: UTF8.self), $0.value)
      })
    exclusions = Dictionary(
      uniqueKeysWithValues: catalogue.excludedProcedures.map {
        (String(decoding: plain($0.description), as: UTF8.self), $1)
      })
    excludedDiagnoses = catalogue.excludedDiagnoses.map { plain($0.description) }
    resistant = Set(catalogue.drugResistantDiagnoses.map { plain($0.description) })
    newDiagnoses = Self.pairs(
      catalogue.diagnosisMapping, to: policy.codes.diagnosis, pointAfter: 3)
    newProcedures = Self.pairs(
      catalogue.procedureMapping, to: policy.codes.procedure, pointAfter: 2)
    let rows = catalogue.groups.map { group in
      func clauses(_ expression: CodeExpression) -> [[Text]] {
        let written = expression.clauses.map { $0.map { plain($0.description) } }
        return policy.grouping.listedProcedures == .all
          ? written.flatMap { $0 }.map { [$0] } : written
      }
      let codes = group.mainProcedures.clauses.flatMap { $0 }.map { plain($0.description) }
      return Row(
        group: group, diagnoses: group.diagnoses.map { Pattern($0.description) },
        main: clauses(group.mainProcedures), related: clauses(group.relatedProcedures),
        stage: Self.stage(of: group, policy.grouping),
        typePriority: codes.compactMap {
          classes[String(decoding: $0, as: UTF8.self)]?.procedureClass.rawValue
        }.max() ?? 0)
    }
    self.rows = rows
    rowsByLetter = Dictionary(
      uniqueKeysWithValues: (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { letter in
        let fitting = rows.indices.filter { index in
          let row = rows[index]
          return row.diagnoses.isEmpty || row.group.looksAtAnyDiagnosis
            || row.diagnoses.contains { $0.canBegin(with: letter) }
        }
        return (letter, fitting)
      })
  }

  /// The list with the codes that the policy's code versions put in place of its own.
  public func translated(_ list: Case) -> Case {
    guard !newDiagnoses.isEmpty || !newProcedures.isEmpty else { return list }
    var copy = list
    copy.diagnoses = list.diagnoses.map { code in
      newDiagnoses[code.description].flatMap { try? DiagnosisCode(parsing: $0) } ?? code
    }
    copy.procedures = list.procedures.map { code in
      newProcedures[code.description].flatMap { try? ProcedureCode(parsing: $0) } ?? code
    }
    return copy
  }

  /// From the codes of a mapping table to those of a version.
  private static func pairs(
    _ mapping: CodeMapping, to version: String?, pointAfter count: Int
  ) -> [String: String] {
    func text(_ key: CodeKey) -> String { pointed(keyText(key), after: count) }
    let rows = mapping.entries.filter { version != nil && $0.toVersion == version }
    return Dictionary(
      rows.sorted { $0.row < $1.row }.map { (text($0.from), text($0.to)) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func stage(of group: DiseaseGroup, _ policy: GroupingPolicy) -> Int? {
    let own: GroupingPolicy.Stage =
      switch group.kind {
      case .advance: .advance
      case .merged: .merged
      case .subdivided: .subdivided
      case .basic: .basic
      case .local: .local
      case .composite: .composite
      }
    if group.isPrimaryCare,
      let place = policy.stages.firstIndex(where: { $0.contains(.primaryCare) })
    {
      return place
    }
    return policy.stages.firstIndex { $0.contains(own) }
  }

  /// A procedure of a case, with what the lists say of it.
  private struct Procedure {
    var text: Text
    var description: String
    var entry: ProcedureClassTable.Entry?
    var level: UInt8
    var canBeMain: Bool
    var isLeftOut: Bool
  }

  /// - Parameter list: translated.
  public func answer(_ list: Case) -> Answer {
    let diagnoses = list.diagnoses.map { plain($0.description) }
    let stay = max(list.discharge.day.days(since: list.admission.day), 1)
    for rule in policy.grouping.scope {
      let prefixes = rule.diagnosisPrefixes.map { Pattern($0) }
      let isMeant = prefixes.isEmpty || prefixes.contains { $0.matches(diagnoses[0]) }
      let operations = list.procedures.map(\.description)
      let isListed =
        rule.procedurePrefixes.isEmpty
        || operations.contains { code in rule.procedurePrefixes.contains { code.hasPrefix($0) } }
      if isMeant, isListed, stay >= rule.minimumDays ?? 0, stay <= rule.maximumDays ?? .max {
        return .outOfScope
      }
    }
    let isExcluded = excludedDiagnoses.contains { code in
      policy.grouping.exclusionMatch == .exact
        ? code == diagnoses[0] : diagnoses[0].starts(with: code)
    }
    if isExcluded { return .ungrouped }
    let procedures = list.procedures.map { procedure($0.description, main: diagnoses[0]) }
    let main = procedures.firstIndex { $0.canBeMain }
    var best: Candidate?
    for index in rowsByLetter[diagnoses[0][0]] ?? [] {
      guard let found = candidate(index, list, diagnoses, procedures, main) else { continue }
      if best.map({ isBetter(found, $0) }) ?? true { best = found }
    }
    return best.map { .group($0.row) } ?? .ungrouped
  }

  private func procedure(_ description: String, main diagnosis: Text) -> Procedure {
    let text = plain(description)
    let name = String(decoding: text, as: UTF8.self)
    let exclusion = exclusions[name]
    let canBeMain: Bool
    switch exclusion {
    case nil: canBeMain = !(policy.codes.unknown == .medical && isUnknown(text, name))
    case .conservative, .neverMain: canBeMain = false
    case .mainWithin(let scope):
      canBeMain = scope.contains { Pattern($0.description).matches(diagnosis) }
    }
    return Procedure(
      text: text, description: description, entry: classes[name],
      level: level(of: text), canBeMain: canBeMain, isLeftOut: exclusion == .conservative)
  }

  /// The level table's longest entry that the code begins with; full codes mean only themselves.
  private func level(of text: Text) -> UInt8 {
    for length in stride(from: text.count, through: 1, by: -1)
    where length == text.count || length < 6 {
      if let level = levels[String(decoding: text.prefix(length), as: UTF8.self)] { return level }
    }
    return 0
  }

  private func isUnknown(_ text: Text, _ name: String) -> Bool {
    guard !classes.isEmpty else { return false }
    return classes[name] == nil && exclusions[name] == nil && levels[name] == nil
      && !rows.contains { row in
        (row.main + row.related).contains { $0.contains { meets(text, $0) } }
      }
  }

  /// Whether a code of a case meets a code of a row.
  private func meets(_ code: Text, _ listed: Text) -> Bool {
    switch policy.grouping.procedureMatch {
    case .extensions: code.starts(with: listed)
    case .exact: code == listed
    case .prefix: listed.count < 6 ? code.starts(with: listed) : code == listed
    }
  }

  /// A row that fits, with the keys of the total order; higher goes first.
  private struct Candidate {
    var row: Int
    var keys: [Int]
    var ties: [Int64]
  }

  private func isBetter(_ a: Candidate, _ b: Candidate) -> Bool {
    for (x, y) in zip(a.keys, b.keys) where x != y { return x > y }
    for (x, y) in zip(a.ties, b.ties) where x != y { return x > y }
    return a.row < b.row
  }

  private func candidate(
    _ index: Int, _ list: Case, _ diagnoses: [Text], _ procedures: [Procedure], _ main: Int?
  ) -> Candidate? {
    let row = rows[index]
    guard let stage = row.stage, let (specificity, isExact) = diagnosis(row, diagnoses) else {
      return nil
    }
    var exact = 0
    var hasFullCode = false
    if row.group.kind == .composite {
      guard fitsComposite(row.group, main.map { procedures[$0] }) else { return nil }
    } else if row.main.isEmpty {
      if row.group.isConservative, main != nil { return nil }
    } else {
      guard let found = mainProcedures(row, procedures, main) else { return nil }
      exact += found
      hasFullCode = policy.grouping.procedureMatch == .prefix && found == row.main.count
    }
    for clause in row.related {
      let others = procedures.indices.filter { $0 != main }.map { procedures[$0].text }
      guard others.contains(where: { code in clause.contains { meets(code, $0) } }) else {
        return nil
      }
      if others.contains(where: clause.contains) { exact += 1 }
    }
    guard row.group.conditions.allSatisfy({ holds($0, list, diagnoses) }) else { return nil }
    var place = stage
    if policy.grouping.compositeFirst == .unmatchedRelatedSurgery,
      leavesSurgery(row, procedures, main)
    {
      place = policy.grouping.stages.count
    }
    return Candidate(
      row: index,
      keys: [
        -place, hasFullCode ? 1 : 0, row.related.count, row.main.count, specificity,
        exact + (isExact ? 1 : 0),
      ], ties: policy.grouping.tie.map { tie($0, row, list, procedures, main) })
  }

  private func fitsComposite(_ group: DiseaseGroup, _ main: Procedure?) -> Bool {
    guard let main else { return group.procedureClass == .medical }
    guard let entry = main.entry, entry.procedureClass == group.procedureClass,
      group.procedureDivision == 0 || group.procedureDivision == entry.division
    else { return false }
    return policy.grouping.compositeBy != .surgeryLevel || group.surgeryLevel == nil
      || group.surgeryLevel == main.level
  }

  /// How many clauses a listed code meets exactly; nil when the procedures do not fit.
  private func mainProcedures(
    _ row: Row, _ procedures: [Procedure], _ main: Int?
  ) -> Int? {
    let isFree = row.group.looksAtAnyProcedure
    guard isFree || main != nil else { return nil }
    var exact = 0
    var isMainUsed = isFree
    for clause in row.main {
      if let main, clause.contains(where: { meets(procedures[main].text, $0) }) {
        isMainUsed = true
        if clause.contains(procedures[main].text) { exact += 1 }
        continue
      }
      guard procedures.contains(where: { p in clause.contains { meets(p.text, $0) } }) else {
        return nil
      }
      if procedures.contains(where: { clause.contains($0.text) }) { exact += 1 }
    }
    return isMainUsed ? exact : nil
  }

  /// How much the best entry of the row says about the case's diagnosis.
  private func diagnosis(_ row: Row, _ diagnoses: [Text]) -> (specificity: Int, isExact: Bool)? {
    if row.diagnoses.isEmpty { return (0, false) }
    let isAny = row.group.looksAtAnyDiagnosis && policy.grouping.p07Position == .any
    var best: (Int, Bool)?
    for code in isAny ? diagnoses : [diagnoses[0]] {
      for pattern in row.diagnoses where pattern.matches(code) {
        guard let specificity = specificity(pattern, row.group) else { continue }
        var isExact = false
        if case .prefix(let prefix) = pattern { isExact = prefix == code }
        let found = (specificity, isExact)
        if best.map({ $0.0 < found.0 || ($0.0 == found.0 && !$0.1 && found.1) }) ?? true {
          best = found
        }
      }
    }
    return best.map { ($0.0, $0.1) }
  }

  private func specificity(_ pattern: Pattern, _ group: DiseaseGroup) -> Int? {
    let length: Int
    let step: GroupingPolicy.CompositeFallback
    switch pattern {
    case .prefix(let text): (length, step) = (text.count, text.count == 2 ? .prefix : .letter)
    case .range: (length, step) = (2, .range)
    }
    guard group.kind == .composite else { return length }
    if case .prefix = pattern, length >= 3 { return 100 + length }
    return policy.grouping.compositeFallback.firstIndex(of: step).map {
      policy.grouping.compositeFallback.count - $0
    }
  }

  private func holds(_ condition: GroupCondition, _ list: Case, _ diagnoses: [Text]) -> Bool {
    switch condition {
    case .ageInDays(let range): return range.contains(ReferenceAge.days(list, policy.ageRule))
    case .ageInYears(let range): return range.contains(ReferenceAge.years(list, policy.ageRule))
    case .birthWeight(let range):
      return list.birthWeightGrams.map { range.contains(Int($0)) } ?? false
    case .otherDiagnosis(let patterns):
      let wanted = patterns.map { Pattern($0.description) }
      return diagnoses.dropFirst().contains { code in wanted.contains { $0.matches(code) } }
    case .drugResistant(let isWanted, let orMain):
      let isResistant =
        (orMain && resistant.contains(diagnoses[0]))
        || diagnoses.dropFirst().contains { $0.starts(with: Array("U843".utf8)) }
      return isResistant == isWanted
    }
  }

  private func leavesSurgery(_ row: Row, _ procedures: [Procedure], _ main: Int?) -> Bool {
    guard row.group.kind != .composite, row.group.kind != .advance, let main,
      procedures[main].entry?.procedureClass == .surgical
    else { return false }
    return procedures.contains {
      $0.entry?.procedureClass == .surgical && $0.canBeMain && !isListed($0, row)
    }
  }

  private func isListed(_ procedure: Procedure, _ row: Row) -> Bool {
    (row.main + row.related).contains { $0.contains { meets(procedure.text, $0) } }
  }

  private func tie(
    _ key: GroupingPolicy.TieKey, _ row: Row, _ list: Case, _ procedures: [Procedure], _ main: Int?
  ) -> Int64 {
    switch key {
    case .higherScore:
      // Scores in hundred-millionths: enough to order every score that catalogues state.
      guard let score = row.group.score else { return -1 }
      return Int64((Fraction(score) * Fraction(100_000_000)).floor)
    case .nearestMeanCost:
      guard let mean = row.group.referenceMeans[.init(level: nil, insurance: nil)] else {
        return .min
      }
      return -abs(list.cost.total.fen - mean.fen)
    case .typePriority: return Int64(row.typePriority)
    case .mainProcedureInCode:
      return main.map { row.group.code.contains(procedures[$0].description) ? 1 : 0 } ?? 0
    case .exactProcedure:
      return procedures.allSatisfy { $0.isLeftOut || isListed($0, row) } ? 1 : 0
    }
  }
}

/// A code without its point.
func plain(_ code: String) -> [UInt8] { code.utf8.filter { $0 != UInt8(ascii: ".") } }

/// The text of a packed code, read by the product's own type for procedures.
func keyText(_ key: CodeKey) -> String {
  let letters = Array("?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx")
  return String((0..<key.length).map { letters[Int(key.bits >> UInt64(54 - 6 * $0) & 63)] })
}

/// The point of a code after so many letters.
func pointed(_ plain: String, after count: Int) -> String {
  plain.count <= count ? plain : "\(plain.prefix(count)).\(plain.dropFirst(count))"
}

/// Ages as a person counts them on a calendar.
enum ReferenceAge {
  static func days(_ list: Case, _ rule: AgeRule) -> Int {
    day(list, rule).days(since: list.birthDay)
  }

  static func years(_ list: Case, _ rule: AgeRule) -> Int {
    let (now, birth) = (date(day(list, rule)), date(list.birthDay))
    let years = now.year - birth.year
    switch rule.years {
    case .calendar: return years
    case .birthday: return (now.month, now.day) < (birth.month, birth.day) ? years - 1 : years
    }
  }

  private static func day(_ list: Case, _ rule: AgeRule) -> Day {
    rule.moment == .admission ? list.admission.day : list.discharge.day
  }

  private static func date(_ day: Day) -> (year: Int, month: Int, day: Int) {
    let parts = day.description.split(separator: "-").map { Int($0) ?? 0 }
    return (parts[0], parts[1], parts[2])
  }
}
