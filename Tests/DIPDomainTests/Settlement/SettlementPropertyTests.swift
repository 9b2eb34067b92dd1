import DIPDomain
import Quantities
import Testing

@Suite struct SettlementPropertyTests {
  /// payments + residual + regulation fund = pool, to the fen, under every random policy; and the
  /// regulation fund never gives more than it has.
  @Test(arguments: 1000...1099 as ClosedRange<UInt64>)
  func conservesThePool(seed: UInt64) throws {
    let settlement = try RandomSettlement(seed: seed, caseCount: 60)
    let result = try settlement.settle()
    for pool in result.pools {
      let lines = result.accounts.filter { $0.insurance == pool.insurance }
      let paid = lines.reduce(Int64(0)) { $0 + $1.due.fen }
      #expect(paid + pool.residual.fen + pool.regulation.fen == pool.pool.fen, "seed \(seed)")
      let fund = settlement.funds.pools
        .filter { pool.insurance == nil || $0.insurance == pool.insurance }
        .reduce(Int64(0)) { $0 + $1.regulation.fen }
      #expect(pool.regulation.fen >= -fund, "seed \(seed)")
      for line in lines {
        #expect(line.balance.fen == line.due.fen - line.prepaid.fen)
        #expect(line.parts.reduce(0) { $0 + $1.due.fen } == line.due.fen, "seed \(seed)")
        #expect(line.parts.reduce(0) { $0 + $1.payable.fen } == line.payable.fen, "seed \(seed)")
        #expect(line.parts.reduce(0) { $0 + $1.cases } == line.cases, "seed \(seed)")
      }
    }
  }

  /// Neither the order of cases nor the number of threads changes a byte, nor does settling again.
  @Test(arguments: 2000...2039 as ClosedRange<UInt64>)
  func isFreeOfOrderAndThreads(seed: UInt64) throws {
    let settlement = try RandomSettlement(seed: seed, caseCount: 300)
    let digest = try settlement.settle().digest
    var random = SeededRandom(seed: seed)
    let order = settlement.cases.indices.shuffled(using: &random)
    #expect(try settlement.settle(order: order).digest == digest, "seed \(seed)")
    for threads in [1, 2, 4] {
      #expect(try settlement.settle(threads: threads).digest == digest, "seed \(seed)")
    }
  }

  /// Without rounded steps and withheld money, largest remainder pays out the whole pool.
  @Test(arguments: 3000...3019 as ClosedRange<UInt64>)
  func largestRemainderLeavesNothing(seed: UInt64) throws {
    var text = PolicyText(residual: "largest_remainder")
    text.more = ["rounding: {case_score: {scale: 3, mode: half_even}}"]
    var settlement = try RandomSettlement(seed: seed, caseCount: 80, text: text)
    settlement.funds.institutions = []
    let result = try settlement.settle()
    for pool in result.pools where pool.pointValue != nil {
      #expect(pool.residual == .zero, "seed \(seed)")
    }
  }

  /// A booked amount that grows never lowers a payment where every band's share is not negative and
  /// bands join without a downward step.
  @Test func surplusBandsAreMonotonous() throws {
    let bands = """
      bands: [{lower: 0, upper: 1, due: 1},
        {lower: 1, upper: 1.1, upper_inclusive: true, booked: 0.6, due: 0.4},
        {lower: 1.1, lower_inclusive: false, due: 1.06}]
      """
    let policy = try PolicyText(more: [bands]).policy()
    var last = Money(fen: 0)
    for booked in stride(from: 700_000, through: 1_300_000, by: 7_919) {
      var cases = SmallSettlement()
      cases.groups = [try .simple("A", score: "100")]
      try cases.add(
        "H99010000001", group: "A", cost: "20000", booked: Money(fen: Int64(booked)).description)
      let due = try cases.settle(policy, pool: "10000").accounts[0].due
      #expect(due >= last)
      last = due
    }
  }

  /// What is explained case by case adds up to what is settled.
  @Test(arguments: 4000...4019 as ClosedRange<UInt64>)
  func explanationsAddUpToTheSettlement(seed: UInt64) throws {
    let settlement = try RandomSettlement(seed: seed, caseCount: 120)
    let result = try settlement.settle()
    let tables = try settlement.tables()
    for line in result.accounts where line.cases > 0 {
      var total = Ratio.zero
      var isBounded = true
      for item in settlement.cases
      where item.institution.code == line.institution.code && !item.outOfScope
        && (line.insurance == nil || item.insurance == line.insurance)
      {
        let explanation = try tables.explain(
          CaseFigures(
            institution: #require(
              settlement.institutions.firstIndex { $0.code == item.institution.code }),
            group: item.group.flatMap { group in
              settlement.groups.firstIndex { $0.code == group.code }
            }, pool: #require(settlement.policy.pools.types.firstIndex(of: item.insurance)),
            totalCost: item.cost, bookedFund: item.booked, patientShare: item.patient), rate: nil)
        guard let score = try? parse(explanation.caseScore), let sum = try? total + score else {
          // Exact scores may add up to a fraction beyond 128 bits; the reference covers them.
          isBounded = false
          break
        }
        total = sum
      }
      if isBounded { #expect(BigRatio(total).description == line.totalScore, "seed \(seed)") }
    }
  }

  private func parse(_ text: String) throws -> Ratio {
    let parts = text.split(separator: "/")
    guard parts.count == 2 else { return try Decimal(parsing: text).ratio }
    return try Ratio(#require(Int128(parts[0])), #require(Int128(parts[1])))
  }
}
