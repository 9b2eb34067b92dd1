import Contract
import DIPDomain
import LocalMesh
import Mesh
import MeshZeroMQ
import Messages
import Quantities

/// The steps of the demo: the way of real data through all five services.
struct DemoLine: Sendable {
  let mesh: LocalMeshLayout
  let deploy: String
  let cases: Int
  let httpAddress: String

  private static let region = "990100"
  private static let year = 2025
  /// The budget for each case of the synthetic year: some 3 % less than the mean booked to the fund,
  /// as budgets are.
  private static let poolFenPerCase: (employee: Int64, resident: Int64) = (1_060_000, 712_000)

  func run() async throws {
    let client = try MeshClient.zeroMQ(endpoints: [mesh.endpoint(.gateway)], security: .local)
    defer { client.close() }
    try await importRegistry(client)
    try await importPlans(client)
    try await importPolicy(client)
    try await importContracts(client)
    try await importIndicators(client)
    try await importCases(client)
    try await putFunds(client)
    let run = try await Settlement(client: client).run(
      Dip.SettleRequest(region: Self.region, period: "\(Self.year)"))
    try await printStatement(client, run)
    try await printCase(client, run)
    try await printPage(client)
  }

  private func importRegistry(_ client: MeshClient) async throws {
    for part in ["areas", "institutions", "consortia"] {
      let report = try await TableUpload(client: client).run(
        FileUpload("\(deploy)/registry/demo/\(part).csv"),
        to: RegistryCommands.importMethod(part))
      say(part, report)
    }
    _ = try await DipFundsClient(client: client).syncInstitutions(
      Dip.SyncInstitutionsRequest(asOf: "\(Self.year)-12-31", region: Self.region))
  }

  /// The plans of the policy texts with their tasks, after the areas that they are for.
  private func importPlans(_ client: MeshClient) async throws {
    let files = [
      "areas", "plans/responsible_units", "plans/plans", "plans/plan_tasks", "plans/plan_targets",
      "plans/plan_milestones", "plans/text_defects",
    ]
    for file in files {
      let part = String(file.split(separator: "/").last ?? "")
      let report = try await TableUpload(client: client).run(
        FileUpload("\(deploy)/registry/\(file).csv"), to: RegistryCommands.importMethod(part))
      say(part, report)
    }
  }

  private func importPolicy(_ client: MeshClient) async throws {
    var catalogue = Dip.ImportCatalogueRequest()
    catalogue.files = try CatalogueFolder("\(deploy)/catalogue/sample").message
    let imported = try await DipCataloguesClient(client: client).importCatalogue(catalogue)
    var policy = Dip.PutPolicyRequest()
    policy.yaml = try WholeFile.read("\(deploy)/policies/dip10.yaml")
    let stored = try await DipPoliciesClient(client: client).putPolicy(policy)
    guard let groups = imported.catalogue?.groups, let name = stored.policy?.name else {
      PolicyIssues(file: "dip10.yaml", issues: stored.issues).write()
      throw Problem(
        .dataLoss, "CLI_DEMO_DATA", zh: "演示数据有误。", en: "The demo's data is not valid.",
        remedyZh: "请从完整的代码库运行。", remedyEn: "Run it from a complete checkout.")
    }
    Terminal.error(
      Terminal.language("病种目录: \(groups) 个病种", "catalogue: \(groups) groups"))
    Terminal.error(Terminal.language("政策: \(name)", "policy: \(name)"))
  }

  private func importContracts(_ client: MeshClient) async throws {
    for part in [Contracts.Part.teams, .residents] {
      let report = try await TableUpload(client: client).run(
        FileUpload("\(deploy)/contracting/demo/\(part.rawValue).csv"), to: part.method)
      say(part.rawValue, report)
    }
  }

  private func importIndicators(_ client: MeshClient) async throws {
    let folder = "\(deploy)/indicators/demo"
    let definitions = IndicatorDefinitionsClient(client: client)
    _ = try await definitions.putElements(JSONInput.read("\(folder)/elements.json"))
    _ = try await definitions.putIndicators(JSONInput.read("\(folder)/indicators.json"))
    let targets = try await IndicatorTargetsClient(client: client)
      .putTargets(JSONInput.read("\(folder)/targets.json"))
    let report = try await TableUpload(client: client).run(
      FileUpload("\(folder)/observations.csv"), to: IndicatorObservationsMethods.import)
    Terminal.error(
      Terminal.language("指标目标: \(targets.stored)", "indicator targets: \(targets.stored)"))
    say("observations", report)
  }

  private func importCases(_ client: MeshClient) async throws {
    let file = "\(mesh.root)/lists.csv"
    try CaseFileSynthesis(
      catalogueFolder: "\(deploy)/catalogue/sample",
      institutionsFile: "\(deploy)/registry/demo/institutions.csv", year: Self.year, count: cases,
      seed: 1, defectsPerMille: 10
    ).write(to: file)
    let report = try await CaseUpload(client: client).run(FileUpload(file))
    say("lists", report)
  }

  /// The demo's data has no row that a registry or contracting import would refuse; lists have on
  /// purpose, and what was refused is said.
  private func say(_ part: String, _ report: Common.ImportReport) {
    let refused = report.rowsQuarantined
    let name = Terminal.language(Self.names[part] ?? Bilingual(zh: part, en: part))
    Terminal.error(
      "\(name): \(Figure.count(report.rowsInserted))"
        + (refused == 0
          ? "" : Terminal.language("，隔离 \(refused)", ", \(refused) quarantined")))
  }

  private static let names: [String: Bilingual] = [
    "areas": Bilingual(zh: "行政区划", en: "areas"),
    "institutions": Bilingual(zh: "机构", en: "institutions"),
    "consortia": Bilingual(zh: "医联体及成员", en: "consortia and members"),
    "responsible_units": Bilingual(zh: "责任单位", en: "responsible units"),
    "plans": Bilingual(zh: "计划", en: "plans"),
    "plan_tasks": Bilingual(zh: "计划任务", en: "tasks of plans"),
    "plan_targets": Bilingual(zh: "计划目标", en: "targets of plans"),
    "plan_milestones": Bilingual(zh: "计划节点", en: "milestones of plans"),
    "text_defects": Bilingual(zh: "原文问题", en: "defects of the texts"),
    "teams": Bilingual(zh: "家庭医生团队", en: "family-doctor teams"),
    "residents": Bilingual(zh: "居民", en: "residents"),
    "observations": Bilingual(zh: "指标数据", en: "observations"),
    "lists": Bilingual(zh: "结算清单", en: "settlement lists"),
  ]

  private func putFunds(_ client: MeshClient) async throws {
    var sheet = Dip.FundSheet()
    sheet.region = Self.region
    sheet.period = "\(Self.year)"
    var request = Dip.CountCasesRequest()
    request.region = Self.region
    request.period = "\(Self.year)"
    let count = try await DipCasesClient(client: client).countCases(request)
    sheet.pools = [
      Dip.PoolFund(
        insuranceType: .employee,
        poolFen: Int64(count.employeeCases) * Self.poolFenPerCase.employee),
      Dip.PoolFund(
        insuranceType: .resident,
        poolFen: Int64(count.residentCases) * Self.poolFenPerCase.resident),
    ]
    _ = try await DipFundsClient(client: client).putFunds(Dip.PutFundsRequest(sheet: sheet))
  }

  private func printStatement(_ client: MeshClient, _ run: Dip.SettlementRun) async throws {
    let statement = try await DipSettlementClient(client: client).getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    Terminal.line("")
    Terminal.line(statement.text(.overview))
    Terminal.line(RunSummary(run).text)
  }

  /// Explains one of the first cases, if possible one with a procedure and several candidates.
  private func printCase(_ client: MeshClient, _ run: Dip.SettlementRun) async throws {
    let settlement = DipSettlementClient(client: client)
    var shown: Dip.ExplainResponse?
    for number in 0..<40 {
      let request = Dip.ExplainRequest(
        setlId: "S\(Self.year * 1_000_000_000 + number)", runId: run.runId)
      // A defective row is in no run; the next one is.
      guard let answer = try? await settlement.explain(request) else { continue }
      let hasProcedure = answer.list.map { !$0.procedures.isEmpty } ?? false
      if shown == nil || (hasProcedure && answer.candidates.count > 1) { shown = answer }
      if hasProcedure, answer.candidates.count > 1 { break }
    }
    guard let shown else { return }
    Terminal.line("\n\(ExplanationText(shown).text)\n")
  }

  private func printPage(_ client: MeshClient) async throws {
    let status = try await AggregatedViewsClient(client: client).getStatus(.init())
    let serving = status.services.filter { $0.state == "SERVING" }.count
    Terminal.line(
      Terminal.language(
        "\(serving) 个服务运行中；页面：\(httpAddress)/（make run 可保持运行）",
        "\(serving) services serving; the page: \(httpAddress)/ (make run keeps it up)"))
  }
}
