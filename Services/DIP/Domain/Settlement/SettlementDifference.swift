import Quantities

/// What a corrected settlement changes against a closed one (调整结算): who is still paid, who pays
/// back. Neither of the two is changed by it.
public struct SettlementDifference: Sendable, Hashable {
  public struct Line: Sendable, Hashable {
    public var key: AccountKey
    public var dueBefore: Money
    public var dueAfter: Money
    /// dueAfter − dueBefore: still to be paid, or to be returned when negative.
    public var difference: Money
    /// By part, only those that differ; with the change of a lead's surplus they add up to
    /// `difference`.
    public var parts: [Part]
  }

  public struct Part: Sendable, Hashable {
    public var part: ScorePart
    public var before: Money
    public var after: Money
    public var difference: Money
  }

  /// Differences of a pool: `pool = paid + residual + regulation`.
  public struct Pool: Sendable, Hashable {
    public var key: SettlementBooks.PoolKey
    public var pool: Money
    public var paid: Money
    public var residual: Money
    public var regulation: Money
  }

  /// Accounts that differ, in order of institution and pool.
  public let lines: [Line]
  /// Pools that differ, in order of their keys.
  public let pools: [Pool]

  /// Σ of what institutions still get.
  public var toPay: Money {
    get throws(Problem) {
      try Self.sum(lines.map(\.difference).filter { $0 > .zero })
    }
  }

  /// Σ of what institutions pay back, not negative.
  public var toReturn: Money {
    get throws(Problem) {
      try .zero - Self.sum(lines.map(\.difference).filter { $0 < .zero })
    }
  }

  /// Compares.
  ///
  /// - Throws: `DIP_CONSERVATION_BROKEN` when one of the two does not add up by itself, so that a
  ///   difference would move money that nobody has.
  public init(closed: SettlementBooks, corrected: SettlementBooks) throws(Problem) {
    try closed.checkConservation()
    try corrected.checkConservation()
    let keys = Set(closed.accounts.keys).union(corrected.accounts.keys).sorted()
    var lines: [Line] = []
    for key in keys {
      let before = closed.accounts[key] ?? SettlementBooks.Account(due: .zero, parts: [:])
      let after = corrected.accounts[key] ?? SettlementBooks.Account(due: .zero, parts: [:])
      var parts: [Part] = []
      for part in ScorePart.allCases {
        let (old, new) = (before.parts[part] ?? .zero, after.parts[part] ?? .zero)
        guard old != new else { continue }
        parts.append(Part(part: part, before: old, after: new, difference: try new - old))
      }
      guard before.due != after.due || !parts.isEmpty else { continue }
      lines.append(
        Line(
          key: key, dueBefore: before.due, dueAfter: after.due,
          difference: try after.due - before.due, parts: parts))
    }
    self.lines = lines
    var pools: [Pool] = []
    for key in Set(closed.pools.keys).union(corrected.pools.keys).sorted() {
      let none = SettlementBooks.Pool(
        pool: .zero, paid: .zero, residual: .zero, regulation: .zero)
      let (before, after) = (closed.pools[key] ?? none, corrected.pools[key] ?? none)
      guard before != after else { continue }
      pools.append(
        Pool(
          key: key, pool: try after.pool - before.pool,
          paid: try after.paid - before.paid, residual: try after.residual - before.residual,
          regulation: try after.regulation - before.regulation))
    }
    self.pools = pools
  }

  private static func sum(_ amounts: [Money]) throws(Problem) -> Money {
    var total = Money.zero
    for amount in amounts { total = try total + amount }
    return total
  }
}
