import Quantities

/// An explanation as data (病例说明的数据形式): what it claims, in texts that another program can read, such
/// as from JSON. `ExplanationCheck` verifies it.
public struct ExplanationRecord: Sendable, Hashable, Codable {
  /// setl_id of the list.
  public var list: String
  /// Code of the group; nil when the case is in none.
  public var group: String?
  /// Why the case is not paid by DIP: reason of the policy's scope rule; nil when it is.
  public var scope: String?
  /// Reason codes.
  public var flags: [String]
  public var translations: [Translation]
  /// Position of the main procedure among the list's; nil when none can be it.
  public var mainProcedure: Int?
  public var candidates: [Candidate]
  public var auxiliary: [Auxiliary]
  /// Code of the auxiliary type that the score has; nil without one.
  public var auxiliaryType: String?
  public var factors: [Factor]
  /// 病例分值; empty when the case is not scored.
  public var caseScore: String
  /// What the fund pays, in fen; nil without a point value.
  public var paymentFen: Int64?

  public struct Translation: Sendable, Hashable, Codable {
    public var isProcedure: Bool
    public var position: Int
    public var from: String
    public var to: String
    /// `file:row`.
    public var source: String
  }

  public struct Candidate: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Hashable, Codable { case chosen, lost, failed }

    public var group: String
    public var outcome: Outcome
    /// Key that it lost by, or what did not fit; empty for the chosen one.
    public var reason: String
    /// `file:row`.
    public var source: String
  }

  public struct Auxiliary: Sendable, Hashable, Codable {
    public var type: String
    public var isMet: Bool
    /// Empty where the type does not occur in the group.
    public var coefficient: String
  }

  public struct Factor: Sendable, Hashable, Codable {
    public var name: String
    /// Exact decimal, a fraction n/d, or a number marked ≈.
    public var exact: String
    /// As the next step uses it.
    public var value: String
    /// Policy key or source.
    public var rule: String
  }
}
