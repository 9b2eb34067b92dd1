import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Catalogues, policies and funds over the mesh")
struct DocumentsTests {
  @Test("A policy is versioned by content; an invalid one is refused whole with its positions")
  func policies() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let yaml = try ServiceUnderTest.file("policies/dip10.yaml")
    let first = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: yaml))
    #expect(first.policy?.version == 1 && !first.unchanged)
    let same = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: yaml))
    #expect(same.unchanged && same.policy == first.policy)
    let text = String(decoding: yaml, as: UTF8.self)
    let changed = Array(text.replacing("\"3\": 1.05", with: "\"3\": 1.06").utf8)
    let second = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: changed))
    #expect(second.policy?.version == 2)
    let broken = Array((text + "\nno_such_key: 1\n").utf8)
    let check = try await service.policies.checkPolicy(Dip.CheckPolicyRequest(yaml: broken))
    let line = UInt32((text + "\n").split(separator: "\n", omittingEmptySubsequences: false).count)
    #expect(!check.acceptable)
    #expect(check.issues.contains { $0.error && $0.line == line && $0.path == "no_such_key" })
    let refused = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: broken))
    #expect(refused.policy == nil && refused.issues == check.issues)
    let got = try await service.policies.getPolicy(
      Dip.GetPolicyRequest(name: "yunling-dip10", version: 1))
    #expect(got.yaml == yaml)
    let list = try await service.policies.listPolicies(Dip.ListPoliciesRequest(pageSize: 1))
    #expect(list.policies.map(\.version) == [2])
    let rest = try await service.policies.listPolicies(
      Dip.ListPoliciesRequest(pageSize: 1, pageToken: list.nextPageToken))
    #expect(rest.policies.map(\.version) == [1] && rest.nextPageToken.isEmpty)
  }

  @Test("Stored policies are compared in words, and the schema is served")
  func comparesPolicies() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let yaml = try ServiceUnderTest.file("policies/dip10.yaml")
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: yaml))
    let text = String(decoding: yaml, as: UTF8.self)
    let changed = Array(text.replacing("\"3\": 1.05", with: "\"3\": 1.06").utf8)
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: changed))
    let first = Dip.PolicySide(name: "yunling-dip10", version: 1)
    let answer = try await service.policies.comparePolicies(
      Dip.ComparePoliciesRequest(before: first, after: Dip.PolicySide(name: "yunling-dip10")))
    #expect(answer.differences.map(\.key) == ["coefficients.level.3"])
    #expect(answer.differences.first?.before?.zh == "1.05")
    #expect(answer.differences.first?.after?.zh == "1.06")
    let same = try await service.policies.comparePolicies(
      Dip.ComparePoliciesRequest(before: first, after: Dip.PolicySide(yaml: yaml)))
    #expect(same.differences.isEmpty)
    await #expect(throws: RPCError.self) {
      try await service.policies.comparePolicies(
        Dip.ComparePoliciesRequest(before: first, after: Dip.PolicySide(name: "nobody")))
    }
    let got = try await service.policies.getPolicy(Dip.GetPolicyRequest(name: "yunling-dip10"))
    #expect(got.choices.contains { $0.key == "bands" && $0.isDefault })
    let schema = try await service.policies.getPolicySchema(Dip.GetPolicySchemaRequest())
    #expect(String(decoding: schema.jsonSchema, as: UTF8.self) == PolicySchema.json())
  }

  @Test("A catalogue is imported whole or not at all, and once")
  func catalogues() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let files = try ServiceUnderTest.catalogueFiles()
    var broken = files
    broken.removeAll { $0.name == "scores.csv" }
    let refused = try await service.catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: broken))
    #expect(refused.catalogue == nil && !refused.errors.isEmpty)
    let first = try await service.catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: files))
    #expect((first.catalogue?.groups ?? 0) >= 150)
    let again = try await service.catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: files.reversed()))
    #expect(again.unchanged && again.catalogue == first.catalogue)
    let got = try await service.catalogues.getCatalogue(
      Dip.GetCatalogueRequest(name: "healthmesh-sample", withFiles: true))
    #expect(Set(got.files) == Set(files))
  }

  @Test("A catalogue is checked without being stored; two versions are compared in words")
  func checkAndCompare() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let files = try ServiceUnderTest.catalogueFiles()
    var broken = files
    broken.removeAll { $0.name == "scores.csv" }
    let refused = try await service.catalogues.checkCatalogue(
      Dip.CheckCatalogueRequest(files: broken))
    #expect(!refused.acceptable && refused.catalogue == nil)
    #expect(
      refused.findings.contains {
        $0.error && $0.file == "scores.csv" && $0.code == "CATALOGUE_FILE_MISSING"
      })
    let check = try await service.catalogues.checkCatalogue(
      Dip.CheckCatalogueRequest(files: files))
    #expect(check.acceptable && (check.catalogue?.groups ?? 0) >= 150)
    #expect(
      try await service.catalogues.listCatalogues(Dip.ListCataloguesRequest()).catalogues.isEmpty)
    let changed = files.map { file -> Dip.CatalogueFile in
      var file = file
      var text = String(decoding: file.content, as: UTF8.self)
      if file.name == "manifest.csv" {
        text.replace("version,2025.1", with: "version,2025.2")
      } else if file.name == "scores.csv" {
        text.replace("XQ-1,22446.20,", with: "XQ-1,22446.30,")
      }
      file.content = Array(text.utf8)
      return file
    }
    for version in [files, changed] {
      _ = try await service.catalogues.importCatalogue(Dip.ImportCatalogueRequest(files: version))
    }
    func name(_ version: String) -> Dip.CatalogueVersion {
      Dip.CatalogueVersion(name: "healthmesh-sample", version: version)
    }
    let answer = try await service.catalogues.compareCatalogues(
      Dip.CompareCataloguesRequest(before: name("2025.1"), after: name("")))
    #expect(answer.before?.version == "2025.1" && answer.after?.version == "2025.2")
    #expect(answer.total == 1 && answer.changes.count == 1)
    let change = try #require(answer.changes.first)
    #expect(change.kind == .changed && change.table == "scores" && change.code == "XQ-1")
    #expect(change.field == "score" && change.before == "22446.2" && change.after == "22446.3")
    await CallerScopeTests.expect(.notFound, "DIP_CATALOGUE_UNKNOWN") {
      _ = try await service.catalogues.compareCatalogues(
        Dip.CompareCataloguesRequest(before: name("2024.1"), after: name("")))
    }
  }

  @Test("Funds and inputs that are missing are named")
  func missing() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    await CallerScopeTests.expect(.notFound, "DIP_FUNDS_MISSING") {
      _ = try await service.funds.getFunds(
        Dip.GetFundsRequest(region: ServiceUnderTest.region, period: "2025"))
    }
    try await service.prepare()
    await CallerScopeTests.expect(.failedPrecondition, "DIP_NO_LISTS") {
      _ = try await service.settle()
    }
    await CallerScopeTests.expect(.notFound, "DIP_RUN_UNKNOWN") {
      _ = try await service.settlement.getRun(Dip.GetRunRequest(runId: "nothing"))
    }
    await CallerScopeTests.expect(.invalidArgument, "DIP_FUNDS_INVALID") {
      _ = try await service.funds.putFunds(
        Dip.PutFundsRequest(
          sheet: Dip.FundSheet(
            region: "990100", period: "2025",
            pools: [Dip.PoolFund(insuranceType: .employee, poolFen: -1)])))
    }
  }

  @Test("Lists as columns pass the same checks as a file; a repeated call changes nothing")
  func submitted() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(20, seed: 31, defectsPerMille: 0))
    let stored = try await service.temporary.list(at: 3)
    var columns = Dip.SettlementListColumns()
    var fresh = stored
    fresh.id = "NEW-1"
    columns.append(fresh)
    fresh.id = "NEW-2"
    fresh.cost.fund = Money(fen: fresh.cost.total.fen + 1)
    columns.append(fresh)
    columns.append(stored)
    let options = CallOptions(idempotencyKey: "batch-1")
    let report = try await service.cases.submitCases(
      Dip.SubmitCasesRequest(columns: columns), options: options)
    #expect(report.rowsInserted == 1 && report.rowsUnchanged == 1 && report.rowsQuarantined == 1)
    #expect(report.issues.first?.line == 2)
    #expect(report.issues.first?.code == "CASE_PARTS_DO_NOT_ADD_UP")
    let again = try await service.cases.submitCases(
      Dip.SubmitCasesRequest(columns: columns), options: options)
    #expect(again == report)
    let list = try await service.cases.getCase(Dip.GetCaseRequest(setlId: "NEW-1"))
    #expect(list.versions.count == 1 && list.versions[0].importId == report.importId)
    columns.areaCode.removeLast()
    await CallerScopeTests.expect(.invalidArgument, "DIP_COLUMNS_MALFORMED") { [columns] in
      _ = try await service.cases.submitCases(Dip.SubmitCasesRequest(columns: columns))
    }
  }
}
