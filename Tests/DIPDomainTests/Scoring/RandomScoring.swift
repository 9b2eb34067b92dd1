import Quantities

@testable import DIPDomain

/// A random settlement with auxiliary types, further coefficients and bands that leave either out, and
/// with cases taken out or topped up by reviews and new technologies.
struct RandomScoring {
  var settlement: RandomSettlement
  /// By case: which types it meets.
  var types: [UInt32]
  var supplements = ScoringSupplements()

  init(seed: UInt64, caseCount: Int, text: PolicyText? = nil) throws {
    var random = SeededRandom(seed: seed &* 31)
    var settlement = try RandomSettlement(seed: seed, caseCount: caseCount, text: text)
    func decimal(_ range: ClosedRange<Int64>, _ scale: Int) throws -> Decimal {
      try Decimal(coefficient: Int128(random.integer(in: range)), scale: scale)
    }
    var policy = settlement.policy
    let count = Int(random.integer(in: 0...5))
    for type in 0..<count {
      policy.auxiliary.types.append(
        AuxiliaryType(
          code: "T\(type)", test: .icu(from: 1, through: nil),
          coefficient: random.integer(in: 0...2) == 0 ? try decimal(8...13, 1) : nil))
      for group in settlement.groups.indices where random.integer(in: 0...1) == 0 {
        // Equal coefficients are as likely as different ones.
        settlement.groups[group].auxiliaryCoefficients["T\(type)"] = try decimal(9...12, 1)
      }
    }
    if random.integer(in: 0...1) == 0 {
      policy.rounding = policy.rounding.with(.auxiliaryCoefficient, .decimals(1, .halfUp))
    }
    for band in policy.deviation.bands.indices {
      policy.deviation.bands[band].appliesAuxiliary = random.integer(in: 0...3) > 0
    }
    for group in settlement.groups.indices {
      settlement.groups[group].isComposite = random.integer(in: 0...3) == 0
      if random.integer(in: 0...3) == 0 {
        policy.coefficients.disease[settlement.groups[group].code] = try decimal(90...120, 2)
      }
    }
    if random.integer(in: 0...1) == 0 {
      policy.coefficients.grade = ["3A": try decimal(101...109, 2)]
      for index in settlement.institutions.indices where random.integer(in: 0...1) == 0 {
        settlement.institutions[index].grade = "A"
      }
      policy.coefficients.specialty = [
        .init(
          institutions: [settlement.institutions[0].code], groups: ["G1"],
          coefficient: try decimal(101...109, 2)),
        .init(
          institutions: settlement.institutions.map(\.code), groups: ["G2"],
          coefficient: try decimal(101...109, 2)),
      ]
    }
    settlement.policy = policy
    types = settlement.cases.map { _ in UInt32(random.integer(in: 0...63)) }
    for _ in 0..<random.integer(in: 0...4) {
      let money = Money(fen: random.integer(in: 0...1_000_000))
      let institution = Int32(random.integer(in: 0...Int64(settlement.institutions.count - 1)))
      supplements.adjusted.append(
        .init(
          institution: institution, pool: 0, score: try decimal(0...5_000_000, 3),
          totalCost: money, bookedFund: money, patientShare: .zero))
      supplements.byItem.append(
        .init(
          institution: institution, pool: 0, fund: Money(fen: 1), totalCost: money,
          bookedFund: money, patientShare: .zero))
      supplements.addOns.append(
        .init(institution: institution, pool: 0, score: try decimal(0...9_999, 2)))
    }
    self.settlement = settlement
  }

  func tables() throws -> ScoringTables { try settlement.tables() }

  func columns(_ tables: ScoringTables, order: [Int]? = nil) throws -> ScoringColumns {
    let plain = try settlement.columns(order: order)
    let order = order ?? Array(settlement.cases.indices)
    var columns = ScoringColumns()
    for (place, index) in order.enumerated() {
      try columns.append(
        institution: plain.institution[place],
        cell: tables.cell(group: plain.cell[place], types: types[index]),
        pool: plain.pool[place], totalCost: Money(fen: plain.totalCost[place]),
        bookedFund: Money(fen: plain.bookedFund[place]),
        patientShare: Money(fen: plain.patientShare[place]))
    }
    columns.supplements = supplements
    return columns
  }

  func settle(order: [Int]? = nil, threads: Int = 1, block: Int = 37) throws -> SettlementResult {
    let tables = try tables()
    return try Settlement.settle(
      cases: ClusteredCases(columns(tables, order: order), for: tables), tables: tables,
      funds: settlement.funds, threads: threads, block: block)
  }
}

extension RoundingTable {
  fileprivate func with(_ step: Step, _ rounding: Rounding) -> RoundingTable {
    var rules = Dictionary(uniqueKeysWithValues: Step.allCases.map { ($0, self[$0]) })
    rules[step] = rounding
    return RoundingTable(rules)
  }
}
