import Quantities

/// The years that scores are measured from (历史数据): the oldest first.
public struct ScoreHistory: Sendable {
  public struct Year: Sendable {
    public var year: Quantities.Year
    /// Every list of the region's insured discharged in the year.
    public var lists: CaseColumns
    /// SHA-256 over the contents of the lists, for the digest of the inputs.
    public var listDigest: SHA256Digest
    /// Institutions with their levels at the end of the year.
    public var institutions: [RegionInstitution]

    public init(
      year: Quantities.Year, lists: CaseColumns, listDigest: SHA256Digest,
      institutions: [RegionInstitution]
    ) {
      self.year = year
      self.lists = lists
      self.listDigest = listDigest
      self.institutions = institutions
    }
  }

  public var region: AreaCode
  public var years: [Year]

  public init(region: AreaCode, years: [Year]) {
    self.region = region
    self.years = years
  }
}

/// What became of the lists of one year of history; the numbers add up to `lists`.
public struct HistoryCounts: Sendable, Hashable {
  public var lists = 0
  /// Lists of institutions outside the region: their costs are not the region's (异地就医).
  public var elsewhere = 0
  /// Lists of insurance types that the policy does not settle.
  public var otherPools = 0
  /// Lists that left by the policy's scope (不纳入 DIP).
  public var outOfScope = 0
  /// Measured, in no group.
  public var ungrouped = 0
  /// Measured, in a group.
  public var grouped = 0

  /// Lists that take part.
  public var measured: Int { grouped + ungrouped }
}
