import Foundation
import Quantities
import Testing

@testable import Privacy

struct DataKeyRingTests {
  @Test func aFileComesBackAsItWas() throws {
    let store = try PrivateStore()
    let path = store.folder + "/data.keys"
    let ring = try DataKeyRing.random().rotated()
    try ring.create(path)
    #expect(try DataKeyRing(contentsOf: path).ids == ring.ids)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    refused("PRIVACY_KEY_FILE") { try ring.create(path) }
  }

  @Test(arguments: [0o640, 0o604, 0o666])
  func aFileThatOthersMayReadIsRefused(mode: Int) throws {
    let store = try PrivateStore()
    let path = store.folder + "/data.keys"
    try DataKeyRing.random().create(path)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    refused("PRIVACY_KEY_FILE") { _ = try DataKeyRing(contentsOf: path) }
  }

  @Test func rotationKeepsTheOldAndRetiringKeepsThemElsewhere() throws {
    let store = try PrivateStore()
    let path = store.folder + "/data.keys"
    let first = try DataKeyRing.random()
    try first.create(path)
    let second = try first.rotated()
    try second.replace(path)
    #expect(try DataKeyRing(contentsOf: path).ids == second.ids)
    let (kept, retired) = try second.retiring(first.ids[0])
    #expect(kept.ids == [second.ids[1]])
    #expect(retired.ids == first.ids)
    refused("PRIVACY_KEY_FILE") { _ = try second.retiring(second.ids[1]) }
    refused("PRIVACY_KEY_FILE") { _ = try second.retiring("k0") }
  }

  /// What is wrong is said, and never the secret.
  @Test(arguments: [
    "", "key", "key k0123456789abcdef", "key k0123456789abcdef 00", "ключ a b",
    "key K0123456789ABCDEF \(String(repeating: "ab", count: 32))",
    "key k0123456789abcdef \(String(repeating: "AB", count: 32))",
  ])
  func whatIsNoKeyFileIsRefused(text: String) throws {
    let problem = #expect(throws: Problem.self) { try DataKeyRing(parsing: text) }
    #expect(problem?.code == "PRIVACY_KEY_FILE")
    #expect(!"\(String(describing: problem))".contains("abab"))
  }

  @Test func aKeyStandsOnce() throws {
    let line = "key k0123456789abcdef \(String(repeating: "ab", count: 32))\n"
    #expect(try DataKeyRing(parsing: "# note\n" + line).ids == ["k0123456789abcdef"])
    refused("PRIVACY_KEY_FILE") { _ = try DataKeyRing(parsing: line + line) }
  }
}
