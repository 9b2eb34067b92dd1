/// An institution's account in one pool (机构险种账户).
public struct AccountKey: Sendable, Hashable, Comparable {
  /// Institution code.
  public var institution: String
  /// Insurance code; nil when pools are merged.
  public var insurance: String?

  public init(institution: String, insurance: String?) {
    self.institution = institution
    self.insurance = insurance
  }

  public static func < (a: AccountKey, b: AccountKey) -> Bool {
    (a.institution, a.insurance ?? "") < (b.institution, b.insurance ?? "")
  }
}
