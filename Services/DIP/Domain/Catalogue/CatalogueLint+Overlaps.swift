extension CatalogueLint {
  /// Groups that compete for the same case on equal terms: same kind, same diagnosis entry, same
  /// conditions, and one combination of procedures that meets both. Only the tie list of the policy or
  /// the sequence number decides between them.
  mutating func checkOverlaps() {
    var owners: [Claim: Int] = [:]
    var reported: Set<[Int]> = []
    for (index, group) in groups.enumerated() {
      for claim in Claim.all(of: group) {
        guard let other = owners.updateValue(index, forKey: claim), other != index,
          reported.insert([other, index]).inserted
        else { continue }
        let twin = groups[other]
        if twin.diagnoses == group.diagnoses, twin.mainProcedures == group.mainProcedures {
          warn(
            group, "CATALOGUE_SAME_DEFINITION", twin.code,
            zh: "与 \(twin.code) 的入组条件相同，只能由序号决定",
            en: "the same conditions as \(twin.code): only the sequence number decides")
        } else {
          warn(
            group, "CATALOGUE_OVERLAP", twin.code,
            zh: "与 \(twin.code) 重叠：\(claim) 两者都符合",
            en: "overlaps with \(twin.code): \(claim) meets both")
        }
      }
    }
  }

  /// What a case may have to belong to a group.
  private struct Claim: Hashable, CustomStringConvertible {
    var kind: GroupKind
    var diagnosis: DiagnosisPattern?
    /// One code of each clause, sorted.
    var main: [ProcedureCode]
    var related: CodeExpression
    var conditions: Set<GroupCondition>
    var procedureClass: ProcedureClass?
    var division: UInt8
    var surgeryLevel: UInt8?

    /// Beyond this many diagnoses and combinations of the clauses only whole definitions are compared:
    /// the most of a group of the national scheme is below a thousand.
    private static let maximumClaims = 16_384

    static func all(of group: DiseaseGroup) -> [Claim] {
      let diagnoses: [DiagnosisPattern?] = group.diagnoses.isEmpty ? [nil] : group.diagnoses
      let conditions = Set(group.conditions)
      let combinations = combinations(
        of: group.mainProcedures, atMost: maximumClaims / diagnoses.count)
      return diagnoses.flatMap { diagnosis in
        combinations.map { main in
          Claim(
            kind: group.kind, diagnosis: diagnosis, main: main, related: group.relatedProcedures,
            conditions: conditions, procedureClass: group.procedureClass,
            division: group.procedureDivision, surgeryLevel: group.surgeryLevel)
        }
      }
    }

    private static func combinations(
      of expression: CodeExpression, atMost limit: Int
    ) -> [[ProcedureCode]] {
      let count = expression.clauses.reduce(1) { min($0 * $1.count, limit + 1) }
      guard count <= limit else {
        return [expression.clauses.flatMap { $0 }.sorted { $0.key.bits < $1.key.bits }]
      }
      return expression.clauses.reduce([[]]) { chosen, clause in
        chosen.flatMap { codes in clause.map { codes + [$0] } }
      }.map { $0.sorted { $0.key.bits < $1.key.bits } }
    }

    var description: String {
      ([diagnosis?.description ?? "所有诊断"] + main.map(\.description)).joined(separator: " + ")
    }
  }
}
