import Quantities

/// A recorded step in the life of a contract (签约记录); appended, never changed.
public struct ContractStep: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case drafted, signed, refused, terminated
    case transferredAway = "transferred_away"
    case transferredIn = "transferred_in"
    /// This contract was followed by its renewal.
    case renewed
    /// This contract renews another.
    case renewal
    /// The renewal of this contract was ended before its first day.
    case renewalWithdrawn = "renewal_withdrawn"
  }

  public let kind: Kind
  /// Day from which the step takes effect.
  public let effectiveOn: Day
  public let reason: ContractReason?
  public let note: String

  public init(kind: Kind, effectiveOn: Day, reason: ContractReason? = nil, note: String = "") {
    self.kind = kind
    self.effectiveOn = effectiveOn
    self.reason = reason
    self.note = note
  }
}
