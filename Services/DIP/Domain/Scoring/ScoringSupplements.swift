import Quantities

/// What a settlement counts beside the ordinary cases of its columns (附加项): cases that a review took
/// out of ordinary scoring (特例单议), and scores on top of cases (新技术).
///
/// There are few of them, so they are plain rows that the hot loop never sees.
public struct ScoringSupplements: Sendable {
  /// A case that is scored by what the review says.
  public struct AdjustedCase: Sendable, Hashable {
    public var institution: Int32
    public var pool: UInt8
    /// Taken as `rounding.case_score` leaves it.
    public var score: Decimal
    public var totalCost: Money
    public var bookedFund: Money
    public var patientShare: Money
    /// Index of its group in the tables, which point values by group ask for; -1 without one.
    public var group: Int32

    public init(
      institution: Int32, pool: UInt8, score: Decimal, totalCost: Money, bookedFund: Money,
      patientShare: Money, group: Int32 = -1
    ) {
      self.group = group
      self.institution = institution
      self.pool = pool
      self.score = score
      self.totalCost = totalCost
      self.bookedFund = bookedFund
      self.patientShare = patientShare
    }
  }

  /// A case that is paid by item (按项目付费): it earns no score, and its amount comes off the pool
  /// before the rest is shared.
  public struct ItemCase: Sendable, Hashable {
    public var institution: Int32
    public var pool: UInt8
    /// What the fund pays.
    public var fund: Money
    public var totalCost: Money
    public var bookedFund: Money
    public var patientShare: Money

    public init(
      institution: Int32, pool: UInt8, fund: Money, totalCost: Money, bookedFund: Money,
      patientShare: Money
    ) {
      self.institution = institution
      self.pool = pool
      self.fund = fund
      self.totalCost = totalCost
      self.bookedFund = bookedFund
      self.patientShare = patientShare
    }
  }

  /// A score on top of a case's own (新技术加成).
  public struct AddOn: Sendable, Hashable {
    public var institution: Int32
    public var pool: UInt8
    /// Taken as `rounding.case_score` leaves it.
    public var score: Decimal
    /// Index of its case's group in the tables; -1 without one.
    public var group: Int32

    public init(institution: Int32, pool: UInt8, score: Decimal, group: Int32 = -1) {
      self.group = group
      self.institution = institution
      self.pool = pool
      self.score = score
    }
  }

  public var adjusted: [AdjustedCase] = []
  public var byItem: [ItemCase] = []
  public var addOns: [AddOn] = []

  public init() {}
}

/// The cases of one account that are paid by item: no part of its `AccountSums`, nor of the pay ratio.
struct ItemSums: Sendable, Hashable {
  var cases: Int64 = 0
  /// Fen.
  var fund: Int64 = 0
  var cost: Int64 = 0
  var booked: Int64 = 0
  var patient: Int64 = 0

  mutating func add(_ item: ScoringSupplements.ItemCase) throws(SumOverflow) {
    cases += 1
    fund = try fund.adding(item.fund.fen)
    cost = try cost.adding(item.totalCost.fen)
    booked = try booked.adding(item.bookedFund.fen)
    patient = try patient.adding(item.patientShare.fen)
  }
}
