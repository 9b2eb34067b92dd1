import Quantities

/// An institution as a settlement is given it: what scoring needs, and where it stands.
public struct RegionInstitution: Sendable, Hashable {
  public var scoring: ScoringInstitution
  /// 所在地: decides whether it shares the region's pool.
  public var area: AreaCode

  public init(scoring: ScoringInstitution, area: AreaCode) {
    self.scoring = scoring
    self.area = area
  }
}
