import Contract
import Foundation
import Mesh
import MeshEmbedded
import Messages
import Quantities
import Runtime
import Store
import Testing

@testable import RegistryEndpoint
@testable import RegistryStorage

/// Copies that other services keep, against the registry itself.
@Suite struct CopyTests {
  private static let everything: [RegistryPart] = [
    .areas, .institutions, .consortia, .memberships, .register("departments"),
  ]

  /// Whatever breaks and starts again while the registry changes, in the end each copy answers as the
  /// registry does, as of any day.
  @Test(arguments: [UInt64](1...3))
  func copiesAnswerAsTheRegistryDoes(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let mesh = EmbeddedMesh(clock: .system, seed: seed)
    let registry = try RestartableRegistry(mesh)
    let copies = [
      try RestartableCopy([.institutions], in: registry.folder, mesh),
      try RestartableCopy([.institutions, .areas], in: registry.folder, mesh),
      try RestartableCopy(Self.everything, in: registry.folder, mesh),
    ]
    var change = RandomChange(SeededRandom(seed: seed &+ 1000))
    mesh.setFaults(
      Faults(
        duplicatePerMille: 20, delayPerMille: 50, maximumDelay: .milliseconds(3),
        disconnectPerMille: 10))
    try registry.write { try change.importDemo($0) }
    for _ in 1...250 {
      _ = try change.make(registry)
      switch Int.random(in: 0..<40, using: &random) {
      case 0, 1: try await copies.randomElement(using: &random)?.restart()
      case 2: try await registry.restart()
      case 3: mesh.setReachable("registry", false)
      case 4...6: mesh.setReachable("registry", true)
      case 7: try Self.loseEvents(of: registry, &random)
      case 8...20: try await Task.sleep(for: .milliseconds(Int.random(in: 0..<8, using: &random)))
      default: break
      }
    }
    #expect(change.made > 60, "most changes were refused (seed \(seed))")
    mesh.setFaults(.none)
    mesh.setReachable("registry", true)
    for copy in copies { try await Self.catchUp(copy) }
    for _ in 1...30 {
      let day = try change.day()
      for copy in copies {
        #expect(copy.consumer.age.sequence == registry.database.outbox.last, "seed \(seed)")
        for part in copy.parts {
          let (kept, known) = (try copy.facts(part, on: day), try registry.facts(part, on: day))
          #expect(Set(kept) == Set(known), "\(part.name) on \(day), seed \(seed)")
          #expect(kept.count == known.count, "\(part.name) on \(day), seed \(seed)")
        }
      }
    }
    for copy in copies { try await copy.stop() }
  }

  /// Events that a copy may not have seen are gone, as after a restore that lost a part.
  private static func loseEvents(
    of registry: RestartableRegistry, _ random: inout SeededRandom
  ) throws {
    let last = registry.database.outbox.last
    guard last > 10 else { return }
    let first = Int64.random(in: last - 9..<last, using: &random)
    try registry.database.writeSync {
      try $0.execute("DELETE FROM outbox WHERE sequence >= $1 AND sequence < $2", [first, last])
    }
  }

  private static func catchUp(_ copy: RestartableCopy) async throws {
    var attempts = 0
    while true {
      do {
        try await copy.consumer.catchUp()
        return
      } catch let error as RPCError where attempts < 50 && error.code == .unavailable {
        attempts += 1
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test("A copy ages while the registry is away, says so, and catches up in few steps afterwards")
  func aCopyAgesAndCatchesUp() async throws {
    let mesh = EmbeddedMesh(clock: .system)
    let registry = try RestartableRegistry(mesh)
    var change = RandomChange(SeededRandom(seed: 7))
    try registry.write { try change.importDemo($0) }
    let copy = try RestartableCopy(Self.everything, in: registry.folder, mesh)
    for _ in 1...500 where !copy.consumer.age.isFollowing {
      try await Task.sleep(for: .milliseconds(10))
    }
    let before = copy.consumer.age
    #expect(before.isFollowing && before.asOf != nil)
    #expect(before.sequence == registry.database.outbox.last)

    mesh.setReachable("registry", false)
    mesh.disconnect("registry")
    for _ in 1...500 where copy.consumer.age.isFollowing {
      try await Task.sleep(for: .milliseconds(10))
    }
    while registry.database.outbox.last < before.sequence + 150 { _ = try change.make(registry) }
    let away = copy.consumer.age
    #expect(!away.isFollowing)
    #expect("\(away)".hasPrefix("as of sequence \(before.sequence), 20"))
    let day = try Day(parsing: "2024-06-01")
    #expect(try !copy.facts(.institutions, on: day).isEmpty, "it goes on with what it has")

    mesh.setReachable("registry", true)
    try await Self.catchUp(copy)
    #expect(copy.consumer.age.sequence == registry.database.outbox.last)
    #expect(try Set(copy.facts(.areas, on: day)) == Set(registry.facts(.areas, on: day)))
    try await copy.stop()
  }

  @Test("A copy made with other parts begins anew")
  func otherParts() async throws {
    let mesh = EmbeddedMesh(clock: .system)
    let registry = try RestartableRegistry(mesh)
    var change = RandomChange(SeededRandom(seed: 8))
    try registry.write { try change.importDemo($0) }
    let copy = try RestartableCopy([.institutions], in: registry.folder, mesh)
    try await Self.catchUp(copy)
    try await copy.restart(keeping: Self.everything)
    try await Self.catchUp(copy)
    let day = try Day(parsing: "2024-06-01")
    #expect(try Set(copy.facts(.areas, on: day)) == Set(registry.facts(.areas, on: day)))
    try await copy.stop()
  }
}
