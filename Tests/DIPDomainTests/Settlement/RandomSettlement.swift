import Quantities
import Testing

@testable import DIPDomain

/// A random policy with random institutions, groups, cases and funds, all from one seed.
struct RandomSettlement {
  struct Item {
    var institution: ScoringInstitution
    var group: ScoringGroup?
    var outOfScope = false
    var insurance: String
    var cost: Money
    var booked: Money
    var patient: Money
  }

  var yaml: String
  var policy: Policy
  var institutions: [ScoringInstitution]
  var groups: [ScoringGroup]
  var cases: [Item]
  var funds: SettlementFunds
  private var random: SeededRandom

  init(seed: UInt64, caseCount: Int, text: PolicyText? = nil) throws {
    var random = SeededRandom(seed: seed)
    let document = text ?? Self.document(&random)
    yaml = document.yaml
    policy = try Policy.read(yaml: yaml).policy
    institutions = try (0..<Int(random.integer(in: 1...12))).map { index in
      ScoringInstitution(
        code: "H9901000\(1000 + index * 7 % 100)", name: "\(index)",
        level: Int(random.integer(in: 0...3)), isTCM: random.integer(in: 0...4) == 0,
        coefficient: random.integer(in: 0...2) == 0
          ? try Decimal(coefficient: Int128(random.integer(in: 50...150)), scale: 2) : nil)
    }
    groups = try (0..<Int(random.integer(in: 1...25))).map { index in
      var group = ScoringGroup(
        code: "G\(index)",
        score: try Decimal(coefficient: Int128(random.integer(in: 0...3_000_000)), scale: 2),
        isPrimaryCare: random.integer(in: 0...5) == 0,
        primaryCareCoefficient: random.integer(in: 0...2) == 0
          ? try Decimal(parsing: "0.97") : nil,
        isTCM: random.integer(in: 0...5) == 0, isConservative: random.integer(in: 0...3) == 0)
      for level in 0...3 where random.integer(in: 0...5) > 0 {
        group.referenceMeans[.init(level: level, insurance: nil)] = Money(
          fen: random.integer(in: 10_000...2_000_000))
      }
      return group
    }
    cases = []
    for _ in 0..<caseCount {
      let institution = institutions[Int(random.integer(in: 0...Int64(institutions.count - 1)))]
      let group = groups[Int(random.integer(in: 0...Int64(groups.count - 1)))]
      let kind = random.integer(in: 0...39)
      let insurance = policy.pools.types[
        Int(random.integer(in: 0...Int64(policy.pools.types.count - 1)))]
      let mean = group.referenceMean(level: institution.level, insurance: insurance)?.fen ?? 700_000
      // Exact thresholds are as likely as everything between.
      let cost =
        random.integer(in: 0...9) == 0
        ? mean * [1, 2, 4, 10, 20][Int(random.integer(in: 0...4))] / 2
        : mean * random.integer(in: 1...1200) / 200
      let booked = cost * random.integer(in: 30...90) / 100
      cases.append(
        Item(
          institution: institution, group: kind == 0 ? nil : group, outOfScope: kind == 1,
          insurance: insurance, cost: Money(fen: cost), booked: Money(fen: booked),
          patient: Money(fen: cost - booked)))
    }
    funds = try Self.funds(policy, institutions, &random)
    self.random = random
  }

  func columns(order: [Int]? = nil) throws -> ScoringColumns {
    var columns = ScoringColumns()
    let places = Dictionary(uniqueKeysWithValues: zip(institutions.map(\.code), Int32(0)...))
    let groupPlaces = Dictionary(uniqueKeysWithValues: zip(groups.map(\.code), Int32(0)...))
    for index in order ?? Array(cases.indices) {
      let item = cases[index]
      let group: Int32
      if item.outOfScope {
        group = ScoringColumns.outOfScope
      } else if let known = item.group {
        group = try #require(groupPlaces[known.code])
      } else {
        group = ScoringColumns.ungrouped
      }
      try columns.append(
        institution: #require(places[item.institution.code]),
        cell: group,
        pool: UInt8(try #require(policy.pools.types.firstIndex(of: item.insurance))),
        totalCost: item.cost, bookedFund: item.booked, patientShare: item.patient)
    }
    return columns
  }

  func tables() throws -> ScoringTables {
    try ScoringTables(policy: policy, groups: groups, institutions: institutions)
  }

  /// Small blocks, so that a few hundred cases already keep several threads busy.
  func settle(order: [Int]? = nil, threads: Int = 1) throws -> SettlementResult {
    let tables = try tables()
    return try Settlement.settle(
      cases: ClusteredCases(columns(order: order), for: tables), tables: tables, funds: funds,
      threads: threads, block: 37)
  }

  private static func funds(
    _ policy: Policy, _ institutions: [ScoringInstitution], _ random: inout SeededRandom
  ) throws -> SettlementFunds {
    let pools = policy.pools.types.map {
      SettlementFunds.Pool(
        insurance: $0, amount: Money(fen: random.integer(in: 0...50_000_000_000)),
        regulation: Money(fen: random.integer(in: 0...100_000)))
    }
    var rows: [SettlementFunds.Institution] = []
    for institution in institutions where random.integer(in: 0...2) == 0 {
      let assessment = try Decimal(
        coefficient: Int128(random.integer(in: 900...1050)), scale: 3)
      for insurance in policy.pools.types {
        rows.append(
          .init(
            code: institution.code, insurance: insurance,
            prepaid: Money(fen: random.integer(in: 0...1_000_000)),
            auditDeduction: Money(fen: random.integer(in: 0...10_000)), assessment: assessment))
      }
    }
    return SettlementFunds(pools: pools, institutions: rows)
  }

  private static func document(_ random: inout SeededRandom) -> PolicyText {
    func pick(_ options: String...) -> String {
      options[Int(random.integer(in: 0...Int64(options.count - 1)))]
    }
    var text = PolicyText()
    text.pools = pick(
      "{mode: merged, types: [\"310\", \"390\"]}", "{mode: separate, types: [\"310\", \"390\"]}",
      "{mode: separate, types: [\"310\"]}")
    text.coefficients = pick(
      "{level: {\"3\": 1.05, \"2\": 0.92, \"1\": 0.755, \"0\": 0.7}}",
      "{level: {\"3\": 1.1, \"2\": 1, \"1\": 0.9, \"0\": 0.85}, tcm: {institution: 1.05, group: 1.03},"
        + " conservative: {\"3\": 1, \"2\": 0.9, \"1\": 0.8, \"0\": 0.8},"
        + " institution: {H99010001007: 1.0333}}")
    text.deviation = pick(
      "{preset: dip10, missing_reference: normal}", "{preset: dip30}",
      "{preset: jining, missing_reference: normal}",
      "{reference: mean, missing_reference: normal, bands: ["
        + "{lower: 0, upper: 0.37, k: {a: 1.1}}, {lower: 0.37, upper: 1.5, k: {b: 1}},"
        + "{lower: 1.5, upper: 3, upper_inclusive: true, k: {a: 0.8, b: 0.15, c: 0.2},"
        + " review: special_case},"
        + "{lower: 3, lower_inclusive: false, k: {b: 2, c: 0.5}, apply_institution: false}]}",
      "{reference: standard, bands: [{lower: 0, upper: 0.4, k: {a: 0.9, b: 0.01}},"
        + "{lower: 0.4, upper: 2.5, k: {b: 1.01}}, {lower: 2.5, k: {a: 1, b: -1.5}}]}")
    text.pointValue =
      "{method: settlement, year_start: \(pick("8.2", "10.2345")), pay_ratio_scope: "
      + "\(pick("region", "institution"))}"
    text.payable = pick("score_rate", "score_rate", "score_rate_minus_patient")
    if text.payable == "score_rate_minus_patient" {
      text.pointValue = "{method: settlement, year_start: 9.1}"
    }
    text.ungrouped = pick(
      "{rule: zero}", "{rule: mean_score_coefficient, mean_score: 650.5, coefficient: 0.63}",
      "{rule: cost_factor, base: 1000, factor: 0.7, mean_cost: 8123.45}")
    text.residual = pick("report", "largest_remainder", "regulation_fund")
    var steps: [String] = []
    for (step, share) in [
      ("case_score", 3), ("institution_coefficient", 1), ("deviation_k", 1), ("point_value", 1),
      ("pay_ratio", 1), ("case_standard", 1), ("case_fund", 1), ("institution_due", 1),
      ("band_result", 1),
    ] where random.integer(in: 0...3) < share {
      let mode = pick("half_up", "half_even", "down", "up")
      // A pay ratio of few decimals could round to zero; the others may be coarse.
      let scale = step == "pay_ratio" ? 4 : random.integer(in: 1...4)
      steps.append("\(step): {scale: \(scale), mode: \(mode)}")
    }
    text.more = ["rounding: {\(steps.joined(separator: ", "))}"]
    if random.integer(in: 0...2) == 0 {
      text.more.append(
        "bands: [{lower: 0, upper: 0.85, booked: 1}, "
          + "{lower: 0.85, upper: 1, upper_inclusive: true, due: 1}, "
          + "{lower: 1, lower_inclusive: false, upper: 1.1, upper_inclusive: true, booked: 0.6, due: 0.4}, "
          + "{lower: 1.1, lower_inclusive: false, due: 1.06}]")
    }
    if random.integer(in: 0...1) == 0 { text.more.append("primary_care: {coefficient: 0.98}") }
    return text
  }
}
