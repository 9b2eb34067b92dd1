import Quantities

/// Surplus and deficit (结余留用、超支分担) of an institution.
///
/// One linear form for keep, share and cap, `bookedShare × booked + dueShare × due`: "pay what is due"
/// is (0, 1); "the fund bears 60 % of the excess" is (0.6, 0.4); "nothing more above 110 %" after that
/// is (0, 1.06).
public struct SurplusBand: Sendable, Hashable {
  /// What the ratio of a band is taken to (结余、超支的比较基数).
  public enum Base: String, Sendable, Hashable, CaseIterable {
    /// booked ÷ due: how much of what DIP earns was booked.
    case due
    /// due ÷ booked: how much of what was booked DIP earns.
    case booked
  }

  /// How a band acts.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// The band that the ratio falls into decides the whole payment.
    case whole
    /// Each band decides only its own slice, from the ratio 1 outward: at 1 the payment is what is due;
    /// within a band it changes by `bookedShare` for each yuan booked (base `due`), or by `dueShare`
    /// for each yuan due (base `booked`). The payment has no jumps.
    case marginal
  }

  public var interval: Interval
  public var bookedShare: Decimal
  public var dueShare: Decimal

  public init(interval: Interval, bookedShare: Decimal, dueShare: Decimal) {
    self.interval = interval
    self.bookedShare = bookedShare
    self.dueShare = dueShare
  }
}
