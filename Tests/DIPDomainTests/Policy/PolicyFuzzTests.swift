import DIPDomain
import Quantities
import Testing

@Suite struct PolicyFuzzTests {
  /// Whatever the bytes, the reader answers with a policy or with reasons, and soon.
  private func read(_ text: String, _ what: String) {
    let clock = ContinuousClock()
    let time = clock.measure {
      do throws(PolicyRefusal) {
        _ = try Policy.read(yaml: text)
      } catch {
        #expect(!error.issues.isEmpty && error.issues.contains(where: \.isError), "\(what)")
      }
    }
    #expect(time < .seconds(20), "\(what) took \(time)")
  }

  @Test func survivesRandomBytes() {
    var random = SeededRandom(seed: 7)
    let marks = Array("{}[]:,-?&*!|>'\"#%@` \n\t\\ab0.".utf8)
    for round in 0..<400 {
      let count = Int(random.integer(in: 0...300))
      let isRaw = round % 2 == 0
      let bytes = (0..<count).map { _ -> UInt8 in
        isRaw
          ? UInt8(random.integer(in: 0...255))
          : marks[Int(random.integer(in: 0...Int64(marks.count - 1)))]
      }
      read(String(decoding: bytes, as: UTF8.self), "seed 7 round \(round)")
    }
  }

  @Test(arguments: PolicySamples.files)
  func survivesMutatedSamples(file: String) throws {
    let bytes = Array(try PolicySamples.text(file).utf8)
    var random = SeededRandom(seed: 11)
    for round in 0..<60 {
      var copy = bytes
      for _ in 0..<random.integer(in: 1...6) {
        let place = Int(random.integer(in: 0...Int64(copy.count - 1)))
        switch random.integer(in: 0...3) {
        case 0: copy[place] = UInt8(random.integer(in: 0...127))
        case 1: copy.remove(at: place)
        case 2: copy.insert(UInt8(random.integer(in: 32...126)), at: place)
        default:
          let end = min(copy.count, place + Int(random.integer(in: 1...40)))
          copy.insert(contentsOf: copy[place..<end], at: place)
        }
      }
      read(String(decoding: copy, as: UTF8.self), "\(file) seed 11 round \(round)")
    }
  }

  /// Documents that nest or repeat beyond reason, some of them far larger than any log should show.
  private static let bombs: [String] = [
    String(repeating: "[", count: 250_000), String(repeating: "{a: ", count: 60_000),
    String(repeating: "- ", count: 120_000), String(repeating: "? ", count: 120_000),
    "a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
    (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    "a0: &a0 [x]\n" + (1...3000).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined(),
    "a0: &a0 [x, x]\n"
      + (1...9).map { n in
        "a\(n): &a\(n) [\(Array(repeating: "*a\(n - 1)", count: 9).joined(separator: ", "))]\n"
      }
      .joined() + "? *a9\n: x\n",
    String(repeating: "k: v\n", count: 50_000), String(repeating: "\"", count: 200_000),
    String(repeating: "!", count: 200_000), String(repeating: "&a ", count: 80_000),
  ]

  /// Nesting and aliases cannot make the reader run away or fall over.
  @Test(arguments: bombs.indices) func survivesBombs(number: Int) {
    let text = Self.bombs[number]
    read(text, "\(text.prefix(40))…")
  }

  /// Twenty random policies are valid, differ, and are the same for the same seed.
  @Test func randomPoliciesAreValid() throws {
    var hashes: Set<SHA256Digest> = []
    for seed in 1...60 as ClosedRange<UInt64> {
      do {
        let policy = try RandomPolicy(seed: seed).policy()
        #expect(try RandomPolicy(seed: seed).policy() == policy)
        hashes.insert(policy.hash)
      } catch {
        Issue.record("seed \(seed): \(error)\n\(RandomPolicy(seed: seed).yaml)")
      }
    }
    #expect(hashes.count == 60)
  }

  /// Two policies never share state: each reads the same alone, beside others, and while another is
  /// being read; and what is done to a copy of one is not seen by the other.
  @Test func policiesShareNothing() async throws {
    let texts =
      try PolicySamples.files.map { try PolicySamples.text($0) }
      + (1...10).map { RandomPolicy(seed: $0).yaml }
    let alone = try texts.map { try Policy.read(yaml: $0).policy }
    try await withThrowingTaskGroup(of: (Int, Policy).self) { group in
      for round in 0..<4 {
        for (index, text) in texts.enumerated() {
          group.addTask {
            if round % 2 == 1 { _ = try Policy.read(yaml: texts[(index + round) % texts.count]) }
            return (index, try Policy.read(yaml: text).policy)
          }
        }
      }
      for try await (index, policy) in group { #expect(policy == alone[index]) }
    }
    let first = try Policy.read(yaml: texts[1]).policy
    var copy = first
    copy.deviation.bands.removeAll()
    copy.coefficients.level[3] = .zero
    copy.auxiliary.types.removeAll()
    #expect(try Policy.read(yaml: texts[1]).policy == first)
    #expect(first == alone[1] && copy != first)
  }

  /// Settlements under one policy are the same before and after one under another.
  @Test func settlementsShareNothing() throws {
    var small = SmallSettlement()
    small.groups = try [
      .simple("G1", score: "100", mean: "10000"), .simple("G2", score: "50", mean: "4000"),
    ]
    try small.add("H99010000001", group: "G1", cost: "25000", booked: "17000")
    try small.add("H99010000001", group: "G1", cost: "60000", booked: "40000")
    try small.add("H99010000002", group: "G2", cost: "1500", booked: "1000")
    try small.add("H99010000002", group: "G1", cost: "9000", booked: "7000")
    let policies = try ["dip10", "jining", "taian"].map {
      try PolicyText(deviation: "{preset: \($0)}").policy()
    }
    let alone = try policies.map { try small.settle($0, pool: "20000").digest }
    #expect(Set(alone).count == 3)
    for order in [[2, 1, 0], [1, 0, 2], [0, 2, 1]] {
      for index in order {
        #expect(try small.settle(policies[index], pool: "20000").digest == alone[index])
      }
    }
  }
}
