public import Store

/// One read of personal data (访问记录): who, when, why, and whom.
public struct AccessRecord: Sendable, Hashable {
  /// Rises with each access of the database.
  public var id: Int64
  public var at: Timestamp
  /// Verified identity of the caller, and its roles.
  public var actor: String
  public var roles: [String]
  public var purpose: String
  /// Full name of the method.
  public var method: String
  /// What was asked for, without personal data: the names of the conditions.
  public var asked: String
  /// Numbers of the persons that the answer held; none when nobody was found.
  public var persons: [String]
}
