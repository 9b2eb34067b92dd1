import Messages
import Quantities
import Testing

/// Mutated bytes never crash, and what is accepted is a value that encodes again to itself.
@Suite struct HostileInputTests {
  private static let seed: UInt64 = 0x5eed_2025

  private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    func below(_ bound: Int) -> Int { Int(random.integer(in: 0...Int64(max(bound, 1) - 1))) }
    for _ in 0...below(4) {
      let place = below(bytes.count)
      switch below(6) {
      case 0 where !bytes.isEmpty: bytes[place] ^= UInt8(1 << below(8))
      case 1 where !bytes.isEmpty: bytes[place] = [0, 0x7f, 0x80, 0xff][below(4)]
      case 2 where !bytes.isEmpty: bytes.removeSubrange(place..<min(bytes.count, place + below(9)))
      case 3: bytes.insert(contentsOf: bytes.prefix(below(9)), at: min(place, bytes.count))
      case 4: bytes = Array(bytes.prefix(place))
      default: bytes.insert(UInt8(below(256)), at: min(place, bytes.count))
      }
    }
    return bytes
  }

  private func attack<M: RandomMessage>(
    _ type: M.Type, rounds: Int, seed: UInt64
  ) throws -> (accepted: Int, refused: Int) {
    var values = RandomFields(seed: seed)
    var random = SeededRandom(seed: seed)
    var counts = (accepted: 0, refused: 0)
    var original = try M(from: &values).encoded()
    for round in 0..<rounds {
      if round % 16 == 0 { original = try M(from: &values).encoded() }
      let bytes = mutated(original, &random)
      guard let value = try? M(encoded: bytes) else {
        counts.refused += 1
        continue
      }
      counts.accepted += 1
      #expect(try M(encoded: value.encoded()) == value, "\(M.fullName), seed \(seed)")
    }
    return counts
  }

  @Test func mutatedMessages() throws {
    let rounds = 50_000 / allMessages.count + 1
    var accepted = 0
    var refused = 0
    for (index, type) in allMessages.enumerated() {
      let counts = try attack(type, rounds: rounds, seed: Self.seed &+ UInt64(index))
      accepted += counts.accepted
      refused += counts.refused
    }
    // Both paths were taken often.
    #expect(accepted > 5000)
    #expect(refused > 5000)
  }

  @Test func mutatedJSON() throws {
    var values = RandomFields(seed: Self.seed)
    var random = SeededRandom(seed: Self.seed)
    for type in allMessages {
      let json = type.init(from: &values).encodedJSON()
      for _ in 0..<30 {
        guard let value = try? type.init(json: mutated(json, &random)) else { continue }
        #expect(throws: Never.self, "\(type.fullName), seed \(Self.seed)") { try value.encoded() }
      }
    }
  }
}
