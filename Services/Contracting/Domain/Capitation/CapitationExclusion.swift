/// Why a line earns nothing.
public enum CapitationExclusion: String, Sendable, Hashable, CaseIterable {
  /// The resident's insurance type is not covered by the policy.
  case insuranceNotCovered = "INSURANCE_NOT_COVERED"
}
