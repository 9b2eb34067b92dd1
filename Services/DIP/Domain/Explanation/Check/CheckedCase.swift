import Quantities

/// The facts of a case as the checker reads them: texts, and rules written down a second time, one
/// question at a time. Nothing here is shared with grouping.
struct CheckedCase {
  let list: Case
  let policy: Policy
  /// As grouped: translated where the policy maps.
  var diagnosisCodes: [DiagnosisCode]
  var codes: [ProcedureCode]

  init(_ list: Case, _ policy: Policy) {
    self.list = list
    self.policy = policy
    diagnosisCodes = list.diagnoses
    codes = list.procedures
  }

  var diagnoses: [String] { diagnosisCodes.map(\.description) }
  var procedures: [String] { codes.map(\.description) }
  var secondaries: ArraySlice<String> { diagnoses.dropFirst() }

  var stay: Int { max(list.discharge.day.days(since: list.admission.day), 1) }

  private var ageDay: Day {
    policy.ageRule.moment == .admission ? list.admission.day : list.discharge.day
  }

  var ageInDays: Int { ageDay.days(since: list.birthDay) }

  var ageInYears: Int {
    let (now, born) = (ageDay.civil, list.birthDay.civil)
    if policy.ageRule.years == .calendar { return now.year - born.year }
    let isBeforeBirthday = (now.month, now.day) < (born.month, born.day)
    return now.year - born.year - (isBeforeBirthday ? 1 : 0)
  }

  /// Whether a diagnosis code is one that an entry means.
  static func fits(_ pattern: DiagnosisPattern, _ code: String) -> Bool {
    let text = pattern.description
    let ends = text.split(separator: "-")
    guard ends.count == 2 else { return code.hasPrefix(text) }
    let category = String(code.prefix(3))
    return category >= ends[0] && category <= ends[1]
  }

  /// Whether a procedure code is one that a code of a row means.
  func meets(_ code: String, _ listed: String) -> Bool {
    if code == listed { return true }
    switch policy.grouping.procedureMatch {
    case .exact: return false
    case .extensions: return code.hasPrefix(listed)
    // `45.2300` has seven characters: from there on a code is a full one.
    case .prefix: return listed.count < 7 && code.hasPrefix(listed)
    }
  }

  /// Whether a condition of a group holds.
  func holds(_ condition: GroupCondition, _ catalogue: Catalogue) -> Bool {
    switch condition {
    case .ageInDays(let range): return range.contains(ageInDays)
    case .ageInYears(let range): return range.contains(ageInYears)
    case .birthWeight(let range):
      return list.birthWeightGrams.map { range.contains(Int($0)) } ?? false
    case .otherDiagnosis(let patterns):
      return diagnoses.dropFirst().contains { code in
        patterns.contains { Self.fits($0, code) }
      }
    case .drugResistant(let wanted, let orMain):
      let isListed =
        orMain
        && catalogue.drugResistantDiagnoses.contains { $0.description == diagnoses[0] }
      return (isListed || diagnoses.dropFirst().contains { $0.hasPrefix("U84.3") }) == wanted
    }
  }

  /// Whether all conditions of a scope rule hold.
  func isOutside(by rule: GroupingPolicy.ScopeRule) -> Bool {
    let fits =
      rule.diagnosisPrefixes.isEmpty
      || rule.diagnosisPrefixes.contains { text in
        DiagnosisPattern(text).map { Self.fits($0, diagnoses[0]) } ?? false
      }
    let isListed =
      rule.procedurePrefixes.isEmpty
      || procedures.contains { code in rule.procedurePrefixes.contains { code.hasPrefix($0) } }
    return fits && isListed && stay >= rule.minimumDays ?? 0 && stay <= rule.maximumDays ?? .max
  }
}
