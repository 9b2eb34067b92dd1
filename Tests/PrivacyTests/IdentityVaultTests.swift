import Foundation
import Quantities
import Store
import Testing

@testable import Privacy

struct IdentityVaultTests {
  private let people: [ResidentIdentityNumber]

  init() throws { people = try (0..<302).map { try sampleNumber($0) } }

  private func vault(_ keys: DataKeyRing, scope: String = "test.person") -> IdentityVault {
    IdentityVault(scope: scope, keys: keys)
  }

  @Test func whatWasSealedIsFoundAndOpened() throws {
    let store = try PrivateStore()
    let vault = vault(try .random())
    try store.database.writeSync { transaction in
      try vault.check(in: transaction)
      for number in 0..<300 {
        try vault.put(people[number], owner: "p\(number)", in: transaction)
      }
    }
    try store.database.readSync { (connection) throws in
      for number in stride(from: 0, to: 300, by: 17) {
        #expect(try vault.owner(of: people[number], in: connection) == "p\(number)")
        #expect(try vault.number(of: "p\(number)", in: connection) == people[number])
      }
      #expect(try vault.owner(of: people[301], in: connection) == nil)
      #expect(try vault.number(of: "nobody", in: connection) == nil)
    }
  }

  /// Article 51 of the Personal Information Protection Law asks for encryption; whoever has the
  /// database's files and no key finds no number in them, not even the part that the mask hides.
  @Test func theFilesHoldNoNumber() throws {
    let store = try PrivateStore()
    let vault = vault(try .random())
    let numbers = try (0..<50).map { try sampleNumber($0, born: "19630417") }
    try store.database.writeSync { transaction in
      for (index, number) in numbers.enumerated() {
        try vault.put(number, owner: "p\(index)", in: transaction)
      }
    }
    let before = try store.bytes()
    try store.database.close()
    let bytes = try before + store.bytes()
    #expect(bytes.holds("p49"), "the search sees what is there")
    for number in numbers {
      #expect(!bytes.holds(number.revealed))
      #expect(!bytes.holds(String(number.revealed.dropFirst(6).dropLast())))
    }
  }

  @Test func theSameNumberLooksDifferentEachTimeAndInEachScope() throws {
    let keys = try DataKeyRing.random()
    let number = people[1]
    let vault = vault(keys)
    #expect(vault.seal(number, owner: "p") != vault.seal(number, owner: "p"))
    #expect(vault.lookup(number) == vault.lookup(number))
    #expect(vault.lookup(number) != self.vault(keys, scope: "other").lookup(number))
    #expect(vault.lookup(number) != self.vault(try .random()).lookup(number))
  }

  @Test func aNumberHasOneOwnerAndAnOwnerOneNumber() throws {
    let store = try PrivateStore()
    let vault = vault(try .random())
    try store.database.writeSync { transaction in
      try vault.put(people[1], owner: "a", in: transaction)
      try vault.put(people[1], owner: "a", in: transaction)
      refused("PRIVACY_NUMBER_TAKEN") {
        try vault.put(people[1], owner: "b", in: transaction)
      }
      try vault.put(people[2], owner: "a", in: transaction)
      #expect(try vault.owner(of: people[1], in: transaction) == nil)
      #expect(try vault.number(of: "a", in: transaction) == people[2])
    }
  }

  @Test func aWrongKeyIsRefused() throws {
    let store = try PrivateStore()
    let keys = try DataKeyRing.random()
    let impostor = try DataKeyRing(
      parsing: "key \(keys.ids[0]) \(String(repeating: "5a", count: 32))")
    try store.database.writeSync { transaction in
      try vault(keys).check(in: transaction)
      try vault(keys).put(people[1], owner: "a", in: transaction)
    }
    try store.database.writeSync { transaction in
      refused("PRIVACY_KEY_WRONG") { try vault(impostor).check(in: transaction) }
      refused("PRIVACY_KEY_MISSING") { try vault(.random()).check(in: transaction) }
      // Even unchecked, another key opens and finds nothing.
      refused("PRIVACY_ROW_TAMPERED") { _ = try vault(impostor).number(of: "a", in: transaction) }
      refused("PRIVACY_KEY_MISSING") { _ = try vault(.random()).number(of: "a", in: transaction) }
      #expect(try vault(impostor).owner(of: people[1], in: transaction) == nil)
      try vault(keys).check(in: transaction)
    }
  }

  @Test func aChangedRowIsRefused() throws {
    let vault = vault(try .random())
    let number = people[1]
    let key = vault.keys.ids[0]
    let sealed = vault.seal(number, owner: "a")
    #expect(try vault.open(sealed, owner: "a", keyID: key) == number)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      refused("PRIVACY_ROW_TAMPERED") { _ = try vault.open(changed, owner: "a", keyID: key) }
    }
    for length in [0, 23, 40, sealed.count - 1] {
      refused("PRIVACY_ROW_TAMPERED") {
        _ = try vault.open(Array(sealed.prefix(length)), owner: "a", keyID: key)
      }
    }
    refused("PRIVACY_ROW_TAMPERED") { _ = try vault.open(sealed, owner: "b", keyID: key) }
    let elsewhere = self.vault(vault.keys, scope: "other")
    refused("PRIVACY_ROW_TAMPERED") { _ = try elsewhere.open(sealed, owner: "a", keyID: key) }
  }

  /// Two rows that change places, or a look-up that points to another's row, do not go unnoticed.
  @Test func swappedRowsAreRefused() throws {
    let store = try PrivateStore()
    let vault = vault(try .random())
    try store.database.writeSync { transaction in
      try vault.put(people[1], owner: "a", in: transaction)
      try vault.put(people[2], owner: "b", in: transaction)
      try transaction.execute("UPDATE sealed_identity SET owner = 'x' WHERE owner = 'a'")
      try transaction.execute("UPDATE sealed_identity SET owner = 'a' WHERE owner = 'b'")
      refused("PRIVACY_ROW_TAMPERED") { _ = try vault.number(of: "a", in: transaction) }
      refused("PRIVACY_ROW_TAMPERED") { _ = try vault.number(of: "x", in: transaction) }
    }
    try store.database.writeSync { transaction in
      try vault.put(people[3], owner: "c", in: transaction)
      try transaction.execute(
        "UPDATE sealed_identity SET lookup = $1 WHERE owner = 'c'",
        [[UInt8](repeating: 7, count: 32)])
      refused("PRIVACY_ROW_TAMPERED") { _ = try vault.number(of: "c", in: transaction) }
    }
  }
}
