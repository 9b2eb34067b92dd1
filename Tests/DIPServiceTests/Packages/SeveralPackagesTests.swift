import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Two consortia in one region, each with a package of its own")
struct SeveralPackagesTests {
  /// Everything that a run shows of its packages, against the naive calculation.
  private func expect(
    _ region: TwoConsortia, _ run: Dip.SettlementRun, _ expected: [NaivePackage]
  ) async throws {
    let service = region.service
    let lists = Dictionary(uniqueKeysWithValues: region.lists.map { ($0.id, $0) })
    let results = try await service.results(run.runId)
    var packages = expected
    for result in results where !result.caseScore.isEmpty {
      let list = try #require(lists[result.setlId])
      let place = try #require(TwoConsortia.package(of: list))
      #expect(place.isInside)
      let number = try #require(packages.firstIndex { $0.code == place.code })
      packages[number].scores[list.institution, default: 0] += try tenThousandths(
        result.caseScore)
    }
    #expect(run.packages.map(\.consortium) == packages.map(\.code))
    #expect(run.pools.map(\.consortium) == packages.map(\.code))
    let rows = try await service.statement(run.runId).rows
    for (package, stated) in zip(packages, zip(run.packages, run.pools)) {
      #expect(stated.0.budgetFen == package.budget)
      #expect(stated.0.bookedInsideFen == package.inside)
      #expect(stated.0.referredOutFen == package.elsewhere)
      #expect(stated.0.balanceFen == package.balance)
      #expect(stated.0.fundShareFen == package.fundShare)
      #expect(stated.0.distributedFen == package.distributed)
      #expect(stated.0.keptByLeadFen == package.kept)
      let own = rows.filter { $0.consortium == package.code }
      let dues = Dictionary(uniqueKeysWithValues: own.map { ($0.institutionCode, $0.dueFen) })
      #expect(dues.filter { $0.value != 0 } == package.dues.filter { $0.value != 0 })
      // Conservation, package by package.
      let pool = stated.1
      #expect(pool.poolFen == package.distributed)
      #expect(own.reduce(0) { $0 + $1.dueFen } == pool.paidFen)
      #expect(pool.paidFen + pool.residualFen + pool.regulationFen == pool.poolFen)
    }
    // And over the region: what the fund handed over is paid inside, paid elsewhere or left.
    let due = rows.reduce(0) { $0 + $1.dueFen }
    let left = run.pools.reduce(0) { $0 + $1.residualFen + $1.regulationFen }
    #expect(
      due + left
        == packages.reduce(0) { $0 + $1.budget + $1.fundShare - $1.elsewhere })
    try await expectCases(region, run, results, packages)
  }

  /// Every case: its payment in the results and in its explanation is that of its own package.
  private func expectCases(
    _ region: TwoConsortia, _ run: Dip.SettlementRun, _ results: [Dip.GroupingResultRecord],
    _ packages: [NaivePackage]
  ) async throws {
    var cases: [String: Int] = [:]
    var outside = 0
    for (list, result) in zip(region.lists, results) {
      #expect(result.setlId == list.id)
      let place = TwoConsortia.package(of: list)
      if place?.isInside != true {
        outside += 1
        // Of stays outside, which are all alike, some are enough.
        guard outside <= 60 else { continue }
      }
      let explained = try await region.service.settlement.explain(
        Dip.ExplainRequest(setlId: list.id, runId: run.runId))
      #expect(explained.agreesWithRun && explained.caseScore == result.caseScore)
      #expect(explained.paymentFen == result.paymentFen)
      guard let place, place.isInside else {
        #expect(result.caseScore.isEmpty && result.paymentFen == 0 && result.grpStas == "2")
        let reason = place == nil ? "AREA_WITHOUT_PACKAGE" : "REFERRED_OUT"
        #expect(explained.reasons.last == reason && result.remarks.hasSuffix(reason))
        continue
      }
      guard !result.caseScore.isEmpty else { continue }
      let package = try #require(packages.first { $0.code == place.code })
      #expect(explained.verified, "\(explained.findings)")
      #expect(result.paymentFen == package.payment(try tenThousandths(result.caseScore)))
      cases[place.code, default: 0] += 1
    }
    #expect(Set(cases.keys) == Set(TwoConsortia.codes) && cases.values.allSatisfy { $0 > 20 })
  }

  @Test("兴安盟: merged pools; one package's lead keeps a surplus, the other's deficit is not covered")
  func mergedPools() async throws {
    let region = try await TwoConsortia(
      policy: "xingan-package", changes: [("surplus: by_score", "surplus: lead")],
      more: "\nspecial_case: {per_mille: 100, payment: by_item}\n", lists: 600, seed: 71)
    defer { region.service.close() }
    let (first, second) = (region.spent("BX"), region.spent("YL"))
    let budgets = [
      (first.inside + first.elsewhere) * 11 / 10, (second.inside + second.elsewhere) * 9 / 10,
    ]
    try await region.putFunds(
      (budgets[0] + budgets[1] - 77_777, 77_777),
      zip(TwoConsortia.codes, budgets).map { Dip.PackageFund(consortium: $0, budgetFen: $1) })
    let (run, _) = try await region.service.settle()
    try await expect(
      region, run,
      [
        NaivePackage(
          code: "BX", budget: budgets[0], inside: first.inside, elsewhere: first.elsewhere,
          leadKeeps: true),
        NaivePackage(
          code: "YL", budget: budgets[1], inside: second.inside, elsewhere: second.elsewhere,
          leadKeeps: true),
      ])
    try await expectReports(region, run)
  }

  @Test("亳州: capitation; the fund shares a deficit step by step")
  func capitation() async throws {
    let region = try await TwoConsortia(policy: "bozhou-package", lists: 600, seed: 72)
    defer { region.service.close() }
    var packages: [NaivePackage] = []
    var funds: [Dip.PackageFund] = []
    // One package has 8 % too little, the other 7 % too much.
    for (code, share) in zip(TwoConsortia.codes, [100, 116] as [Int64]) {
      let spent = region.spent(code)
      let persons = (spent.inside + spent.elsewhere) * share / 108 / 86_000
      var package = NaivePackage(
        code: code, budget: persons * 86_000, inside: spent.inside, elsewhere: spent.elsewhere)
      if package.balance < 0 {
        // In hundredths of fen: half of the first 5 % of the budget, three tenths up to 10 %.
        let excess = -package.balance * 100
        let (five, ten) = (package.budget * 5, package.budget * 10)
        package.fundShare =
          (min(excess, five) * 5 + (min(excess, ten) - min(excess, five)) * 3) / 1000
        #expect(package.fundShare > 0 && excess > five)
      }
      packages.append(package)
      funds.append(Dip.PackageFund(consortium: code, insuredPersons: UInt64(persons)))
    }
    try await region.putFunds((0, 0), funds)
    let (run, _) = try await region.service.settle()
    #expect(packages.map { $0.balance < 0 } == [true, false])
    try await expect(region, run, packages)
    try await region.putFunds((packages[0].budget + packages[1].budget, 1), funds)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_PACKAGE_BUDGET_MISMATCH") {
      _ = try await region.service.settle()
    }
  }

  /// Package accounts, simulation, reconciliation, estimates and workbooks tell the packages apart.
  private func expectReports(_ region: TwoConsortia, _ run: Dip.SettlementRun) async throws {
    let service = region.service
    let accounts = try await service.packages.getPackage(Dip.GetPackageRequest(runId: run.runId))
      .packages
    #expect(accounts.compactMap(\.package).map(\.consortium) == TwoConsortia.codes)
    for account in accounts {
      let kept = account.members.filter { $0.surplusShareFen != 0 }
      let amount = kept.reduce(0) { $0 + $1.surplusShareFen }
      #expect(kept.allSatisfy { $0.lead })
      #expect(amount == account.package?.keptByLeadFen)
    }
    let spans = accounts.map { account in
      account.members.first { $0.institutionCode == TwoConsortia.mover }?.spans ?? []
    }
    #expect(spans.map { $0.map(\.lastDay) } == [["2025-06-30"], ["2025-12-31"]])
    #expect(spans.map { $0.map(\.firstDay) } == [["2025-01-01"], ["2025-07-01"]])

    let simulated = try await DipSimulationClient(client: service.client).simulate(
      Dip.SimulateRequest(
        runId: run.runId,
        changes: [Dip.PolicyChange(key: "residual", value: "largest_remainder")]))
    #expect(simulated.pools.map(\.consortium) == TwoConsortia.codes)
    for pool in simulated.pools { #expect(pool.before == pool.after) }
    #expect(simulated.winners == 0 && simulated.losers == 0)

    // The quota of special cases is a share of what the packages pay, not of what is paid elsewhere.
    let quota = try await service.specialCases.getQuota(
      Dip.GetSpecialCaseQuotaRequest(region: ServiceUnderTest.region, year: 2025))
    #expect(quota.discharges == run.scoredCases && quota.quota == run.specialCaseQuota)

    // The same list estimated before it is settled has the payment that it got.
    let results = try await service.results(run.runId)
    for (list, result) in zip(region.lists, results).prefix(60) {
      let explained = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: list.id, runId: run.runId))
      let estimate = try await service.settlement.estimate(
        Dip.EstimateRequest(list: explained.list))
      #expect(estimate.paymentFen == result.paymentFen, "\(list.id) \(estimate.reasons)")
    }

    // A bureau that pays one package at another point value is found for that package alone.
    let scaled = zip(region.lists, results).filter { !$1.caseScore.isEmpty && $1.grpStas == "1" }
    let rows = try scaled.map { list, result -> String in
      let isFirst = TwoConsortia.package(of: list)?.code == "BX"
      let payment = try Ratio(Int128(result.paymentFen) * (isFirst ? 12 : 10), 1000)
        .money(.halfUp)
      return "\(result.setlId),\(result.dipDiseGrpCode),\(result.caseScore),\(payment)"
    }
    let file = (["结算ID,病种编码,病例分值,基金支付(元)"] + rows).joined(separator: "\n")
    var causes: [String: String] = [:]
    for try await answer in try await service.reports.reconcile(
      Dip.ReconcileRequest(runId: run.runId, content: Array(file.utf8)))
    {
      for row in answer.differences?.rows ?? [] { causes[row.cells[0].value] = row.cells[1].value }
    }
    for (list, _) in scaled where TwoConsortia.package(of: list)?.code == "YL" {
      #expect(causes[list.id] == nil)
    }
    let first = scaled.filter { TwoConsortia.package(of: $0.0)?.code == "BX" }.map {
      causes[$0.0.id] ?? ""
    }
    // Institutions with few cases show no point value.
    #expect(Set(first) == ["point_value", "payment"])
    #expect(first.count { $0 == "point_value" } * 2 > first.count)
  }

  @Test("A sheet that names an unknown consortium, or money of nobody's, is refused")
  func refused() async throws {
    let region = try await TwoConsortia(policy: "xingan-package", lists: 200, seed: 73)
    defer { region.service.close() }
    let sum = 2_000_000 as Int64
    try await region.putFunds(
      (sum, 0), ["BX", "XX"].map { Dip.PackageFund(consortium: $0, budgetFen: sum / 2) })
    await CallerScopeTests.expect(.failedPrecondition, "DIP_PACKAGE_UNKNOWN") {
      _ = try await region.service.settle()
    }
    try await region.putFunds(
      (sum, 0), TwoConsortia.codes.map { Dip.PackageFund(consortium: $0, budgetFen: sum / 2) },
      institutions: [
        Dip.InstitutionFund(
          institutionCode: "H99010200001", insuranceType: .employee, prepaidFen: 5)
      ])
    await CallerScopeTests.expect(.failedPrecondition, "DIP_FUNDS_INVALID") {
      _ = try await region.service.settle()
    }
    // One package on the sheet: its budget has to be the pool.
    try await region.putFunds((sum, 0), [Dip.PackageFund(consortium: "BX", budgetFen: sum - 1)])
    await CallerScopeTests.expect(.failedPrecondition, "DIP_PACKAGE_BUDGET_MISMATCH") {
      _ = try await region.service.settle()
    }
  }
}
