import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Months under packages")
struct PackageMonthTests {
  /// The advances of June and July by package and institution, of case scores and patients' parts alone:
  /// (score × 9 yuan − patient) × 0.9, a twentieth withheld.
  @Test("A month advances by the membership on the day of discharge, and the year takes it so")
  func membership() async throws {
    let region = try await TwoConsortia(
      policy: "xingan-package",
      changes: [("  method: settlement\n", "  method: settlement\n  year_start: 9\n")],
      more: "\nmonth: {advance: 0.9, deposit: 0.05}\n", lists: 1_500, seed: 74)
    defer { region.service.close() }
    let service = region.service
    // Without a sheet of the year nobody knows which of the two has a package.
    await CallerScopeTests.expect(.failedPrecondition, "DIP_PACKAGES_UNSTATED") {
      _ = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-06"))
    }
    let budget = TwoConsortia.codes.map { code in
      region.spent(code).inside + region.spent(code).elsewhere
    }
    try await region.putFunds(
      (budget[0], budget[1]),
      zip(TwoConsortia.codes, budget).map { Dip.PackageFund(consortium: $0, budgetFen: $1) })
    var statements: [Dip.MonthStatement] = []
    for month in ["2025-06", "2025-07"] {
      let statement = try #require(
        try await service.months.settleMonth(
          Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: month)
        ).statement)
      #expect(statement.consortia == TwoConsortia.codes)
      statements.append(statement)
    }
    let (run, _) = try await service.settle()
    let scores = Dictionary(
      uniqueKeysWithValues: try await service.results(run.runId).map { ($0.setlId, $0.caseScore) })
    for statement in statements {
      try expect(
        statement, region.lists.filter { "\($0.discharge.day)".hasPrefix(statement.month) },
        scores)
    }
    // The mover is advanced by the one package in June and by the other in July.
    let moved = statements.map { statement in
      Set(
        statement.rows.filter { $0.institutionCode == TwoConsortia.mover && $0.cases > 0 }
          .map(\.consortium))
    }
    #expect(moved == [["BX"], ["YL"]])
    for row in try await service.statement(run.runId).rows {
      let months = statements.flatMap(\.rows).filter {
        $0.institutionCode == row.institutionCode && $0.consortium == row.consortium
      }
      #expect(row.prepaidFen == months.reduce(0) { $0 + $1.advanceFen })
      #expect(row.depositFen == months.reduce(0) { $0 + $1.depositFen })
      #expect(row.balanceFen == row.dueFen - row.prepaidFen + row.depositFen)
    }
    let again = try await service.months.getMonth(
      Dip.GetMonthRequest(region: ServiceUnderTest.region, month: "2025-07"))
    #expect(again == statements[1])
  }

  private func expect(
    _ statement: Dip.MonthStatement, _ lists: [Case], _ scores: [String: String]
  ) throws {
    struct Sum {
      var cases: UInt64 = 0
      var score: Int128 = 0
      var patient: Int64 = 0
    }
    var sums: [String: Sum] = [:]
    var elsewhere: UInt64 = 0
    for list in lists {
      guard let place = TwoConsortia.package(of: list), place.isInside else {
        elsewhere += 1
        continue
      }
      let score = scores[list.id] ?? ""
      guard !score.isEmpty else { continue }
      var sum = sums["\(list.institution) \(place.code)"] ?? Sum()
      sum.cases += 1
      sum.score += try tenThousandths(score)
      sum.patient += list.cost.patient.fen
      sums["\(list.institution) \(place.code)"] = sum
    }
    #expect(statement.elsewhereCases == elsewhere)
    let rows = statement.rows.filter { $0.cases > 0 }
    #expect(Set(rows.map { "\($0.institutionCode) \($0.consortium)" }) == Set(sums.keys))
    for row in rows {
      let sum = try #require(sums["\(row.institutionCode) \(row.consortium)"])
      // In 10^-4 fen.
      let earned = sum.score * 900 - Int128(sum.patient) * 10_000
      #expect(row.cases == sum.cases && row.patientPartFen == sum.patient)
      #expect(row.earnedFen == Self.halfUp(earned, 10_000))
      let net = Self.halfUp(earned * 9, 100_000) - row.carriedInFen
      #expect(row.advanceFen == max(net, 0))
      #expect(row.carriedOutFen == max(net, 0) - net)
      #expect(row.depositFen == Self.halfUp(Int128(row.advanceFen), 20))
    }
  }

  /// Halves away from zero.
  private static func halfUp(_ value: Int128, _ unit: Int128) -> Int64 {
    let size = (value.magnitude * 2 + UInt128(unit)) / UInt128(unit * 2)
    return value < 0 ? -Int64(size) : Int64(size)
  }
}
