import Quantities

/// The codes that a region's code version knows (编码库). Where one is loaded, lists with other codes
/// are quarantined instead of being taken for conservative treatment.
public struct CodeTable: Sendable, Hashable {
  private let diagnoses: Set<CodeKey>
  private let procedures: Set<CodeKey>

  /// All codes of the table.
  var diagnosisKeys: Set<CodeKey> { diagnoses }
  var procedureKeys: Set<CodeKey> { procedures }

  public init(diagnoses: some Sequence<DiagnosisCode>, procedures: some Sequence<ProcedureCode>) {
    self.diagnoses = Set(diagnoses.map(\.key))
    self.procedures = Set(procedures.map(\.key))
  }

  /// The table with further codes; a part that checks nothing stays so.
  func accepting(
    diagnoses more: some Sequence<CodeKey>, procedures others: some Sequence<CodeKey>
  ) -> CodeTable {
    CodeTable(
      diagnosisKeys: diagnoses.isEmpty ? [] : diagnoses.union(more),
      procedureKeys: procedures.isEmpty ? [] : procedures.union(others))
  }

  private init(diagnosisKeys: Set<CodeKey>, procedureKeys: Set<CodeKey>) {
    diagnoses = diagnosisKeys
    procedures = procedureKeys
  }

  /// An empty part of the table checks nothing.
  func knows(diagnosis key: CodeKey) -> Bool { diagnoses.isEmpty || diagnoses.contains(key) }
  func knows(procedure key: CodeKey) -> Bool { procedures.isEmpty || procedures.contains(key) }

  /// One line a code, in the order of the codes: what a catalogue's hash covers.
  var canonicalLines: [String] {
    diagnoses.map(\.bits).sorted().map { "编码库诊断\t\(DiagnosisCode(key: CodeKey(bits: $0)))" }
      + procedures.map(\.bits).sorted().map {
        "编码库手术\t\(ProcedureCode(key: CodeKey(bits: $0)))"
      }
  }
}
