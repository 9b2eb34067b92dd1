import DIPDomain
import Quantities
import Testing

/// A policy document put together from its sections, so that a test states only what it is about.
struct PolicyText {
  var pools = "{mode: separate, types: [\"310\"]}"
  var ungrouped = "{rule: zero}"
  var coefficients = "{level: {\"3\": 1, \"2\": 1, \"1\": 1, \"0\": 1}}"
  var deviation = "{preset: dip10, missing_reference: normal}"
  var pointValue = "{method: settlement}"
  var payable = "score_rate"
  var residual = "report"
  /// Further sections, each a line `key: value`.
  var more: [String] = []

  var yaml: String {
    ([
      "name: test", "region: \"990100\"", "year: 2025", "pools: \(pools)",
      "catalogue: {name: test}", "ungrouped: \(ungrouped)", "coefficients: \(coefficients)",
      "deviation: \(deviation)", "point_value: \(pointValue)", "payable: \(payable)",
      "residual: \(residual)",
    ] + more).joined(separator: "\n") + "\n"
  }

  func policy() throws -> Policy { try Policy.read(yaml: yaml).policy }
}

/// A small settlement: institutions, groups and cases by code.
struct SmallSettlement {
  var institutions: [ScoringInstitution] = []
  var groups: [ScoringGroup] = []
  var columns = ScoringColumns()

  mutating func add(
    _ institution: String, group: String?, pool: Int = 0, cost: String, booked: String,
    patient: String = "0"
  ) throws {
    if !institutions.contains(where: { $0.code == institution }) {
      institutions.append(ScoringInstitution(code: institution, name: institution, level: 3))
    }
    let index = try #require(institutions.firstIndex { $0.code == institution })
    var groupIndex = ScoringColumns.ungrouped
    if let group {
      groupIndex = Int32(try #require(groups.firstIndex { $0.code == group }))
    }
    try columns.append(
      institution: Int32(index), cell: groupIndex, pool: UInt8(pool),
      totalCost: Money(parsing: cost), bookedFund: Money(parsing: booked),
      patientShare: Money(parsing: patient))
  }

  func settle(
    _ policy: Policy, pool: String, funds: [SettlementFunds.Institution] = [], threads: Int = 1
  ) throws -> SettlementResult {
    try Settlement.settle(
      columns: columns,
      tables: ScoringTables(policy: policy, groups: groups, institutions: institutions),
      funds: SettlementFunds(
        pools: [.init(insurance: "310", amount: Money(parsing: pool))], institutions: funds),
      threads: threads)
  }
}

extension ScoringGroup {
  /// A group with one reference mean for all levels and pools.
  static func simple(_ code: String, score: String, mean: String? = nil) throws -> ScoringGroup {
    var group = ScoringGroup(code: code, score: try Decimal(parsing: score))
    if let mean {
      group.referenceMeans[.init(level: nil, insurance: nil)] = try Money(parsing: mean)
    }
    return group
  }
}

extension CaseExplanation {
  func value(_ name: String) -> String? { factors.first { $0.name == name }?.value }
  func exact(_ name: String) -> String? { factors.first { $0.name == name }?.exact }
}

extension PolicyText {
  /// One case of one group at one institution of level three.
  func explain(
    score: String, coefficient: String, mean: String?, cost: String, patient: String = "0",
    pointValue: String? = nil
  ) throws -> CaseExplanation {
    var institution = ScoringInstitution(code: "H99010000001", name: "A", level: 3)
    institution.coefficient = try Decimal(parsing: coefficient)
    let tables = try ScoringTables(
      policy: policy(), groups: [.simple("G", score: score, mean: mean)],
      institutions: [institution])
    let money = try Money(parsing: cost)
    return try tables.explain(
      CaseFigures(
        institution: 0, group: 0, pool: 0, totalCost: money, bookedFund: money,
        patientShare: Money(parsing: patient)),
      rate: pointValue.map { value in
        PaymentRate(pointValue: BigRatio(try Decimal(parsing: value)), payRatio: nil)
      })
  }
}
