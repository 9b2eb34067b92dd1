import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Institutions from the registry")
struct InstitutionDirectoryTests {
  /// A registry that knows the sample region's institutions, and one that closed in June.
  private static func registry(recorded: UInt64) throws -> MethodRouter {
    let institutions = try ServiceUnderTest.sampleInstitutions()
    var router = MethodRouter()
    router.serverStream(EventsMethods.subscribe) { _, _, _ in }
    router.serverStream(RegistryCopiesMethods.readFacts) { request, writer, _ in
      #expect(request.owners.isEmpty)
      var answer = Registry.FactBatch(sequence: 0, recorded: recorded)
      guard request.part == "institution" else {
        answer.facts = try Self.consortium(institutions, part: request.part)
        return try await writer.write(answer)
      }
      for institution in institutions {
        // Its level changed in the year: the last version counts.
        let changed = try Day(parsing: "2025-05-01").number
        for (level, from, to) in [
          (Registry.InstitutionLevel.primary, Int32(0), changed),
          (Self.level(institution.level), changed, Int32.max),
        ] {
          let fact = Registry.Institution(
            code: "R\(institution.code)", name: "机构 \(institution.code.suffix(3))",
            insuranceCode: institution.code,
            kind: institution.isTCM ? .tcmHospital : .generalHospital, level: level, grade: .a,
            area: "\(institution.area)001")
          answer.facts.append(
            Registry.CopiedFact(
              owner: fact.code, key: fact.code, validFromDay: from, validToDay: to,
              content: try fact.encoded()))
        }
      }
      try await writer.write(answer)
    }
    return router
  }

  /// The first institution leads a county consortium; the second belongs to it until June.
  private static func consortium(
    _ institutions: [SynthesisInstitution], part: String
  ) throws -> [Registry.CopiedFact] {
    if part == "consortium" {
      let fact = Registry.Consortium(
        code: "YG-1", name: "临江医共体", kind: .county, area: "990121")
      return [
        Registry.CopiedFact(
          owner: fact.code, key: fact.code, validFromDay: 0, validToDay: .max,
          content: try fact.encoded())
      ]
    }
    return try institutions.prefix(2).enumerated().map { number, institution in
      let fact = Registry.Membership(
        consortium: "YG-1", institution: "R\(institution.code)",
        role: number == 0 ? .lead : .member,
        validity: Registry.Validity(
          validFrom: "2024-01-01", validTo: number == 0 ? "" : "2025-07-01"))
      return Registry.CopiedFact(
        owner: "YG-1", key: "YG-1/\(fact.institution)", validFromDay: 0, validToDay: .max,
        content: try fact.encoded())
    }
  }

  private static func level(_ level: Int) -> Registry.InstitutionLevel {
    switch level {
    case 3: .tertiary
    case 2: .secondary
    case 1: .primary
    default: .unrated
    }
  }

  @Test("A settlement reads the registry, and uses the kept copy while the registry is away")
  func staleCopy() async throws {
    let service = try ServiceUnderTest(registry: Self.registry(recorded: 42))
    defer { service.close() }
    try await service.prepare(institutions: false)
    _ = try await service.upload(ServiceUnderTest.lists(300, seed: 21, defectsPerMille: 0))
    let (fresh, _) = try await service.settle()
    #expect(fresh.institutions?.source == "registry")
    #expect(fresh.institutions?.registryRecorded == 42)
    #expect(fresh.institutions?.stale == false)
    let rows = try await service.settlement.getStatement(
      Dip.GetStatementRequest(runId: fresh.runId)
    ).rows
    let levels = Dictionary(
      uniqueKeysWithValues: try ServiceUnderTest.sampleInstitutions().map { ($0.code, $0.level) })
    #expect(rows.allSatisfy { Int($0.level) == levels[$0.institutionCode] })

    let consortia = try await service.funds.listInstitutions(
      Dip.ListInstitutionsRequest(pageSize: 1)
    ).consortia
    #expect(consortia.map(\.code) == ["YG-1"])
    #expect(consortia.first?.lead == (try ServiceUnderTest.sampleInstitutions()[0].code))
    #expect(consortia.first?.members.map(\.lastDay) == ["", "2025-06-30"])

    service.stopRegistry()
    var sheet = try await service.funds.getFunds(
      Dip.GetFundsRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year))
    sheet.pools[0].poolFen += 1
    _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    let (stale, unchanged) = try await service.settle()
    #expect(!unchanged && stale.runId != fresh.runId)
    #expect(stale.institutions?.stale == true)
    #expect(stale.institutions?.digest == fresh.institutions?.digest)
  }

  @Test("Without registry and without a copy nothing is settled")
  func missing() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare(institutions: false)
    _ = try await service.upload(ServiceUnderTest.lists(50, seed: 22, defectsPerMille: 0))
    await CallerScopeTests.expect(.failedPrecondition, "DIP_INSTITUTIONS_MISSING") {
      _ = try await service.settle()
    }
  }

  @Test("An institution of the region that nobody registered stops the settlement by name")
  func unknown() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare(institutions: false)
    _ = try await service.upload(ServiceUnderTest.lists(200, seed: 23, defectsPerMille: 0))
    let known = try ServiceUnderTest.sampleInstitutions().dropFirst()
    _ = try await service.funds.putInstitutions(
      Dip.PutInstitutionsRequest(
        asOf: "2025-12-31",
        institutions: known.map {
          Dip.DipInstitution(
            code: $0.code, name: $0.code, level: UInt32($0.level), areaCode: String($0.area))
        }))
    await CallerScopeTests.expect(.failedPrecondition, "DIP_INSTITUTION_UNKNOWN") {
      _ = try await service.settle()
    }
  }
}
