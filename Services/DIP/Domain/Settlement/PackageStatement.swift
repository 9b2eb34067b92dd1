import Quantities

/// The year's end of a consortium's package (医共体包干结算).
public struct PackageStatement: Sendable, Hashable {
  /// Code of the consortium; empty for the only one of a region.
  public var code: String
  public var name: String
  public var lead: String
  /// What the fund hands over.
  public var budget: Money
  /// Charged to the package for its insured elsewhere.
  public var referredOut: Money
  /// Booked inside.
  public var bookedInside: Money
  /// budget − booked − referred out: kept when positive (结余留用).
  public var balance: Money
  /// What the fund adds to a deficit (合理超支分担).
  public var fundShare: Money
  /// budget − referred out + fund share: what the members get.
  public var distributed: Money
  /// The part of `distributed` that the lead keeps of a surplus; members share the rest by DIP.
  public var keptByLead: Money
  /// Level-one members exempt from 限二级及以上医院使用.
  public var exemptMembers: [String]

  public init(
    code: String = "", name: String, lead: String, budget: Money, referredOut: Money,
    bookedInside: Money, balance: Money, fundShare: Money, distributed: Money,
    keptByLead: Money = .zero, exemptMembers: [String]
  ) {
    self.code = code
    self.name = name
    self.lead = lead
    self.budget = budget
    self.referredOut = referredOut
    self.bookedInside = bookedInside
    self.balance = balance
    self.fundShare = fundShare
    self.distributed = distributed
    self.keptByLead = keptByLead
    self.exemptMembers = exemptMembers
  }
}
