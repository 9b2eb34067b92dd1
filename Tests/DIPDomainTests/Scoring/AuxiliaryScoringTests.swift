import Quantities
import Testing

@testable import DIPDomain

@Suite struct AuxiliaryScoringTests {
  /// Of the types that a case meets, the highest coefficient wins, and the earlier type on equal ones.
  @Test(arguments: 700...719 as ClosedRange<UInt64>)
  func highestCoefficientWins(seed: UInt64) throws {
    let scoring = try RandomScoring(seed: seed, caseCount: 1)
    let tables = try scoring.tables()
    let types = tables.policy.auxiliary.types
    for (index, group) in tables.groups.enumerated() {
      for mask in UInt32(0)..<64 {
        var best: (code: String, coefficient: Decimal)?
        for (place, type) in types.enumerated() where mask >> UInt32(place) & 1 == 1 {
          guard let coefficient = type.coefficient ?? group.auxiliaryCoefficients[type.code] else {
            continue
          }
          if best.map({ $0.coefficient < coefficient }) ?? true { best = (type.code, coefficient) }
        }
        let cell = tables.cell(group: Int32(index), types: mask)
        let found = tables.auxiliaryType(ofCell: Int(cell))
        #expect(found?.type.code == best?.code, "seed \(seed), group \(index), mask \(mask)")
        #expect(found?.exact == best?.coefficient)
        #expect(tables.cells.group(of: Int(cell)) == index)
        #expect(
          tables.part(ofCell: cell)
            == (group.isPrimaryCare
              ? .primaryCare
              : group.isTCM
                ? .tcm : best != nil ? .auxiliary : group.isComposite ? .composite : .core))
      }
    }
  }

  /// score × institution coefficient × auxiliary coefficient, and without the latter in a band that
  /// leaves it out.
  @Test func coefficientMultipliesTheScore() throws {
    var text = PolicyText(coefficients: "{level: {\"3\": 1.1, \"2\": 1, \"1\": 1, \"0\": 1}}")
    text.more = ["rounding: {case_score: {scale: 4, mode: half_up}}"]
    var policy = try text.policy()
    policy.auxiliary.types = [AuxiliaryType(code: "ICU", test: .icu(from: 2, through: nil))]
    policy.deviation.bands[2].appliesAuxiliary = false
    var group = try ScoringGroup.simple("A", score: "1000", mean: "10000")
    group.auxiliaryCoefficients = ["ICU": try Decimal(parsing: "1.25")]
    let tables = try ScoringTables(
      policy: policy, groups: [group],
      institutions: [ScoringInstitution(code: "H99010000001", name: "", level: 3)])
    let cell = tables.cell(group: 0, types: 1)
    func score(_ cost: String, _ cell: Int32) throws -> Ratio {
      let exact = try tables.exactScore(
        institution: 0, cell: Int(cell), pool: 0, cost: Money(parsing: cost).fen)
      return try Ratio(exact.numerator, exact.denominator)
    }
    #expect(try score("10000", 0) == Ratio(1100, 1))
    #expect(try score("10000", cell) == Ratio(1375, 1))
    // Below half of the mean: k = 0.4; above twice: k = 3 − 1, without the auxiliary coefficient.
    #expect(try score("4000", cell) == Ratio(550, 1))
    #expect(try score("30000", cell) == Ratio(2200, 1))
    #expect(tables.fast != nil)
  }

  /// Whatever adds up the cases, it adds up what the rule says of each, in the account and the part
  /// that it belongs to.
  @Test(arguments: 800...859 as ClosedRange<UInt64>)
  func addsUpLikeTheRule(seed: UInt64) throws {
    let scoring = try RandomScoring(seed: seed, caseCount: 300)
    let tables = try scoring.tables()
    let columns = try scoring.columns(tables)
    let clustered = try ClusteredCases(columns, for: tables)
    for block in [37, 100_000] {
      let scored = try ScoringPass(tables: tables, cases: clustered, block: block).run(threads: 2)
      let naive = try NaiveSums(columns, tables)
      #expect(scored.sums == naive.accounts, "seed \(seed)")
      for account in scored.sums.indices {
        var total: WideInteger = 0
        for part in scored.parts(of: account) {
          let expected = naive.parts[[account, Int(part.part.rawValue)]]
          #expect(part.sums == expected?.sums, "seed \(seed), \(part.part)")
          #expect(
            BigRatio(part.score, scored.scores.denominator) == expected?.score ?? .zero,
            "seed \(seed), \(part.part)")
          total += part.score
        }
        #expect(total == scored.scores.numerators[account])
      }
    }
  }

  /// Neither the order of lists nor threads nor chunks change a byte of the result.
  @Test(arguments: 900...929 as ClosedRange<UInt64>)
  func isFreeOfOrderThreadsAndChunks(seed: UInt64) throws {
    let scoring = try RandomScoring(seed: seed, caseCount: 250)
    let digest = try scoring.settle().digest
    var random = SeededRandom(seed: seed)
    var shuffled = scoring
    shuffled.supplements.adjusted.shuffle(using: &random)
    shuffled.supplements.byItem.shuffle(using: &random)
    shuffled.supplements.addOns.shuffle(using: &random)
    let order = scoring.types.indices.shuffled(using: &random)
    #expect(try shuffled.settle(order: order).digest == digest, "seed \(seed)")
    for (threads, block) in [(1, 11), (2, 37), (3, 64), (4, 100_000)] {
      #expect(try scoring.settle(threads: threads, block: block).digest == digest, "seed \(seed)")
    }
  }
}

/// Sums one case after the other by the rule itself.
private struct NaiveSums {
  var accounts: [AccountSums]
  /// By account and part.
  var parts: [[Int]: (sums: AccountSums, score: BigRatio)] = [:]

  init(_ columns: ScoringColumns, _ tables: ScoringTables) throws {
    let perInstitution = tables.accountsPerInstitution
    accounts = Array(
      repeating: AccountSums(), count: tables.institutions.count * perInstitution)
    func account(_ institution: Int32, _ pool: UInt8) -> Int {
      Int(institution) * perInstitution + (perInstitution == 1 ? 0 : Int(pool))
    }
    let rounding = tables.policy.rounding[.caseScore]
    for index in 0..<columns.count {
      let account = account(columns.institution[index], columns.pool[index])
      guard columns.cell[index] != ScoringColumns.outOfScope else {
        accounts[account].outOfScope += 1
        continue
      }
      let score = try tables.exactScore(
        institution: Int(columns.institution[index]), cell: Int(columns.cell[index]),
        pool: Int(columns.pool[index]), cost: columns.totalCost[index])
      var sums = AccountSums()
      try sums.count(
        score.position, cost: columns.totalCost[index], booked: columns.bookedFund[index],
        patient: columns.patientShare[index],
        review: score.band < 0 ? .none : tables.policy.deviation.bands[score.band].review)
      try add(
        sums, Ratio(score.numerator, score.denominator).rounded(by: rounding), account,
        tables.part(ofCell: columns.cell[index]), rounding)
    }
    for item in columns.supplements.adjusted {
      var sums = AccountSums()
      try sums.count(item)
      try add(
        sums, item.score.ratio.rounded(by: rounding), account(item.institution, item.pool),
        .special, rounding)
    }
    for item in columns.supplements.addOns {
      try add(
        AccountSums(), item.score.ratio.rounded(by: rounding),
        account(item.institution, item.pool), .newTechnology, rounding)
    }
  }

  private mutating func add(
    _ sums: AccountSums, _ score: Ratio, _ account: Int, _ part: ScorePart, _ rounding: Rounding
  ) throws {
    var sums = sums
    if case .decimals(let scale, _) = rounding { sums.score = try score.scaled(scale, .down) }
    try accounts[account].add(sums)
    var known = parts[[account, Int(part.rawValue)]] ?? (AccountSums(), .zero)
    try known.sums.add(sums)
    known.score = known.score + BigRatio(score)
    parts[[account, Int(part.rawValue)]] = known
  }
}
