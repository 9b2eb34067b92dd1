import ContractingDomain
import Quantities
import Testing

struct CapitationCalculationTests {
  private static let seeds: [UInt64] = [1, 7, 2025, 0xfeed]

  private func policy(_ changes: [(String, String)] = []) throws -> CapitationPolicy {
    try CapitationPolicy(document: Sample.policy(changes))
  }

  private func calculate(
    _ stays: [AttributedStay], _ policy: CapitationPolicy
  ) throws -> CapitationCalculation {
    try CapitationCalculation(
      month: Month(parsing: "2025-03"), policy: policy, policyDigest: SHA256Digest(of: "policy"),
      stays: stays)
  }

  /// Random people with random days of March 2025, some of them in two pieces.
  private func stays(_ count: Int, seed: UInt64) throws -> [AttributedStay] {
    var random = SeededRandom(seed: seed)
    let first = try Sample.day("2025-03-01")
    var stays: [AttributedStay] = []
    for number in 0..<count {
      let cut = Int(random.integer(in: 1...30))
      let pieces = random.integer(in: 0...3) == 0 ? [(0, cut), (cut, 31)] : [(0, cut)]
      let groups = PopulationGroup.allCases.filter { group in
        group.isKeyGroup && random.integer(in: 0...5) == 0
      }
      let age = Int(random.integer(in: 0...100))
      let insurance = InsuranceType.allCases[Int(random.integer(in: 0...3))]
      for (from, until) in pieces {
        stays.append(
          AttributedStay(
            contractID: "C\(number)-\(from)", residentID: Sample.residentID(number),
            teamID: "T\(random.integer(in: 1...9))", institutionCode: "H",
            days: try DayInterval(
              from: first.adding(days: from), until: first.adding(days: until)),
            age: age, sex: number % 2 == 0 ? .male : .female,
            tier: number % 3 == 0 ? "middle" : "basic", groups: groups, insurance: insurance))
      }
    }
    return stays
  }

  /// The entitlement by the rule's own words, one person at a time with exact fractions; in fen.
  private func naive(_ stay: AttributedStay, weighted: Bool) throws -> Ratio {
    guard [.employee, .resident].contains(stay.insurance) else { return .zero }
    func ratio(_ text: String) throws -> Ratio { try Decimal(parsing: text).ratio }
    let yearly: Int64 = stay.groups.contains(.hypertension) ? 24_000 : 12_000
    var amount = try Ratio(Int128(yearly), 12)
    if weighted {
      let male = stay.sex == .male
      switch stay.age {
      case ..<7: amount = try amount * ratio(male ? "1.3" : "1.25")
      case ..<65: amount = try amount * ratio(male ? "0.7" : "0.75")
      default: amount = try amount * ratio(male ? "1.6" : "1.55")
      }
      if stay.tier == "middle" { amount = try amount * ratio("1.2") }
      if stay.groups.contains(.maternal) {
        amount = try amount * ratio("1.4")
      } else if stay.groups.contains(.disability) {
        amount = try amount * ratio("1.3")
      }
      let chronic = stay.groups.count { $0 == .hypertension || $0 == .diabetes }
      amount = try amount * ratio(["1", "1.3", "1.5"][chronic])
    }
    return try amount * Ratio(Int128(stay.days.dayCount), 31)
  }

  @Test(arguments: seeds, ["open", "neutral", "fixed"])
  func linesAddUpToTheTotalAndFollowTheRule(seed: UInt64, mode: String) throws {
    let stays = try stays(400, seed: seed)
    let policy = try policy([
      ("mode: open", mode == "fixed" ? "mode: fixed\n  month: \"12345.67\"" : "mode: \(mode)")
    ])
    let calculation = try calculate(stays, policy)
    let paid = calculation.lines.reduce(Int64(0)) { $0 + $1.amount.fen }
    #expect(paid == calculation.run.total.fen, "seed \(seed)")

    var entitled = Ratio.zero
    var bases = Ratio.zero
    for stay in stays {
      entitled = try entitled + naive(stay, weighted: true)
      bases = try bases + naive(stay, weighted: false)
    }
    let expected =
      switch mode {
      case "open": RoundingMode.halfUp.divide(entitled.numerator, by: entitled.denominator)
      case "neutral": RoundingMode.halfUp.divide(bases.numerator, by: bases.denominator)
      default: Int128(1_234_567)
      }
    #expect(Int128(calculation.run.total.fen) == expected, "seed \(seed)")
    for line in calculation.lines {
      let share = try naive(line.stay, weighted: true) / entitled * Ratio(calculation.run.total.fen)
      #expect(line.amount.fen >= Int64(share.floor), "seed \(seed)")
      #expect(Ratio(line.amount.fen) < (try share + .one), "seed \(seed)")
      #expect((line.exclusion != nil) == (share == .zero), "seed \(seed)")
    }
  }

  @Test(arguments: seeds) func theOrderOfReadingChangesNothing(seed: UInt64) throws {
    let stays = try stays(300, seed: seed)
    let policy = try policy()
    let reference = try calculate(stays, policy)
    var random = SeededRandom(seed: seed)
    for _ in 0..<5 {
      let again = try calculate(stays.shuffled(using: &random), policy)
      #expect(again.lines == reference.lines, "seed \(seed)")
      #expect(again.run == reference.run, "seed \(seed)")
    }
  }

  @Test(arguments: seeds) func everyExplanationGivesTheLinesAmount(seed: UInt64) throws {
    let policy = try policy([("combine: highest", "combine: sum_of_excess")])
    let calculation = try calculate(stays(200, seed: seed), policy)
    for line in calculation.lines {
      let explained = try CapitationExplanation(line, of: calculation.run, policy: policy)
      let floor = Int64(explained.exactShare.floor)
      #expect(line.amount.fen == floor + (explained.wasRoundedUp ? 1 : 0), "seed \(seed)")
      if line.exclusion == nil {
        var product = explained.base
        for factor in explained.factors { product = try product * factor.value.ratio }
        product = try product * Ratio(Int128(line.stay.days.dayCount), 31)
        #expect(product == explained.entitlement, "seed \(seed)")
      }
    }
    let altered = CapitationLine(
      stay: calculation.lines[0].stay, exclusion: nil,
      amount: try calculation.lines[0].amount + Money(fen: 2))
    #expect(
      code { _ = try CapitationExplanation(altered, of: calculation.run, policy: policy) }
        == "CAPITATION_LINE_ALTERED")
  }

  /// Three equal people share 1.00 yuan: 34 + 33 + 33 fen, the first by code getting the odd one.
  @Test func equalFractionsGoByCode() throws {
    let days = try DayInterval(Month(parsing: "2025-03"))
    let stays = [3, 1, 2].map { number in
      AttributedStay(
        contractID: "C\(number)", residentID: Sample.residentID(number), teamID: "T",
        institutionCode: "H", days: days, age: 40, sex: .male, tier: "basic", groups: [],
        insurance: .resident)
    }
    let calculation = try calculate(
      stays, policy([("mode: open", "mode: fixed\n  month: \"1.00\"")]))
    #expect(calculation.lines.map(\.stay.residentID) == ["R000001", "R000002", "R000003"])
    #expect(calculation.lines.map(\.amount.fen) == [34, 33, 33])
  }

  @Test func whatCannotBePaidIsRefused() throws {
    let month = try Month(parsing: "2025-03")
    let empty = try calculate([], policy())
    #expect(empty.run.total == .zero)
    #expect(
      code { _ = try calculate([], policy([("mode: open", "mode: fixed\n  month: \"1\"")])) }
        == "CAPITATION_NO_STAYS")
    let high = AttributedStay(
      contractID: "C", residentID: "R", teamID: "T", institutionCode: "H",
      days: try DayInterval(month), age: 1, sex: .male, tier: "high", groups: [],
      insurance: .resident)
    #expect(code { _ = try calculate([high], policy()) } == "CAPITATION_TIER_UNKNOWN")
    #expect(
      code { _ = try calculate([], policy([("valid_from: 2025-01", "valid_from: 2025-04")])) }
        == "CAPITATION_POLICY_PERIOD")
  }

  @Test func daysBeforeBirthAndFromDeathOnDoNotCount() throws {
    let month = try Month(parsing: "2025-03")
    func days(_ resident: Resident, _ period: DayInterval) throws -> Int? {
      try AttributedStay(
        contractID: "C", teamID: "T", institutionCode: "H", period: period, tier: "basic",
        resident: resident, month: month)?.days.dayCount
    }
    let year = try Sample.interval("2025-01-01", "2026-01-01")
    var resident = try Sample.resident(1)
    #expect(try days(resident, year) == 31)
    #expect(try days(resident, Sample.interval("2025-03-30", "2026-01-01")) == 2)
    #expect(try days(resident, Sample.interval("2025-04-01", "2026-01-01")) == nil)
    #expect(try days(resident, Sample.interval("2024-04-01", "2025-03-01")) == nil)
    resident.deceasedOn = try Sample.day("2025-03-11")
    #expect(try days(resident, year) == 10)
    resident.deceasedOn = try Sample.day("2025-03-01")
    #expect(try days(resident, year) == nil)
  }
}
