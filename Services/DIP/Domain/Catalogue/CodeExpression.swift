/// A condition on the procedures of a case (手术操作组合): all clauses, each with any of its codes.
///
/// In a catalogue `|` or `/` joins alternatives and `+` clauses; `|` binds tighter, so `A|B+C|D` is
/// (A or B) and (C or D). A code also stands for its extensions: `51.2300` for `51.2300x001`.
public struct CodeExpression: Sendable, Hashable {
  /// Each clause's codes, sorted and without repetition; no clause means no condition.
  public let clauses: [[ProcedureCode]]

  public static let none = CodeExpression(clauses: [])

  public var isEmpty: Bool { clauses.isEmpty }

  init(clauses: [[ProcedureCode]]) {
    self.clauses = clauses.map { Array(Set($0)).sorted { $0.key.bits < $1.key.bits } }
  }

  /// Clauses whose codes are in order already.
  init(ordered clauses: [[ProcedureCode]]) { self.clauses = clauses }

  /// The expression, and whether a code was repeated within a clause.
  static func parse(
    _ text: String
  ) -> Result<(expression: CodeExpression, hasRepetition: Bool), UnreadableEntry> {
    guard !text.isEmpty else { return .success((.none, false)) }
    var clauses: [[ProcedureCode]] = []
    for clause in text.split(separator: "+", omittingEmptySubsequences: false) {
      var codes: [ProcedureCode] = []
      for part in clause.split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == "|" || $0 == "/" })
      {
        guard let code = try? ProcedureCode(parsing: String(part)) else {
          return .failure(UnreadableEntry(text: String(part)))
        }
        codes.append(code)
      }
      clauses.append(codes)
    }
    let expression = CodeExpression(clauses: clauses)
    let repeated = zip(clauses, expression.clauses).contains { $0.count != $1.count }
    return .success((expression, repeated))
  }
}

extension CodeExpression: CustomStringConvertible {
  public var description: String {
    clauses.map { $0.map(\.description).joined(separator: "|") }.joined(separator: "+")
  }
}
