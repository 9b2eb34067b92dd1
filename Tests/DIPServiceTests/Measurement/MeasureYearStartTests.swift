import BigInt
import Contract
import DIPDomain
import DIPReference
import Mesh
import Messages
import Quantities
import Testing

@Suite("The year-start point value over the mesh")
struct MeasureYearStartTests {
  /// A grouped case of a past year.
  private struct Entry {
    var cost: Int64
    var score: Fraction
    var insurance: InsuranceType
  }

  private static let coefficients = [3: "1.05", 2: "0.92", 1: "0.75", 0: "0.70"]

  private static func policy(_ year: Int, _ rule: String = "") throws -> Dip.PutPolicyRequest {
    let text = String(decoding: try ServiceUnderTest.file("policies/dip10.yaml"), as: UTF8.self)
      .replacing("year: 2025\n", with: "year: \(year)\n")
      .replacing("  method: settlement\n", with: "  method: settlement\n\(rule)")
    return Dip.PutPolicyRequest(yaml: Array(text.utf8))
  }

  /// The sample region with three settled years and a policy of the year after them.
  private static func prepared(_ rule: String) async throws -> ServiceUnderTest {
    let service = try ServiceUnderTest()
    try await service.prepare()
    let institutions = try await service.funds.listInstitutions(
      Dip.ListInstitutionsRequest(pageSize: 1000)
    ).institutions
    for year in 2023...2025 {
      _ = try await service.policies.putPolicy(policy(year))
      _ = try await service.funds.putInstitutions(
        Dip.PutInstitutionsRequest(asOf: "\(year)-12-31", institutions: institutions))
      _ = try await service.funds.putFunds(
        Dip.PutFundsRequest(
          sheet: Dip.FundSheet(
            region: ServiceUnderTest.region, period: "\(year)",
            pools: [
              Dip.PoolFund(insuranceType: .employee, poolFen: 100_000_000),
              Dip.PoolFund(insuranceType: .resident, poolFen: 100_000_000),
            ])))
      _ = try await service.upload(
        ServiceUnderTest.lists(300, seed: UInt64(year), defectsPerMille: 0, year: year))
    }
    _ = try await service.policies.putPolicy(policy(2026, rule))
    return service
  }

  /// The grouped cases of a year, by what its settlement says of their groups: score × the level's
  /// coefficient, which primary-care groups are without.
  private static func entries(_ service: ServiceUnderTest, _ year: Int) async throws -> [Entry] {
    var runID = ""
    for try await step in try await service.settlement.settle(
      Dip.SettleRequest(region: ServiceUnderTest.region, period: "\(year)"))
    {
      runID = step.run?.runId ?? runID
    }
    let levels = Dictionary(
      uniqueKeysWithValues: try ServiceUnderTest.sampleInstitutions().map { ($0.code, $0.level) })
    let lists = Dictionary(
      uniqueKeysWithValues: try await service.storedLists().map { ($0.id, $0) })
    return try await service.results(runID).filter { $0.grpStas == "1" }.map { result in
      let list = try #require(lists[result.setlId])
      let level = try #require(levels[list.institution])
      let coefficient = try #require(Fraction(text: Self.coefficients[level] ?? ""))
      let score = try #require(Fraction(text: result.grpDiseSco))
      return Entry(
        cost: list.cost.total.fen,
        score: result.remarks.contains("PRIMARY_CARE") ? score : score * coefficient,
        insurance: list.insurance)
    }
  }

  /// Those between the costs at places ⌈5 n ÷ 100⌉ and ⌈95 n ÷ 100⌉.
  private static func trimmed(_ entries: [Entry]) -> [Entry] {
    let costs = entries.map(\.cost).sorted()
    func place(_ percent: Int) -> Int64 { costs[(percent * costs.count + 99) / 100 - 1] }
    return entries.filter { $0.cost >= place(5) && $0.cost <= place(95) }
  }

  @Test(
    "Weighted cost ÷ weighted score of three years, all pools together and each of them",
    arguments: ["case_weighted", "mean_of_means"])
  func value(weighting: String) async throws {
    let service = try await Self.prepared(
      """
        year_weights: [1, 2, 7]
        weighting: \(weighting)
        trimming: {percentile: {lower: 5, upper: 95}}

      """)
    defer { service.close() }
    let client = DipMeasurementClient(client: service.client)
    let request = Dip.MeasureYearStartRequest(region: ServiceUnderTest.region, year: 2026)
    let measured = try await client.measureYearStart(request)
    #expect(measured.weighting == weighting && measured.year == 2026)
    #expect(measured.pools.map(\.insuranceType) == [.unspecified, .employee, .resident])
    var years: [[Entry]] = []
    for year in 2023...2025 { years.append(try await Self.entries(service, year)) }

    for pool in measured.pools {
      var (cost, score) = (Fraction.zero, Fraction.zero)
      for ((entries, weight), stated) in zip(zip(years, [1, 2, 7]), pool.years) {
        let own = entries.filter {
          pool.insuranceType == .unspecified
            || Int32($0.insurance.rawValue) == pool.insuranceType.rawValue
        }
        let kept = Self.trimmed(own)
        let (costs, scores) = (
          Fraction(Money(fen: kept.reduce(0) { $0 + $1.cost })) / Fraction(100),
          Fraction.sum(kept.map(\.score))
        )
        #expect(stated.weight == UInt32(weight) && stated.cases == UInt64(own.count))
        #expect(stated.trimmed == UInt64(own.count - kept.count) && stated.trimmed > 0)
        #expect(stated.costFen == kept.reduce(0) { $0 + $1.cost })
        #expect(scores.isPrinted(stated.score))
        #expect(
          (costs / scores).rounded(.decimals(8, .halfUp))
            == Fraction(text: stated.pointValue))
        let factor =
          weighting == "case_weighted"
          ? Fraction(Decimal(integer: Int64(weight)))
          : Fraction(Decimal(integer: Int64(weight)))
            / Fraction(Decimal(integer: Int64(kept.count)))
        cost = cost + costs * factor
        score = score + scores * factor
      }
      #expect((cost / score).isPrinted(pool.exact), "\(pool.exact)")
      #expect(
        (cost / score).rounded(.decimals(8, .halfUp)) == Fraction(text: pool.pointValue))
    }
    let value = try #require(measured.pools.first).pointValue
    #expect(measured.policyFragment.contains("point_value:\n"))
    #expect(measured.policyFragment.contains("  year_start: \(value)\n"))
    var single = request
    single.threads = 1
    #expect(try await client.measureYearStart(single) == measured)
  }

  @Test("A year without lists, and who is no bureau, is refused")
  func refused() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    await CallerScopeTests.expect(.failedPrecondition, "DIP_POINT_VALUE_HISTORY") {
      _ = try await DipMeasurementClient(client: service.client).measureYearStart(
        Dip.MeasureYearStartRequest(region: ServiceUnderTest.region, year: 2025))
    }
    let hospital = try service.seen(by: "h", ["hospital", "institution:H99010200001"])
    defer { hospital.close() }
    await CallerScopeTests.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await DipMeasurementClient(client: hospital.client).measureYearStart(
        Dip.MeasureYearStartRequest(region: ServiceUnderTest.region, year: 2025))
    }
  }
}
