import BigInt
import Contract
import DIPDomain
import DIPReference
import Mesh
import Messages
import Quantities
import Testing

@Suite("Elastic point values from policy to explanation")
struct ElasticValueTests {
  private static let stated = "3000.5"

  private static func policy(_ form: String = "base: 0.8, increment: 0.2") throws -> [UInt8] {
    let text = String(decoding: try ServiceUnderTest.file("policies/dip10.yaml"), as: UTF8.self)
    return Array(
      text.replacing(
        "  method: settlement\n",
        with: """
            method: elastic
            year_start: 8.5
            elastic: {\(form)}

          """
      ).utf8)
  }

  /// base 8.5 yuan; increment = (pool ÷ pay ratio − base × base volumes) ÷ scores beyond them; an
  /// institution's value is its mean of the two by its own scores. In fractions, pool by pool.
  @Test("Base and increment are stored, stated and explained as the specification has them")
  func values() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: Self.policy()))
    _ = try await service.upload(ServiceUnderTest.lists(900, seed: 81, defectsPerMille: 0))
    let institution = "H99010200001"
    var sheet = try await service.funds.getFunds(
      Dip.GetFundsRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year))
    sheet.institutions = [
      Dip.InstitutionFund(
        institutionCode: institution, insuranceType: .employee, baseVolume: Self.stated)
    ]
    _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    let kept = try await service.funds.getFunds(
      Dip.GetFundsRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year))
    #expect(kept.institutions.map(\.baseVolume) == [Self.stated] && kept.version == 2)
    let (run, _) = try await service.settle()
    let rows = try await service.statement(run.runId).rows

    let base = Fraction(17, 2)
    for pool in run.pools {
      let own = rows.filter { $0.insuranceType == pool.insuranceType && $0.cases > 0 }
      func score(_ row: Dip.StatementRow) throws -> Fraction {
        try #require(Fraction(text: row.totalScore))
      }
      func volume(_ row: Dip.StatementRow) throws -> Fraction {
        let isStated = row.institutionCode == institution && row.insuranceType == .employee
        let wanted =
          try isStated
          ? #require(Fraction(text: Self.stated)) : score(row) * Fraction(4, 5)
        return min(wanted, try score(row))
      }
      let total = Fraction.sum(try own.map(score))
      let volumes = Fraction.sum(try own.map(volume))
      let payRatio =
        Fraction(Money(fen: own.reduce(0) { $0 + $1.fundPaidFen }))
        / Fraction(Money(fen: own.reduce(0) { $0 + $1.totalCostFen }))
      let amount = Fraction(Money(fen: pool.poolFen)) / Fraction(100)
      let increment = max((amount / payRatio - base * volumes) / (total - volumes), .zero)
      #expect(pool.baseValue == "8.5")
      #expect(increment.isPrinted(pool.incrementValue), "\(pool.incrementValue)")
      let mean = (base * volumes + increment * (total - volumes)) / total
      #expect(mean.isPrinted(pool.pointValue))
      for row in own {
        let (all, part) = (try score(row), try volume(row))
        #expect(part.isPrinted(row.baseScore))
        #expect(
          ((base * part + increment * (all - part)) / all).isPrinted(row.pointValue),
          "\(row.institutionCode)")
      }
    }
    try await expectExplained(service, run, rows)
    try await expectFiled(service, run, rows)
  }

  /// Severe groups are paid at 8.5, the others at the increment's: whoever is asked says the same.
  @Test("With values by group every case is reported, explained and estimated at its own group's")
  func byGroup() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.policies.putPolicy(
      Dip.PutPolicyRequest(yaml: Self.policy("severe: {score_from: 1200}")))
    _ = try await service.upload(ServiceUnderTest.lists(500, seed: 82, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let results = try await service.results(run.runId).filter { $0.grpStas == "1" }
    var values: [String: Int] = [:]
    for result in results.prefix(60) {
      let explained = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: result.setlId, runId: run.runId))
      let pool = try #require(run.pools.first { $0.insuranceType == result.insutype })
      let factors = Dictionary(uniqueKeysWithValues: explained.factors.map { ($0.name, $0.value) })
      let isSevere = try #require(Fraction(text: result.grpDiseSco)) >= Fraction(1200)
      #expect(pool.baseValue == "8.5" && pool.incrementValue != pool.baseValue)
      #expect(factors["fixed_share"] == (isSevere ? "1" : "0"))
      #expect(factors["point_value"] == (isSevere ? pool.baseValue : pool.incrementValue))
      #expect(explained.verified, "\(explained.findings)")
      let estimate = try await service.settlement.estimate(
        Dip.EstimateRequest(list: explained.list))
      #expect(explained.paymentFen == result.paymentFen)
      #expect(estimate.paymentFen == result.paymentFen)
      values[isSevere ? "severe" : "light", default: 0] += 1
    }
    #expect(values.count == 2)
  }

  /// The explanation prints both values and the institution's share, and the checker confirms them.
  private func expectExplained(
    _ service: ServiceUnderTest, _ run: Dip.SettlementRun, _ rows: [Dip.StatementRow]
  ) async throws {
    let results = try await service.results(run.runId).filter { $0.grpStas == "1" }
    for result in results.prefix(20) {
      let explained = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: result.setlId, runId: run.runId))
      let row = try #require(
        rows.first {
          $0.institutionCode == result.fixmedinsCode && $0.insuranceType == result.insutype
        })
      let pool = try #require(run.pools.first { $0.insuranceType == result.insutype })
      let factors = Dictionary(uniqueKeysWithValues: explained.factors.map { ($0.name, $0.value) })
      #expect(factors["base_point_value"] == pool.baseValue)
      #expect(factors["increment_point_value"] == pool.incrementValue)
      #expect(factors["base_score"] == row.baseScore)
      #expect(factors["institution_score"] == row.totalScore)
      #expect(factors["point_value"] == row.pointValue)
      #expect(explained.verified, "\(explained.findings)")
      #expect(explained.paymentFen == result.paymentFen)
      let estimate = try await service.settlement.estimate(
        Dip.EstimateRequest(list: explained.list))
      #expect(estimate.paymentFen == result.paymentFen)
    }
  }

  /// The CSV of the statement and of the region carries the same figures.
  private func expectFiled(
    _ service: ServiceUnderTest, _ run: Dip.SettlementRun, _ rows: [Dip.StatementRow]
  ) async throws {
    for (table, column, wanted) in [
      ("statement.institutions", "点值(元)", rows.map(\.pointValue)),
      ("statement.institutions", "基准服务点数", rows.map(\.baseScore)),
      ("statement.region", "增量点值(元)", run.pools.map(\.incrementValue)),
      ("statement.region", "基准点值(元)", run.pools.map(\.baseValue)),
    ] {
      let file = try await service.file(
        Dip.ExportReportRequest(
          runId: run.runId, kind: .statement, format: .csv, table: table))
      let lines = String(decoding: file.bytes.dropFirst(3), as: UTF8.self)
        .split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let place = try #require(lines[0].firstIndex { $0 == column })
      #expect(lines.dropFirst().prefix(wanted.count).map { String($0[place]) } == wanted)
    }
  }
}
