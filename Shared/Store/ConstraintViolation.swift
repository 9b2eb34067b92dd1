public import Quantities

/// A statement broke an invariant that the database holds: thrown by `Transaction`, for the storage
/// layer to turn into a `Problem` in the words of its domain.
///
/// ```swift
/// do {
///   try database.writeSync { try $0.execute(insertContract, [resident, team]) }
/// } catch let violation as ConstraintViolation where violation.constraint == "contract_one_active" {
///   throw Problem(.conflict, "CONTRACT_ALREADY_ACTIVE", …)
/// }
/// ```
public struct ConstraintViolation: Error, Sendable, Hashable {
  public enum Kind: String, Sendable {
    case unique
    case foreignKey
    case check
    case notNull
    case trigger
    /// A value of the wrong type for its column.
    case dataType
  }

  public var kind: Kind
  /// Name of the index or of the named CHECK; the text of RAISE for a trigger; empty when the
  /// engine does not say (SQLite does not name foreign keys).
  public var constraint: String
  /// Table of the constraint; empty when the engine does not say.
  public var table: String
  /// Columns of the constraint, in its order; empty when the engine does not say.
  public var columns: [String]

  public init(kind: Kind, constraint: String, table: String = "", columns: [String] = []) {
    self.kind = kind
    self.constraint = constraint
    self.table = table
    self.columns = columns
  }
}

extension ConstraintViolation {
  /// What a caller is told when the domain did not give this violation words of its own.
  public var problem: Problem {
    Problem(
      kind == .unique ? .alreadyExists : .conflict, "STORE_CONSTRAINT_\(code)",
      zh: "写入与数据库中已有的数据或约束冲突，未作任何更改。",
      en: "The change conflicts with data or rules in the database; nothing was changed.",
      remedyZh: "请核对关键字段后重新提交。",
      remedyEn: "Check the key fields and submit again.",
      details: [
        Problem.Detail("constraint", constraint),
        Problem.Detail("table", table),
        Problem.Detail("columns", columns.joined(separator: ",")),
      ].filter { !$0.value.isEmpty })
  }

  private var code: String {
    switch kind {
    case .unique: "UNIQUE"
    case .foreignKey: "FOREIGN_KEY"
    case .check: "CHECK"
    case .notNull: "NOT_NULL"
    case .trigger: "TRIGGER"
    case .dataType: "DATA_TYPE"
    }
  }
}
