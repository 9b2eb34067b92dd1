import Quantities

/// Codes of other versions replaced by those that the catalogue is written in, when a case is grouped
/// (编码映射). The list itself keeps the codes it came with.
struct CodeTranslation: Sendable {
  private let diagnoses: Table?
  private let procedures: Table?

  /// One direction of a mapping table.
  private struct Table: Sendable {
    var index: KeyTable
    var entries: [CodeMapping.Entry]

    func entry(of key: CodeKey) -> CodeMapping.Entry? {
      index.value(of: key).map { entries[Int($0)] }
    }
  }

  /// Nil when the policy maps nothing, or the catalogue has nothing to map with.
  ///
  /// - Throws: `DIP_CODE_VERSION_UNKNOWN` when the catalogue's table does not lead to the version that
  ///   the policy names.
  init?(_ catalogue: Catalogue, _ policy: CodeVersionPolicy) throws(Problem) {
    diagnoses = try Self.table(catalogue.diagnosisMapping, to: policy.diagnosis)
    procedures = try Self.table(catalogue.procedureMapping, to: policy.procedure)
    if diagnoses == nil, procedures == nil { return nil }
  }

  private static func table(
    _ mapping: CodeMapping, to version: String?
  ) throws(Problem) -> Table? {
    guard let version, !mapping.isEmpty else { return nil }
    let entries = mapping.entries.filter { $0.toVersion == version }
    guard !entries.isEmpty else {
      throw Problem(
        .failedPrecondition, "DIP_CODE_VERSION_UNKNOWN", zh: "目录的编码映射表没有目标版本 \(version)",
        en: "no mapping table of the catalogue leads to code version \(version)",
        remedyZh: "请核对政策 code_version 和目录的映射表",
        remedyEn: "compare code_version of the policy with the catalogue's mapping tables")
    }
    return Table(
      index: KeyTable(entries.enumerated().map { ($1.from, Int32($0)) }), entries: entries)
  }

  /// Calls the body with the case's codes as the catalogue writes them.
  func withTranslated<R>(_ input: GroupingInput, _ body: (GroupingInput) -> R) -> R {
    let count = input.diagnoses.count + input.procedures.count
    return withUnsafeTemporaryAllocation(of: CodeKey.self, capacity: count) { codes in
      var position = 0
      for key in input.diagnoses {
        codes.initializeElement(at: position, to: diagnoses?.entry(of: key)?.to ?? key)
        position += 1
      }
      for key in input.procedures {
        codes.initializeElement(at: position, to: procedures?.entry(of: key)?.to ?? key)
        position += 1
      }
      var translated = input
      let split = input.diagnoses.count
      translated.diagnoses = UnsafeBufferPointer(rebasing: codes[..<split])
      translated.procedures = UnsafeBufferPointer(rebasing: codes[split..<count])
      return body(translated)
    }
  }

  /// The row that speaks of a diagnosis code.
  func entry(ofDiagnosis key: CodeKey) -> CodeMapping.Entry? { diagnoses?.entry(of: key) }

  /// The row that speaks of a procedure code.
  func entry(ofProcedure key: CodeKey) -> CodeMapping.Entry? { procedures?.entry(of: key) }
}

extension Catalogue {
  /// The codes that lists may carry under a policy (编码库): those of the code tables and, where the
  /// policy maps other versions, those that the mapping tables lead from.
  public func acceptedCodes(_ policy: CodeVersionPolicy) -> CodeTable? {
    func sources(_ mapping: CodeMapping, _ version: String?) -> [CodeKey] {
      mapping.entries.filter { $0.toVersion == version }.map(\.from)
    }
    return codes?.accepting(
      diagnoses: sources(diagnosisMapping, policy.diagnosis),
      procedures: sources(procedureMapping, policy.procedure))
  }
}
