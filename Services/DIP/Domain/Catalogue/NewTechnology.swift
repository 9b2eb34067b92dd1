import Quantities

/// A procedure that brings a case an add-on score (新技术项目).
public struct NewTechnology: Sendable, Hashable {
  public var code: ProcedureCode
  /// Added once to a case that has the procedure.
  public var score: Decimal
  public var note: String
  public var row: Int32
}
