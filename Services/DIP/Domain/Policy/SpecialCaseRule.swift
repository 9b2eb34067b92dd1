import Quantities

/// 特例单议: how many cases of the region may be settled apart, which, and how.
public struct SpecialCaseRule: Sendable, Hashable {
  /// What makes a case eligible; one of them is enough.
  public enum Eligibility: Sendable, Hashable {
    /// Its cost is above so many times its payment standard.
    case costRatio(Decimal)
    /// It stayed longer than so many days.
    case longStay(days: Int)
    /// It used a new technology of the catalogue's list.
    case newTechnology
    /// It is critical (危急重症).
    case critical
    /// Several departments treated it (多学科联合诊疗).
    case multidisciplinary
  }

  /// What an accepted case is paid.
  public enum Payment: String, Sendable, Hashable, CaseIterable {
    /// By item: its booked fund amount comes off the pool before the point value (按项目付费).
    case byItem = "by_item"
    /// With a score that the review states (调整分值).
    case adjustedScore = "adjusted_score"
  }

  /// Which discharges the quota is taken of.
  public enum QuotaBasis: String, Sendable, Hashable, CaseIterable {
    /// Every discharge that DIP pays, grouped or not.
    case paid
    /// Grouped discharges only.
    case grouped
  }

  /// At most this many of a thousand DIP discharges of the region, never counted per hospital.
  public var perMille: Int
  /// Empty accepts any application.
  public var eligible: [Eligibility]
  public var payment: Payment
  public var basis: QuotaBasis

  public init(
    perMille: Int, eligible: [Eligibility] = [], payment: Payment = .byItem,
    basis: QuotaBasis = .paid
  ) {
    self.perMille = perMille
    self.eligible = eligible
    self.payment = payment
    self.basis = basis
  }

  /// The largest number of cases: 617 of 123 456 at 5 ‰.
  public func quota(discharges: Int) -> Int { discharges * perMille / 1000 }
}
