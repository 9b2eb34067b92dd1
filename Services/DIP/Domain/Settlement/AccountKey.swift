/// An institution's account in one pool (机构险种账户).
public struct AccountKey: Sendable, Hashable, Comparable {
  /// Institution code.
  public var institution: String
  /// Insurance code; nil when pools are merged.
  public var insurance: String?
  /// Code of the consortium whose package pays; nil without several packages.
  public var consortium: String?

  public init(institution: String, insurance: String?, consortium: String? = nil) {
    self.institution = institution
    self.insurance = insurance
    self.consortium = consortium
  }

  public static func < (a: AccountKey, b: AccountKey) -> Bool {
    (a.institution, a.consortium ?? "", a.insurance ?? "")
      < (b.institution, b.consortium ?? "", b.insurance ?? "")
  }
}
