import Quantities
import Testing

@testable import DIPDomain

/// A correction after closing: who is still paid, who pays back, and nothing is lost.
@Suite struct SettlementDifferenceTests {
  private func settle(_ extra: Bool) throws -> SettlementResult {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100"), try .simple("B", score: "300")]
    try cases.add("H99010000001", group: "A", cost: "1000", booked: "500")
    try cases.add("H99010000002", group: "B", cost: "1000", booked: "500")
    if extra { try cases.add("H99010000003", group: "A", cost: "1000", booked: "500") }
    return try cases.settle(PolicyText(residual: "largest_remainder").policy(), pool: "1000")
  }

  /// A list that came late: of 1000, 250 and 750 become 200, 600 and 200.
  @Test func aLateList() throws {
    let closed = try settle(false)
    let digest = closed.digest
    let difference = try SettlementDifference(
      closed: SettlementBooks(closed), corrected: SettlementBooks(settle(true)))
    #expect(
      difference.lines.map { "\($0.key.institution) \($0.difference)" } == [
        "H99010000001 -50.00", "H99010000002 -150.00", "H99010000003 200.00",
      ])
    #expect(difference.lines[0].parts.map(\.part) == [.core])
    #expect(difference.lines[0].parts.map(\.difference.fen) == [-5000])
    #expect(try difference.toPay.description == "200.00")
    #expect(try difference.toReturn.description == "200.00")
    #expect(difference.pools.isEmpty)
    #expect(closed.digest == digest)
  }

  @Test func nothingChanged() throws {
    let books = SettlementBooks(try settle(true))
    let difference = try SettlementDifference(closed: books, corrected: books)
    #expect(difference.lines.isEmpty && difference.pools.isEmpty)
  }

  @Test func booksThatDoNotAddUp() throws {
    let books = SettlementBooks(try settle(false))
    for broken in [0, 1, 2] {
      var other = books
      let key = try #require(other.accounts.keys.min())
      let pool = try #require(other.pools.keys.first)
      switch broken {
      case 0: other.accounts[key]?.parts[.tcm] = Money(fen: 1)
      case 1: other.accounts[key] = .init(due: Money(fen: 1), parts: [.core: Money(fen: 1)])
      default: other.pools[pool]?.residual = Money(fen: 1)
      }
      let problem = #expect(throws: Problem.self) {
        try SettlementDifference(closed: books, corrected: other)
      }
      #expect(problem?.code == "DIP_CONSERVATION_BROKEN")
    }
  }

  /// For any two settlements of the same pool the differences of accounts and pool cancel out.
  @Test(arguments: 5000...5019 as ClosedRange<UInt64>)
  func differencesCancelOut(seed: UInt64) throws {
    let settlement = try RandomSettlement(seed: seed, caseCount: 80)
    let closed = SettlementBooks(try settlement.settle())
    let corrected = SettlementBooks(
      try settlement.settle(order: Array(settlement.cases.indices.dropLast(3))))
    let difference = try SettlementDifference(closed: closed, corrected: corrected)
    let moved = difference.lines.reduce(Int64(0)) { $0 + $1.difference.fen }
    let pools = difference.pools.reduce(Int64(0)) {
      $0 + $1.pool.fen - $1.residual.fen - $1.regulation.fen
    }
    #expect(moved == pools, "seed \(seed)")
    for line in difference.lines {
      #expect(
        line.parts.reduce(0) { $0 + $1.difference.fen } == line.difference.fen, "seed \(seed)")
    }
  }
}
