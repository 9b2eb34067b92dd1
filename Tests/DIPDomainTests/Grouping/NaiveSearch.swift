import DIPDomain
import Quantities

/// The rules of grouping written down a second time, on texts and without any index: slow and plain,
/// to compare with. Default policy: exact exclusions, P07 as main diagnosis, no fallbacks, no tie list.
struct NaiveSearch {
  let catalogue: Catalogue

  func group(_ list: Case) -> String? {
    let diagnoses = list.diagnoses.map(\.description)
    if catalogue.excludedDiagnoses.map(\.description).contains(diagnoses[0]) { return nil }
    let procedures = list.procedures.map(\.description)
    let main = list.procedures.firstIndex { code in
      switch catalogue.excludedProcedures[code] {
      case nil: true
      case .mainWithin(let scope): scope.contains { fits($0, diagnoses[0]) }
      default: false
      }
    }
    let found = catalogue.groups.compactMap { group -> (DiseaseGroup, [Int])? in
      key(group, list, diagnoses, procedures, main).map { (group, $0) }
    }
    return found.max { $0.1.lexicographicallyPrecedes($1.1) }?.0.code
  }

  private func fits(_ pattern: DiagnosisPattern, _ code: String) -> Bool {
    let text = pattern.description
    guard text.contains("-") else { return code.hasPrefix(text) }
    let ends = text.split(separator: "-").map(String.init)
    return ends[0] <= String(code.prefix(3)) && String(code.prefix(3)) <= ends[1]
  }

  /// The values of the keys, greater ones first; nil when the group does not fit.
  private func key(
    _ group: DiseaseGroup, _ list: Case, _ diagnoses: [String], _ procedures: [String], _ main: Int?
  ) -> [Int]? {
    var length = 0
    var exact = 0
    if !group.diagnoses.isEmpty {
      let fitting = group.diagnoses.filter { fits($0, diagnoses[0]) }.map(\.description)
      guard
        let best = fitting.max(by: { specificity($0) < specificity($1) })
      else { return nil }
      length = specificity(best)
      if best == diagnoses[0] { exact += 1 }
      if group.kind == .composite, length < 3 { return nil }
    }
    if group.kind == .composite {
      let ofCase = main.map { catalogue.procedureClasses[list.procedures[$0]] } ?? .medical
      guard ofCase == group.procedureClass else { return nil }
    } else if group.mainProcedures.isEmpty {
      if group.kind != .advance, main != nil { return nil }
    } else {
      if main == nil, !group.looksAtAnyProcedure { return nil }
      let clauses = group.mainProcedures.clauses.map { $0.map(\.description) }
      if !group.looksAtAnyProcedure {
        guard let main, clauses.contains(where: { meets($0, procedures[main]) }) else { return nil }
      }
      for clause in clauses {
        let first = main.map { procedures[$0] }
        if let first, meets(clause, first) {
          exact += clause.contains(first) ? 1 : 0
        } else if procedures.contains(where: { meets(clause, $0) }) {
          exact += procedures.contains(where: clause.contains) ? 1 : 0
        } else {
          return nil
        }
      }
    }
    let others = procedures.enumerated().filter { $0.offset != main }.map(\.element)
    for clause in group.relatedProcedures.clauses.map({ $0.map(\.description) }) {
      guard others.contains(where: { meets(clause, $0) }) else { return nil }
      exact += others.contains(where: clause.contains) ? 1 : 0
    }
    guard group.conditions.allSatisfy({ holds($0, list, diagnoses) }) else { return nil }
    return [
      -Int(group.kind.rawValue), group.relatedProcedures.clauses.count,
      group.mainProcedures.clauses.count, length, exact, -Int(group.sequence),
    ]
  }

  private func specificity(_ text: String) -> Int {
    text.contains("-") ? 2 : text.filter { $0 != "." }.count
  }

  private func meets(_ clause: [String], _ code: String) -> Bool {
    clause.contains { code == $0 || code.hasPrefix($0) }
  }

  private func holds(_ condition: GroupCondition, _ list: Case, _ diagnoses: [String]) -> Bool {
    switch condition {
    case .ageInDays(let range): range.contains(list.ageInDays)
    case .ageInYears(let range): range.contains(list.ageInYears)
    case .birthWeight(let range): list.birthWeightGrams.map { range.contains(Int($0)) } ?? false
    case .otherDiagnosis(let patterns):
      diagnoses.dropFirst().contains { code in patterns.contains { fits($0, code) } }
    case .drugResistant(let wanted, let orMain):
      (diagnoses.dropFirst().contains { $0.hasPrefix("U84.3") }
        || (orMain && catalogue.drugResistantDiagnoses.map(\.description).contains(diagnoses[0])))
        == wanted
    }
  }
}
