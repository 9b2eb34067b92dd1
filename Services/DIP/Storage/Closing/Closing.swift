import Quantities
import Store

/// The end of a region's year (年度清算关账): which run is final.
public struct Closing: Sendable, Hashable {
  public var region: String
  public var year: Int
  public var runID: String
  public var reason: String
  /// Identity of who closed it.
  public var actor: String
  public var closedAt: Timestamp

  public init(
    region: String, year: Int, runID: String, reason: String, actor: String, closedAt: Timestamp
  ) {
    self.region = region
    self.year = year
    self.runID = runID
    self.reason = reason
    self.actor = actor
    self.closedAt = closedAt
  }
}
