import Quantities

/// A disease group of a catalogue (病种): which cases belong to it and what it is worth.
public struct DiseaseGroup: Sendable, Hashable {
  /// Unique in the catalogue, such as `BX-20`.
  public var code: String
  public var kind: GroupKind
  /// Number within the kind; decides last between candidates.
  public var sequence: Int32
  public var name: String
  /// Empty means every diagnosis (所有诊断).
  public var diagnoses: [DiagnosisPattern]
  /// Any diagnosis of the case may meet `diagnoses`, not only the main one.
  public var looksAtAnyDiagnosis: Bool
  public var mainProcedures: CodeExpression
  /// Any procedure of the case may meet `mainProcedures`, not only the main one.
  public var looksAtAnyProcedure: Bool
  /// 相关手术操作
  public var relatedProcedures: CodeExpression
  public var conditions: [GroupCondition]
  /// Composite groups only: the class of the main procedure.
  public var procedureClass: ProcedureClass?
  /// Composite groups only: the division of the class in a city's own table; 0 takes every one.
  public var procedureDivision: UInt8 = 0
  /// Composite groups only: the level of the main surgery, 1 to 4; nil takes every one.
  public var surgeryLevel: UInt8?
  /// 中医优势病种
  public var isTCM: Bool
  /// 基层病种
  public var isPrimaryCare: Bool
  /// The list's own coefficient of a primary-care group.
  public var primaryCareCoefficient: Decimal?
  /// 病种分值; nil when the catalogue has no scores.
  public var score: Decimal?
  /// Last year's mean costs by level and pool.
  public var referenceMeans: [ScoringGroup.Reference: Money]
  /// Full codes that occur in the group, for synthetic lists; they decide nothing and are not part of
  /// the hash.
  public var typicalDiagnoses: [DiagnosisCode]
  public var typicalProcedures: [ProcedureCode]
  /// Where the group stands: file and row, for messages and explanations. Not part of the hash.
  public var source: Source

  public struct Source: Sendable, Hashable {
    public var file: String
    public var row: Int
  }

  /// 保守治疗: a core group without procedures.
  public var isConservative: Bool {
    switch kind {
    case .merged, .subdivided, .basic, .local: mainProcedures.isEmpty
    case .composite: procedureClass == .medical
    case .advance: false
    }
  }

  /// What settlement needs of the group; a group without a score is worth nothing.
  public var scoring: ScoringGroup {
    ScoringGroup(
      code: code, score: score ?? .zero, isPrimaryCare: isPrimaryCare,
      primaryCareCoefficient: primaryCareCoefficient, isTCM: isTCM,
      isConservative: isConservative, isComposite: kind == .composite,
      referenceMeans: referenceMeans)
  }
}
