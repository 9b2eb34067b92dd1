import Quantities
import Store
import Testing

@testable import Privacy

struct KeyRotationTests {
  private let people: [ResidentIdentityNumber]

  init() throws { people = try (0..<302).map { try sampleNumber($0) } }

  private let scope = "test.person"

  @Test func allRowsComeUnderTheNewKeyStepByStep() throws {
    let store = try PrivateStore()
    let old = IdentityVault(scope: scope, keys: try .random())
    try store.database.writeSync { transaction in
      try old.check(in: transaction)
      for number in 0..<25 {
        try old.put(people[number], owner: "p\(number)", in: transaction)
      }
    }
    let both = IdentityVault(scope: scope, keys: try old.keys.rotated())
    var owner = ""
    var resealed = 0
    var steps = 0
    while true {
      let step = try store.database.writeSync { transaction in
        try both.check(in: transaction)
        // At every moment, everybody is found and nobody can be entered twice.
        for number in 0..<25 {
          #expect(try both.owner(of: people[number], in: transaction) == "p\(number)")
          #expect(try both.number(of: "p\(number)", in: transaction) == people[number])
        }
        refused("PRIVACY_NUMBER_TAKEN") {
          try both.put(people[24], owner: "twin", in: transaction)
        }
        return try both.reseal(after: owner, limit: 10, in: transaction)
      }
      resealed += step.resealed
      steps += 1
      #expect(step.refused.isEmpty)
      guard let next = step.next else { break }
      owner = next
    }
    #expect(resealed == 25)
    #expect(steps == 3)

    // The old key may go: nothing needs it any more. Without it, old rows would have been missed.
    let kept = try both.keys.retiring(old.keys.ids[0]).kept
    let new = IdentityVault(scope: scope, keys: kept)
    try store.database.writeSync { transaction in
      try new.check(in: transaction)
      #expect(try new.number(of: "p7", in: transaction) == people[7])
      #expect(try new.owner(of: people[7], in: transaction) == "p7")
      refused("PRIVACY_KEY_MISSING") { try old.check(in: transaction) }
    }
  }

  /// A key that rows still need cannot be left out; the old database does not start without it.
  @Test func aKeyInUseIsMissed() throws {
    let store = try PrivateStore()
    let old = IdentityVault(scope: scope, keys: try .random())
    try store.database.writeSync { try old.put(people[1], owner: "a", in: $0) }
    let kept = try old.keys.rotated().retiring(old.keys.ids[0]).kept
    try store.database.writeSync { transaction in
      refused("PRIVACY_KEY_MISSING") {
        try IdentityVault(scope: scope, keys: kept).check(in: transaction)
      }
    }
  }

  @Test func aDamagedRowStaysAndIsNamed() throws {
    let store = try PrivateStore()
    let old = IdentityVault(scope: scope, keys: try .random())
    let both = IdentityVault(scope: scope, keys: try old.keys.rotated())
    try store.database.writeSync { transaction in
      try old.put(people[1], owner: "a", in: transaction)
      try old.put(people[2], owner: "b", in: transaction)
      try transaction.execute(
        "UPDATE sealed_identity SET sealed = $1 WHERE owner = 'a'",
        [[UInt8](repeating: 0, count: 58)])
      let step = try both.reseal(in: transaction)
      #expect(step.refused == ["a"])
      #expect(step.resealed == 1)
      #expect(try both.number(of: "b", in: transaction) == people[2])
    }
  }

  /// Rows from before the vault: found by the former hash, sealed when their number is found out.
  @Test func rowsFromBeforeAreSealed() throws {
    let store = try PrivateStore()
    @Sendable func formerHash(_ number: ResidentIdentityNumber) -> [UInt8] {
      SHA256Digest(of: Array("pepper\(number.revealed)".utf8)).bytes
    }
    let former = FormerLookup(hash: formerHash) { [people] owner, _ in
      (0..<(owner == "known" ? 20 : 5)).map { people[$0] }
    }
    let vault = IdentityVault(scope: scope, keys: try .random(), former: former)
    try store.database.writeSync { transaction in
      for (owner, number) in [("known", 12), ("unknown", 15)] {
        try transaction.execute(
          "INSERT INTO sealed_identity (scope, owner, key_id, lookup) VALUES ($1, $2, $3, $4)",
          [scope, owner, FormerLookup.keyID, formerHash(people[number])])
      }
      refused("PRIVACY_KEY_MISSING") {
        try IdentityVault(scope: scope, keys: vault.keys).check(in: transaction)
      }
      try vault.check(in: transaction)
      #expect(try vault.owner(of: people[12], in: transaction) == "known")
      refused("PRIVACY_NOT_SEALED_YET") { _ = try vault.number(of: "known", in: transaction) }
      let step = try vault.reseal(in: transaction)
      #expect(step.refused == ["unknown"])
      #expect(try vault.number(of: "known", in: transaction) == people[12])
      #expect(try vault.owner(of: people[12], in: transaction) == "known")
      #expect(try vault.owner(of: people[15], in: transaction) == "unknown")
      // The person is imported again: now its number is known.
      try vault.put(people[15], owner: "unknown", in: transaction)
      #expect(try vault.number(of: "unknown", in: transaction) == people[15])
    }
  }
}
