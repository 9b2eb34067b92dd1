import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store
import Testing

@Suite("From lists to statement over the mesh")
struct SettlementLineTests {
  @Test("Imported lists are settled, stated and explained, and the pools are conserved to the fen")
  func line() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let report = try #require(try await service.upload(ServiceUnderTest.lists(1_500, seed: 1)))
    #expect(report.rowsRead == 1_500)
    #expect(report.rowsRead == report.rowsInserted + report.rowsUnchanged + report.rowsQuarantined)
    #expect(report.rowsQuarantined == UInt64(Set(report.issues.map(\.line)).count))

    let (run, unchanged) = try await service.settle()
    #expect(!unchanged)
    #expect(run.cases == report.rowsInserted)
    #expect(run.scoredCases + run.outOfScopeCases == run.cases)
    let again = try await service.settle()
    #expect(again.unchanged && again.run.runId == run.runId)

    let statement = try await service.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    for pool in run.pools {
      let rows = statement.rows.filter { $0.insuranceType == pool.insuranceType }
      let due = rows.reduce(0) { $0 + $1.dueFen }
      #expect(due == pool.paidFen)
      #expect(due + pool.residualFen + pool.regulationFen == pool.poolFen)
      #expect(rows.reduce(0) { $0 + $1.cases } == pool.cases)
      let total = statement.totals.first { $0.insuranceType == pool.insuranceType }
      #expect(total?.dueFen == due)
    }
    #expect(statement.rows.reduce(0) { $0 + $1.cases } == run.scoredCases)
  }

  @Test("A settlement tells the stages of the contract in their order, and how many lists it has")
  func progress() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let report = try #require(try await service.upload(ServiceUnderTest.lists(500, seed: 7)))
    let lists = report.rowsInserted
    let request = Dip.SettleRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year)
    var steps: [Dip.SettleProgress] = []
    for try await step in try await service.settlement.settle(request) { steps.append(step) }
    var stages: [String] = []
    for step in steps where stages.last != step.stage { stages.append(step.stage) }
    #expect(stages == ["loading", "grouping", "scoring", "settling", "storing", "done"])
    #expect(steps.last { $0.stage == "loading" }?.done == lists)
    for step in steps where step.stage != "loading" {
      #expect(step.total == lists)
      #expect(step.done == (step.stage == "grouping" ? 0 : lists))
    }

    steps = []
    for try await step in try await service.settlement.settle(request) { steps.append(step) }
    #expect(Set(steps.map(\.stage)) == ["loading", "done"])
    #expect(steps.last?.unchanged == true)
  }

  @Test("Explaining every case of an institution adds up to its line")
  func explained() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(1_200, seed: 2, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let statement = try await service.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    let line = try #require(
      statement.rows.filter { $0.cases >= 5 }.min { $0.cases < $1.cases })
    let lists = try await service.temporary.database.read {
      try SettlementListTable.load(
        SettlementListTable.Selection(region: nil, from: nil, through: nil, revision: .max), in: $0
      ).lists
    }
    var score = Ratio.zero
    var cases: UInt64 = 0
    for index in 0..<lists.count {
      let list = lists[index]
      guard list.institution == line.institutionCode,
        UInt32(list.insurance.rawValue) == UInt32(line.insuranceType.rawValue)
      else { continue }
      let answer = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: list.id, runId: run.runId))
      #expect(answer.agreesWithRun)
      #expect(
        answer.list
          == (try await service.cases.getCase(
            Dip.GetCaseRequest(setlId: list.id)
          ).versions.first?.list))
      score = try score + Decimal(parsing: answer.caseScore).ratio
      cases += 1
      #expect(answer.candidates.filter(\.chosen).count == (answer.groupCode.isEmpty ? 0 : 1))
    }
    #expect(cases == line.cases)
    #expect(try score == Decimal(parsing: line.totalScore).ratio)
  }

  @Test("An estimate gives the group and score that the settlement gives")
  func estimated() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(600, seed: 3, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let ids = try await service.temporary.database.read {
      try $0.query("SELECT setl_id FROM settlement_list ORDER BY setl_id LIMIT 25").map {
        try $0.text(0)
      }
    }
    for id in ids {
      let explained = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: id, runId: run.runId))
      let estimated = try await service.settlement.estimate(
        Dip.EstimateRequest(list: explained.list))
      #expect(estimated.groupCode == explained.groupCode)
      #expect(estimated.caseScore == explained.caseScore)
      #expect(estimated.paymentFen == explained.paymentFen)
      #expect(estimated.reasons.contains("POINT_VALUE_OF_NEWEST_RUN"))
    }
    var broken = try #require(
      try await service.cases.getCase(Dip.GetCaseRequest(setlId: ids[0])).versions.first?.list)
    broken.diagnoses = ["@"]
    await #expect(throws: RPCError.self) {
      try await service.settlement.estimate(Dip.EstimateRequest(list: broken))
    }
  }

  @Test("The result does not depend on threads or on the order of rows")
  func independent() async throws {
    var digests: Set<String> = []
    var runs: Set<String> = []
    var file = try ServiceUnderTest.lists(4_000, seed: 4)
    for threads in [1, 2, 4] as [UInt32] {
      let service = try ServiceUnderTest()
      defer { service.close() }
      try await service.prepare()
      _ = try await service.upload(file, chunk: 700_001)
      let (run, _) = try await service.settle(threads: threads)
      digests.insert(run.resultsDigest)
      runs.insert(run.runId)
      var rows = String(decoding: file, as: UTF8.self).split(separator: "\n")
      var random = SeededRandom(seed: UInt64(threads))
      rows[1...].shuffle(using: &random)
      file = Array((rows.joined(separator: "\n") + "\n").utf8)
    }
    #expect(digests.count == 1)
    #expect(runs.count == 1)
  }

  @Test("A corrected list makes another run; the earlier run can still be explained")
  func corrected() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let file = try ServiceUnderTest.lists(400, seed: 5, defectsPerMille: 0)
    _ = try await service.upload(file)
    let (first, _) = try await service.settle()
    var list = try await service.temporary.database.read {
      try SettlementListTable.load(
        SettlementListTable.Selection(region: nil, from: nil, through: nil, revision: .max), in: $0
      ).lists[0]
    }
    list.version += 1
    list.cost = try CaseCost(
      total: list.cost.total + Money(fen: 100), fund: list.cost.fund + Money(fen: 100),
      patient: list.cost.patient)
    var columns = Dip.SettlementListColumns()
    columns.append(list)
    let report = try await service.cases.submitCases(Dip.SubmitCasesRequest(columns: columns))
    #expect(report.rowsReplaced == 1)
    let (second, _) = try await service.settle()
    #expect(second.runId != first.runId && second.inputDigest != first.inputDigest)
    let before = try await service.settlement.explain(
      Dip.ExplainRequest(setlId: list.id, runId: first.runId))
    let after = try await service.settlement.explain(Dip.ExplainRequest(setlId: list.id))
    #expect(before.agreesWithRun && after.agreesWithRun)
    #expect(after.run?.runId == second.runId)
    #expect(before.list?.version == UInt32(list.version - 1))
    #expect(after.list?.version == UInt32(list.version))
    #expect(
      after.list?.totalCostFen == (before.list?.totalCostFen).map { $0 + 100 })
  }
}

extension Dip.SettlementListColumns {
  /// One list as a row of columns, with a dictionary of its own entries.
  mutating func append(_ list: Case) {
    func index(_ text: String) -> UInt32 {
      if let known = dictionary.firstIndex(of: text) { return UInt32(known) }
      dictionary.append(text)
      return UInt32(dictionary.count - 1)
    }
    setlId.append(list.id)
    version.append(UInt32(list.version))
    personNumber.append(list.person)
    institutionCode.append(index(list.institution))
    insuranceType.append(UInt32(list.insurance.rawValue))
    areaCode.append(index(String(list.area)))
    gender.append(UInt32(list.gender.rawValue))
    birthDay.append(list.birthDay.number)
    admissionMinute.append(list.admission.number)
    dischargeMinute.append(list.discharge.number)
    dischargeWay.append(UInt32(list.dischargeWay.rawValue))
    birthWeightGrams.append(UInt32(list.birthWeightGrams ?? 0))
    let codes = list.diagnosisText.split(separator: "|").map(String.init)
    diagnosisCount.append(UInt32(codes.count))
    diagnoses += codes.map(index)
    procedureCount.append(UInt32(list.procedures.count))
    procedures += list.procedures.map { index($0.description) }
    icuDays.append(UInt32(list.icuDays))
    totalCostFen.append(list.cost.total.fen)
    fundPaidFen.append(list.cost.fund.fen)
    patientPartFen.append(list.cost.patient.fen)
    drugFen.append(list.cost.drugs.fen)
    treatmentFen.append(list.cost.treatment.fen)
    surgeryFen.append(list.cost.surgery.fen)
    consumableFen.append(list.cost.consumables.fen)
  }
}
