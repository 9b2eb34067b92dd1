import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store
import Testing

@testable import ContractingEndpoint

struct EndpointTests {
  /// The endpoints over a populated region, on a day that stands still.
  private func region(residents: Int = 12) async throws -> (Region, TemporaryRegion) {
    let temporary = try TemporaryRegion()
    try await temporary.populate(residents: residents, teams: 2)
    let numbers = Guarded(0)
    // 2025-03-01 08:00 in China.
    let now = Timestamp(milliseconds: 1_740_787_200_000)
    let region = Region(
      database: temporary.database, vault: temporary.vault, rules: SigningRules(),
      clock: RegionClock { now },
      identifiers: Identifiers {
        numbers.withLock { number in
          number += 1
          return "C\(number)"
        }
      },
      staging: UploadStaging(folder: temporary.folder + "/uploads", maximumBytes: 1 << 20))
    return (region, temporary)
  }

  private func context(
    key: String? = nil, method: String = "Test", purpose: String? = "测试"
  ) throws -> ServerContext {
    var metadata = Metadata()
    if let purpose { try metadata.append("purpose", purpose) }
    return ServerContext(
      method: MethodDescriptor(
        service: "healthmesh.contracting.v1.FamilyContracts", method: method, kind: .unary),
      peer: Peer(identity: "clerk", roles: ["local"]), metadata: metadata,
      deadline: .after(.seconds(60)),
      idempotencyKey: key)
  }

  private func signing(_ resident: Int) -> Contracting.SignContractRequest {
    Contracting.SignContractRequest(
      residentId: Sample.residentID(resident), teamId: "T1", packageCode: "P12")
  }

  @Test func aRetryGetsTheFirstAnswerAndSignsOnce() async throws {
    let (region, temporary) = try await region()
    let contracts = ContractsEndpoint(region: region)
    let first = try await contracts.sign(signing(1), context: try context(key: "k1"))
    let again = try await contracts.sign(signing(1), context: try context(key: "k1"))
    #expect(first == again)
    #expect(try temporary.contracts().count == 1)
    #expect(first.state == .active)
    #expect(first.validFrom == "2025-03-01")
    #expect(first.steps.map(\.actor) == ["clerk"])
    #expect(
      await code { _ = try await contracts.sign(signing(2), context: try context(key: "k1")) }
        == "IDEMPOTENCY_KEY_REUSED")
    // Without the key the second signature meets the contract itself.
    #expect(
      await code { _ = try await contracts.sign(signing(1), context: try context()) }
        == "CONTRACT_OVERLAP")
  }

  @Test func everyChangeIsAnEventAndARefusalIsNone() async throws {
    let (region, temporary) = try await region()
    let contracts = ContractsEndpoint(region: region)
    let signed = try await contracts.sign(signing(1), context: try context())
    _ = await code { _ = try await contracts.sign(signing(1), context: try context()) }
    let moved = try await contracts.transfer(
      Contracting.TransferContractRequest(
        contractId: signed.contractId, teamId: "T2", reason: .movedAway), context: try context())
    #expect(moved.closed?.validUntil == "2025-03-02")
    #expect(moved.opened?.validFrom == "2025-03-02")
    let events = try temporary.database.readSync {
      try temporary.database.outbox.events(after: 0, limit: 100, in: $0)
    }
    #expect(
      events.map(\.kind) == [
        "contracting.contract.signed", "contracting.contract.transferred_away",
        "contracting.contract.transferred_in",
      ])
    let last = try #require(events.last)
    #expect(try Contracting.FamilyContract(encoded: last.payload) == moved.opened)
  }

  @Test func aDraftIsSignedWithItsOwnTermsOnly() async throws {
    let (region, temporary) = try await region()
    defer { withExtendedLifetime(temporary) {} }
    let contracts = ContractsEndpoint(region: region)
    let draft = try await contracts.draft(
      Contracting.DraftContractRequest(
        residentId: Sample.residentID(1), teamId: "T1", packageCode: "P12"), context: try context())
    var request = signing(1)
    request.contractId = draft.contractId
    #expect(
      await code { _ = try await contracts.sign(request, context: try context()) }
        == "CONTRACT_TERMS_TWICE")
    let signed = try await contracts.sign(
      Contracting.SignContractRequest(contractId: draft.contractId), context: try context())
    #expect(signed.contractId == draft.contractId)
    #expect(signed.steps.map(\.kind) == ["drafted", "signed"])
  }

  @Test func wrongFieldsAreNamed() async throws {
    let (region, temporary) = try await region()
    defer { withExtendedLifetime(temporary) {} }
    let contracts = ContractsEndpoint(region: region)
    let residents = ResidentsEndpoint(region: region)
    var request = signing(1)
    request.validFrom = "2025-02-30"
    #expect(
      await code { _ = try await contracts.sign(request, context: try context()) } == "DAY_INVALID")
    #expect(
      await code { _ = try await contracts.sign(.init(), context: try context()) } == "FIELD_EMPTY")
    #expect(
      await code {
        _ = try await contracts.terminate(
          .init(contractId: "C1", reason: Contracting.ContractReason(rawValue: 99)),
          context: try context())
      } == "FIELD_CODE_UNKNOWN")
    #expect(
      await code { _ = try await contracts.get(.init(contractId: "none"), context: try context()) }
        == "CONTRACT_UNKNOWN")
    #expect(
      await code { _ = try await residents.search(.init(pageSize: 1001), context: try context()) }
        == "PAGE_SIZE_INVALID")
    #expect(
      await code { _ = try await residents.search(.init(group: "all"), context: try context()) }
        == "FIELD_CODE_UNKNOWN")
  }

  @Test func aResidentIsFoundByNumberAndShownMasked() async throws {
    let (region, temporary) = try await region()
    defer { withExtendedLifetime(temporary) {} }
    let identity = try Sample.identity(5, born: "19850615")
    let found = try await ResidentsEndpoint(region: region).search(
      .init(idNumber: identity.revealed), context: try context())
    #expect(found.residents.map(\.residentId) == [Sample.residentID(5)])
    #expect(found.residents.map(\.idNumberMasked) == [identity.description])
    #expect(!"\(found)".contains(identity.revealed))
  }

  @Test func aMonthIsRunStatedAndExplained() async throws {
    let (region, temporary) = try await region()
    defer { withExtendedLifetime(temporary) {} }
    let contracts = ContractsEndpoint(region: region)
    let capitation = CapitationEndpoint(region: region)
    for number in 1...12 {
      var request = signing(number)
      request.teamId = number % 2 == 0 ? "T1" : "T2"
      _ = try await contracts.sign(request, context: try context())
    }
    _ = try await PackagesEndpoint(region: region).put(
      .init(document: Repository.text("Deploy/contracting/packages.yaml")), context: try context())
    let policy = try await capitation.putPolicy(
      .init(document: Repository.text("Deploy/contracting/capitation.yaml")), context: try context()
    )
    let request = Contracting.RunCapitationRequest(month: "2025-03", policyId: policy.policyId)
    let run = try await capitation.run(request, context: try context())
    #expect(run.assumedKeys.count == 7)
    // Neutral: twelve people, 10 yuan each for a whole month.
    #expect(run.totalFen == 12_000)
    #expect(try await capitation.run(request, context: try context()) == run)

    var paid: Int64 = 0
    for level in [Contracting.StatementLevel.team, .institution] {
      let statements = try await capitation.listStatements(
        .init(runId: run.runId, level: level), context: try context())
      #expect(statements.statements.reduce(0) { $0 + $1.amountFen } == run.totalFen)
      #expect(statements.assumedKeys == run.assumedKeys)
    }
    for number in 1...12 {
      let explained = try await capitation.explain(
        .init(residentId: Sample.residentID(number), month: "2025-03"), context: try context())
      #expect(explained.runId == run.runId)
      paid += explained.totalFen
    }
    #expect(paid == run.totalFen)
    let summary = try await contracts.summarizeInstitution(
      .init(institutionCode: "H1"), context: try context())
    #expect(summary.activeContracts == 12)
    #expect(summary.lastCapitationFen == run.totalFen)
    #expect(summary.panelUsed == 12)
    #expect(summary.panelLimit == 8000)

    var lines: [Contracting.CapitationLine] = []
    var token = ""
    repeat {
      let page = try await capitation.listLines(
        .init(runId: run.runId, pageSize: 5, pageToken: token), context: try context())
      lines += page.lines
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(lines.count == 12)
    #expect(lines.reduce(0) { $0 + $1.amountFen } == run.totalFen)
  }

  @Test func aStandardIsDerivedFromThePublishedFigures() async throws {
    let (region, temporary) = try await region()
    defer { withExtendedLifetime(temporary) {} }
    let capitation = CapitationEndpoint(region: region)
    // Diabetes from cost: see CapitationStandardTests for the source.
    let fromCost = try await capitation.deriveStandard(
      .init(
        years: [
          .init(costFen: 330_175, ownPaymentFen: 60_015),
          .init(costFen: 421_321, ownPaymentFen: 81_615),
          .init(costFen: 450_917, ownPaymentFen: 92_494),
        ], publicHealthFen: 7900, contractFeeFen: 7000, periodicTestsFen: 258_400),
      context: try context())
    #expect(fromCost.medicalFen == 322_763)
    #expect(fromCost.standardFen == 596_063)
    let fromFund = try await capitation.deriveStandard(
      .init(
        totalCostFen: 47_131_742, fundRatio: "0.90", growth: "0.08", visits: 867,
        visitsPerHead: "7"), context: try context())
    #expect(fromFund.fundFen == 45_812_053)
    #expect(fromFund.medicalFen == 369_878)
  }

  @Test func theDayIsChinas() throws {
    func day(_ milliseconds: Int64) throws -> String {
      try RegionClock { Timestamp(milliseconds: milliseconds) }.today().description
    }
    #expect(try day(0) == "1970-01-01")
    #expect(try day(1_740_787_200_000) == "2025-03-01")
    // 15:59:59.999 and 16:00 in UTC are the two sides of midnight in China.
    #expect(try day(1_740_844_799_999) == "2025-03-01")
    #expect(try day(1_740_844_800_000) == "2025-03-02")
    #expect(try day(-8 * 3_600_000 - 1) == "1969-12-31")
  }

  @Test func settingsAreStrict() throws {
    let rules = try SigningRules(settings: ["panel_limit": "1500", "lead_days": "30"])
    #expect(rules.panelLimit == 1500)
    #expect(!rules.panelLimitIsAssumed)
    #expect(rules.leadDays == 30)
    #expect(try SigningRules(settings: [:]) == SigningRules())
    #expect(
      code { _ = try SigningRules(settings: ["panel_limit": "0"]) } == "CONTRACTING_SETTING_INVALID"
    )
  }

  /// Every code of the domain is a value of the contract's enum, and the other way round.
  @Test func codesAndEnumsAreTheSameWords() throws {
    func check<E: OpenEnumeration, C: RawRepresentable & CaseIterable & Equatable>(
      _: E.Type, _: C.Type
    ) throws where C.RawValue == String {
      for code in C.allCases {
        let value = E(code: code)
        #expect(value.rawValue != 0, "\(code)")
        let back: C? = try value.code("field")
        #expect(back == code)
      }
      #expect(E.names.count == C.allCases.count + 1)
    }
    try check(Contracting.Sex.self, Sex.self)
    try check(Contracting.TeamRole.self, TeamRole.self)
    try check(Contracting.PackageKind.self, PackageKind.self)
    try check(Contracting.ContractState.self, ContractState.self)
    try check(Contracting.ContractReason.self, ContractReason.self)
  }
}
