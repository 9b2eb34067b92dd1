import Contract
import ContractingStorage
import DIPStorage
import LocalMesh
import Mesh
import Messages
import Quantities
import Store
import Testing

extension MeshProcessTests {
  @Test("Copies of the registry are right after kills of both sides, and say how old they are")
  func copiesSurviveKills() async throws {
    let seed = UInt64.random(in: .min ... .max)
    try await RunningMesh.with { mesh in
      for (method, name) in [
        (RegistryAreasMethods.importAreas, "areas.csv"),
        (RegistryInstitutionsMethods.importInstitutions, "institutions.csv"),
      ] {
        _ = try await SampleUpload.send(
          SampleData.file("registry/demo/\(name)"), to: method, mesh.gateway)
      }
      let registry = try mesh.client(of: .registry)
      defer { registry.close() }
      let kills = Guarded(9)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { kills.withLock { $0 = 0 } }
          try await Self.kill(kills, SeededRandom(seed: seed), mesh)
        }
        group.addTask {
          var changes = RegistryChanges(registry, SeededRandom(seed: seed &+ 1))
          repeat { try await changes.make() } while kills.withLock { $0 } > 0
        }
        try await group.waitForAll()
      }
      let last = try await Self.lastEvent(registry)
      #expect(last > 20, "seed \(seed)")
      for process in [MeshProcess.dip, .contracting] {
        let copy = try await Self.copy(of: process, mesh) { $0.sequence == last && $0.following }
        #expect(copy.sequence == last && copy.following, "\(process), seed \(seed): \(copy)")
      }
      let known = [
        "institution": try await Self.facts("institution", registry),
        "area": try await Self.facts("area", registry),
      ]
      await mesh.mesh.kill(.registry)
      for process in [MeshProcess.dip, .contracting] {
        let old = try await Self.copy(of: process, mesh) { !$0.following }
        #expect(!old.following && old.sequence == last && old.asOf.hasPrefix("20"), "\(old)")
      }
      var random = SeededRandom(seed: seed &+ 2)
      for (process, migrations, parts) in [
        (MeshProcess.dip, DIPMigrations.all, ["institution"]),
        (.contracting, ContractingSchema.migrations, ["institution", "area"]),
      ] {
        await mesh.mesh.kill(process)
        let database = try Database.open(
          path: "\(mesh.mesh.layout.root)/\(process.rawValue)/\(process.rawValue).sqlite",
          migrations: migrations)
        for _ in 1...20 {
          let day = try RegistryChanges.day(&random)
          for part in parts {
            let expected = known[part, default: []].filter {
              $0.validFromDay <= day.number && day.number < $0.validToDay
            }.map(\.content)
            let kept = try Self.kept(part, on: day, in: database)
            #expect(kept.count == expected.count && kept.count > 10)
            #expect(Set(kept) == Set(expected), "\(process) \(part) on \(day), seed \(seed)")
          }
        }
        try await database.close()
      }
    }
  }

  /// Kills one of the three after another, each at a moment of its own.
  private static func kill(
    _ left: Guarded<Int>, _ random: SeededRandom, _ mesh: RunningMesh
  ) async throws {
    var random = random
    while left.withLock({ $0 }) > 0 {
      let victims: [MeshProcess] = [.registry, .dip, .contracting].shuffled(using: &random)
      // Sometimes both sides at once.
      let struck = Array(victims.prefix(Bool.random(using: &random) ? 2 : 1))
      try await Task.sleep(for: .milliseconds(Int.random(in: 0..<120, using: &random)))
      for victim in struck { await mesh.mesh.kill(victim) }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0..<40, using: &random)))
      for victim in struck { try await mesh.restart(victim) }
      left.withLock { $0 -= struck.count }
    }
  }

  private static func lastEvent(_ registry: MeshClient) async throws -> UInt64 {
    var last: UInt64 = 0
    for try await event in try await EventsClient(client: registry).subscribe(
      Common.SubscribeRequest(stopAtEnd: true))
    {
      last = event.sequence
    }
    return last
  }

  /// The copy that a process's health tells about, once it is so, or after ten seconds as it is.
  private static func copy(
    of process: MeshProcess, _ mesh: RunningMesh,
    once isSo: (MeshWire.CopyState) -> Bool
  ) async throws -> MeshWire.CopyState {
    let client = try mesh.client(of: process)
    defer { client.close() }
    var state = MeshWire.CopyState()
    for _ in 1...400 {
      let answer = try? await HealthClient(client: client).check(.init(), options: .once())
      state = answer?.copies.first ?? state
      if isSo(state) { break }
      try await Task.sleep(for: .milliseconds(25))
    }
    return state
  }

  private static func facts(
    _ part: String, _ registry: MeshClient
  ) async throws -> [Registry.CopiedFact] {
    var facts: [Registry.CopiedFact] = []
    for try await batch in try await RegistryCopiesClient(client: registry).readFacts(
      Registry.ReadFactsRequest(part: part))
    {
      facts += batch.facts
    }
    return facts
  }

  private static func kept(
    _ part: String, on day: Day, in database: Database
  ) throws -> [[UInt8]] {
    var kept: [[UInt8]] = []
    try database.readSync {
      try CopiedFactTable.forEach(part: part, heldWithin: day...day, in: $0) { kept.append($0) }
    }
    return kept
  }
}

/// A stream of changes of institutions and areas at random days, each repeated with the same key
/// until the registry acknowledges or refuses it.
private struct RegistryChanges {
  private let client: MeshClient
  private var random: SeededRandom
  private var number = 0
  private var opened: [Registry.Institution] = []

  init(_ client: MeshClient, _ random: SeededRandom) {
    self.client = client
    self.random = random
  }

  static func day(_ random: inout SeededRandom) throws -> Day {
    try Day(number: Day(parsing: "2020-01-01").number + Int32.random(in: 0..<2200, using: &random))
  }

  mutating func make() async throws {
    number += 1
    let day = try Self.day(&random).description
    let institutions = RegistryInstitutionsClient(client: client)
    switch Int.random(in: 0..<6, using: &random) {
    case 0...2:
      let new = Registry.Institution(
        code: "TRY-\(1000 + number)", name: "试验诊所\(number)", kind: .clinic,
        ownership: .privateForProfit, area: "990121", validity: Registry.Validity(validFrom: day))
      let answer = try await acknowledged {
        try await institutions.openInstitution(
          Registry.OpenInstitutionRequest(institution: new), options: $0)
      }
      if let institution = answer?.institution { opened.append(institution) }
    case 3:
      guard let index = opened.indices.randomElement(using: &random) else { return }
      var changed = opened[index]
      let seen = changed.validity?.recorded ?? 0
      changed.name = "改名诊所\(number)"
      changed.validity = Registry.Validity(validFrom: day)
      let answer = try await acknowledged { [changed] in
        try await institutions.editInstitution(
          Registry.EditInstitutionRequest(institution: changed, expectedRecorded: seen),
          options: $0)
      }
      if let institution = answer?.institution { opened[index] = institution }
    case 4:
      guard let index = opened.indices.randomElement(using: &random) else { return }
      let closed = opened.remove(at: index)
      _ = try await acknowledged {
        try await institutions.closeInstitution(
          Registry.CloseInstitutionRequest(
            code: closed.code, validTo: day, expectedRecorded: closed.validity?.recorded ?? 0),
          options: $0)
      }
    default:
      let areas = RegistryAreasClient(client: client)
      let code = "990121"
      let known = try await acknowledged {
        try await areas.areaHistory(Registry.AreaHistoryRequest(code: code), options: $0)
      }
      let last = known?.versions.last { $0.validity?.superseded == 0 }
      let name = "试验县\(number)"
      _ = try await acknowledged {
        try await areas.renameArea(
          Registry.RenameAreaRequest(
            code: code, name: name, day: day,
            expectedRecorded: last?.validity?.recorded ?? 0), options: $0)
      }
    }
  }

  /// Nil when the registry refused it.
  private mutating func acknowledged<Answer>(
    _ call: (CallOptions) async throws -> Answer
  ) async throws -> Answer? {
    number += 1
    for _ in 1...3000 {
      do {
        return try await call(.once(key: "change-\(number)", timeout: .seconds(10)))
      } catch let error as RPCError where error.code == .unavailable {
        try await Task.sleep(for: .milliseconds(10))
      } catch is RPCError { return nil }
    }
    return nil
  }
}
