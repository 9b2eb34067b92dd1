import Quantities

/// The head of a month's calculation; never changed afterwards.
public struct CapitationRun: Sendable, Hashable {
  /// Month and the beginning of the input digest: `2025-03-5f1c2a90b4d7`.
  public let id: String
  public let month: Month
  public let policyID: String
  public let policyDigest: SHA256Digest
  /// Digest of the policy and of every stay.
  public let inputDigest: SHA256Digest
  /// Digest of every line's amount.
  public let resultDigest: SHA256Digest
  public let residents: Int
  public let lines: Int
  public let excludedLines: Int
  public let attributedDays: Int
  public let total: Money
  /// Sum of the entitlements in the run's units; what a share is a share of.
  public let entitlementUnits: Int128

  public init(
    id: String, month: Month, policyID: String, policyDigest: SHA256Digest,
    inputDigest: SHA256Digest, resultDigest: SHA256Digest, residents: Int, lines: Int,
    excludedLines: Int, attributedDays: Int, total: Money, entitlementUnits: Int128
  ) {
    self.id = id
    self.month = month
    self.policyID = policyID
    self.policyDigest = policyDigest
    self.inputDigest = inputDigest
    self.resultDigest = resultDigest
    self.residents = residents
    self.lines = lines
    self.excludedLines = excludedLines
    self.attributedDays = attributedDays
    self.total = total
    self.entitlementUnits = entitlementUnits
  }
}
