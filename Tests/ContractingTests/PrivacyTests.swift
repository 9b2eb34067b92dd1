import ContractingDomain
import Foundation
import Mesh
import Messages
import Quantities
import Runtime
import Store
import Testing

@testable import ContractingEndpoint
@testable import ContractingStorage
@testable import Privacy

/// Issue “privacy”: numbers sealed at rest, masked everywhere, and every read of a person recorded.
struct PrivacyTests {
  private func desk(_ temporary: TemporaryRegion) -> Region {
    let now = Timestamp(milliseconds: 1_740_787_200_000)
    return Region(
      database: temporary.database, vault: temporary.vault, rules: SigningRules(),
      clock: RegionClock { now }, identifiers: Identifiers(),
      staging: UploadStaging(folder: temporary.folder + "/uploads", maximumBytes: 1 << 20))
  }

  private func context(_ who: String = "clerk") -> ServerContext {
    ServerContext(
      method: MethodDescriptor(
        service: "healthmesh.contracting.v1.ContractingResidents", method: "Get", kind: .unary),
      peer: Peer(identity: who, roles: ["bureau"]), deadline: .after(.seconds(60)))
  }

  @Test func whoReadsAResidentSaysWhyAndIsRecorded() async throws {
    let temporary = try TemporaryRegion()
    try await temporary.populate(residents: 6, teams: 1)
    let region = desk(temporary)
    let residents = ResidentsEndpoint(region: region)
    let missing = await code {
      _ = try await residents.get(.init(residentId: "R000001"), context: context())
    }
    #expect(missing == "PRIVACY_PURPOSE_MISSING")
    _ = try await residents.get(
      .init(residentId: "R000001", purpose: "随访"), context: context("doctor"))
    let number = try Sample.identity(5, born: "19850615").revealed
    _ = try await residents.search(
      .init(idNumber: number, purpose: "核对 \(number)"), context: context())
    let page = try await residents.search(
      .init(namePrefix: "居民", areaCode: "152201", pageSize: 4, purpose: "签约"), context: context())
    #expect(page.residents.count == 4)
    let stranger = try Sample.identity(999).revealed
    _ = try await residents.search(.init(idNumber: stranger, purpose: "查询"), context: context())
    let unknown = await code {
      _ = try await residents.get(.init(residentId: "none", purpose: "查询"), context: context())
    }
    #expect(unknown == "RESIDENT_UNKNOWN")

    let log = AccessLogEndpoint(log: AccessLogDesk(database: temporary.database))
    let all = try await log.listAccesses(.init(), context: context()).accesses
    #expect(all.map(\.purpose) == ["查询", "签约", "核对 150000***********\(number.suffix(1))", "随访"])
    #expect(
      all.map(\.asked) == ["id_number", "name_prefix area_code=152201", "id_number", "resident_id"])
    #expect(all[0].persons.isEmpty)
    #expect(all[1].persons == page.residents.map(\.residentId))
    #expect(all[2].persons == ["R000005"])
    #expect(all[3].actor == "doctor")
    #expect(all[3].roles == ["bureau"])
    #expect(all[3].at == "2025-03-01T00:00:00.000Z")
    #expect(!"\(all)".contains(number))
    let of5 = try await log.listAccesses(.init(person: "R000005"), context: context()).accesses
    #expect(of5.map(\.accessId) == [2])
    let today = try await log.listAccesses(
      .init(fromDay: "2025-03-01", toDay: "2025-03-01", pageSize: 3), context: context())
    #expect(today.accesses.count == 3)
    let rest = try await log.listAccesses(
      .init(pageSize: 3, pageToken: today.nextPageToken), context: context())
    #expect(rest.accesses.map(\.accessId) == [1])
    let before = try await log.listAccesses(.init(toDay: "2025-02-28"), context: context())
    #expect(before.accesses.isEmpty)
  }

  /// A database of the time before, with hashes only: everybody is found as ever, and each number
  /// is found out, sealed and found under the new key.
  @Test func aDatabaseFromBeforeIsTakenOver() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/contracting.sqlite"
    let secret = [UInt8](repeating: 9, count: 32)
    let key = try FormerIdentityKey(bytes: secret)
    let people = try (1...40).map { number in
      try Sample.identity(number, born: number % 3 == 0 ? "19400615" : "19850615")
    }
    let old = try Database.open(
      path: path, migrations: Array(ContractingSchema.migrations.prefix(3)))
    try old.writeSync { transaction in
      for (index, number) in people.enumerated() {
        try transaction.execute(
          """
          INSERT INTO resident (resident_id, identity_hash, identity_masked, name, sex, birthday,
            area_code, grid_code, insurance) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '390')
          """,
          [
            "R\(index)", key.hash(number),
            "\(number.revealed.prefix(6))**********\(number.revealed.suffix(2))", "居民",
            (number.isMale ? Sex.male : Sex.female).rawValue, number.birthday.number,
            "152201001001",
          ])
      }
    }
    try await old.close()

    let database = try Database.open(path: path, migrations: ContractingSchema.migrations)
    defer { try? database.close() }
    let keys = try DataKeyRing.random()
    let bare = IdentityVault(scope: ResidentTable.vaultScope, keys: keys)
    let refused = await code { try await database.write { try bare.check(in: $0) } }
    #expect(refused == "PRIVACY_KEY_MISSING", "identity.key is needed until the rows are sealed")
    let vault = IdentityVault(
      scope: ResidentTable.vaultScope, keys: keys, former: key.lookup)
    try await database.write { transaction in
      try vault.check(in: transaction)
      for (index, number) in people.enumerated() {
        #expect(try vault.owner(of: number, in: transaction) == "R\(index)")
      }
      let first = try vault.reseal(limit: 15, in: transaction)
      #expect(first.resealed == 15)
      let rest = try vault.reseal(after: try #require(first.next), limit: 100, in: transaction)
      #expect(rest.resealed == 25)
      #expect(first.refused + rest.refused == [])
    }
    try await database.write { transaction in
      try bare.check(in: transaction)
      for (index, number) in people.enumerated() {
        #expect(try bare.number(of: "R\(index)", in: transaction) == number)
        #expect(try ResidentTable.get("R\(index)", in: transaction).maskedIdentity == "\(number)")
      }
    }
  }

  @Test func theFormerKeyFileIsReadByItsOwnerOnly() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/identity.key"
    #expect(try FormerIdentityKey.load(path: path) == nil)
    try Data([UInt8](repeating: 1, count: 32)).write(to: URL(fileURLWithPath: path))
    #expect(chmod(path, 0o644) == 0)
    #expect(throws: Problem.self) { try FormerIdentityKey.load(path: path) }
    #expect(chmod(path, 0o600) == 0)
    let number = try Sample.identity(1)
    let loaded = try #require(try FormerIdentityKey.load(path: path))
    #expect(
      loaded.hash(number)
        == (try FormerIdentityKey(bytes: .init(repeating: 1, count: 32))).hash(number))
    #expect(throws: Problem.self) { try FormerIdentityKey(bytes: [1, 2]) }
  }
}
