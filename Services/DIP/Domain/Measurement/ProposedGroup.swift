import Quantities

/// A group that the history adds to a catalogue (新增病种): a local core group, or the composite group
/// that takes what is left of a category.
public struct ProposedGroup: Sendable, Hashable {
  /// `local` (BD) or `composite` (ZH).
  public var kind: GroupKind
  /// Made of what the group is, so that it stays the same from one measurement to the next:
  /// `BD-K35.3-47.0100`.
  public var code: String
  public var name: String
  /// Four characters of the main diagnosis; three of a composite group.
  public var diagnosis: String
  /// Empty for conservative treatment and for composite groups.
  public var mainProcedure: String
  public var relatedProcedure: String
  public var procedureClass: ProcedureClass?

  /// A local core group (地方核心病种): main diagnosis × main procedure × related procedure.
  init(diagnosis: CodeKey, main: CodeKey?, related: CodeKey?) {
    kind = .local
    self.diagnosis = DiagnosisCode(key: diagnosis).description
    mainProcedure = main.map { ProcedureCode(key: $0).description } ?? ""
    relatedProcedure = related.map { ProcedureCode(key: $0).description } ?? ""
    let parts = [self.diagnosis, mainProcedure, relatedProcedure].filter { !$0.isEmpty }
    code = "BD-" + parts.joined(separator: "-")
    name =
      main == nil ? "\(self.diagnosis) 保守治疗" : parts.joined(separator: " × ")
  }

  /// A composite group (综合病种): category of the main diagnosis × class of the main procedure.
  init(category: CodeKey, procedureClass: ProcedureClass) {
    kind = .composite
    diagnosis = DiagnosisCode(key: category).description
    mainProcedure = ""
    relatedProcedure = ""
    self.procedureClass = procedureClass
    // The order of the four kinds in the DIP 3.0 draft, p. 45: 内科, 诊断性, 治疗性, 相关手术.
    code = "ZH-\(diagnosis)-\(procedureClass.rawValue + 1)"
    name = "\(diagnosis) \(procedureClass.term)"
  }
}

/// A group of the base catalogue that the new version leaves out (未达标病种), and why.
public struct DroppedGroup: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// Fewer cases in the whole history than a core group needs.
    case belowThreshold(needed: Int64)
    /// The related procedure adds less than the policy asks to the mean of the group without it.
    case relatedAddsLittle(to: String, percent: String)
    /// A composite group without a case and without a score.
    case noCasesNoScore
  }

  public var code: String
  public var name: String
  public var kind: GroupKind
  /// In the base catalogue, by year.
  public var cases: [Int64]
  public var reason: Reason
  /// Where its cases are in the new version: group codes with numbers of cases, most cases first;
  /// the empty code stands for no group.
  public var movedTo: [Destination] = []

  public struct Destination: Sendable, Hashable {
    public var code: String
    public var cases: Int64
  }
}
