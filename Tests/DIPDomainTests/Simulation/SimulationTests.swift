import DIPDomain
import DIPReference
import Quantities
import Testing

@Suite struct SimulationTests {
  private static let cases = 700

  private static func inputs(_ policy: Policy) throws -> SettlementComputation.Inputs {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    var lot = RandomCases(catalogue, seed: 7)
    var lists = CaseColumns()
    for number in 0..<cases { lists.append(try lot.next(number)) }
    return SettlementComputation.Inputs(
      region: try AreaCode(parsing: "990100"), lists: lists, policy: policy, catalogue: catalogue,
      institutions: RandomCases.institutions,
      funds: SettlementFunds(
        pools: policy.pools.types.map {
          .init(insurance: $0, amount: Money(fen: 700_000_003), regulation: Money(fen: 1 << 50))
        }))
  }

  private static func policy(_ yaml: String) throws -> Policy { try Policy.read(yaml: yaml).policy }

  @Test func theSamePolicyChangesNothing() throws {
    let policy = try Self.policy(ReferencePolicies.yaml(seed: 3))
    let year = try LoadedYear(try Self.inputs(policy), threads: 2)
    let before = try year.settled(threads: 1)
    let simulation = try Simulation(year, before: before, under: policy, threads: 2)
    #expect(simulation.after.digest == before.digest)
    #expect(simulation.reuse == .cases)
    #expect(simulation.winners.isEmpty && simulation.losers.isEmpty)
  }

  /// Whatever the loaded year lends, the result is the settlement that the other policy has by itself.
  @Test(arguments: [11, 12, 13, 14, 15, 16] as [UInt64])
  func aSimulationIsTheSettlementOfTheOtherPolicy(_ seed: UInt64) throws {
    let year = try LoadedYear(
      try Self.inputs(try Self.policy(ReferencePolicies.yaml(seed: 3))), threads: 2)
    let before = try year.settled(threads: 2)
    let other = try Self.policy(ReferencePolicies.yaml(seed: seed))
    let simulation = try Simulation(year, before: before, under: other, threads: 2)
    let alone = try SettlementComputation(try Self.inputs(other), threads: 1)
    #expect(simulation.after.digest == alone.result.digest, "policy \(seed)")
    let gained = simulation.winners.reduce(0) { $0 + $1.difference.fen }
    let lost = simulation.losers.reduce(0) { $0 + $1.difference.fen }
    let paid = { (result: SettlementResult) in result.pools.reduce(0) { $0 + $1.paid.fen } }
    #expect(gained + lost == paid(simulation.after) - paid(before))
  }

  @Test(arguments: [
    ("residual", "largest_remainder", LoadedYear.Reuse.cases),
    ("coefficients.level.3", "1.31", .cases),
    ("procedure_match", "exact", .nothing),
  ])
  func aYearLendsWhatTheChangeLeavesAlone(
    _ key: String, _ value: String, _ expected: LoadedYear.Reuse
  ) throws {
    let yaml = try PolicyEdit.apply(
      [PolicyEdit(key: "procedure_match", value: "extensions")],
      to: ReferencePolicies.yaml(seed: 3))
    let year = try LoadedYear(try Self.inputs(try Self.policy(yaml)), threads: 2)
    let before = try year.settled(threads: 2)
    let changed = try PolicyEdit.apply([PolicyEdit(key: key, value: value)], to: yaml)
    let other = try Self.policy(changed)
    let simulation = try Simulation(year, before: before, under: other, threads: 2)
    #expect(simulation.reuse == expected)
    let alone = try SettlementComputation(try Self.inputs(other), threads: 2)
    #expect(simulation.after.digest == alone.result.digest)
  }

  @Test func anotherRegionIsRefused() throws {
    let policy = try Self.policy(ReferencePolicies.yaml(seed: 3))
    let year = try LoadedYear(try Self.inputs(policy), threads: 1)
    var other = policy
    other.region = try AreaCode(parsing: "990200")
    let before = try year.settled(threads: 1)
    #expect(throws: Problem.self) {
      try Simulation(year, before: before, under: other, threads: 1)
    }
  }
}

@Suite struct PolicyEditTests {
  private static let yaml = "a: {\"3\": 1.05, b: [x, y]}\nc: word\n"

  @Test(arguments: [
    ("a.3", "1.08", "a:\n  \"3\": 1.08\n  b:\n  - x\n  - y\nc: word\n"),
    ("a.b[1]", "z", "a:\n  \"3\": 1.05\n  b:\n  - x\n  - z\nc: word\n"),
    ("c", "", "a:\n  \"3\": 1.05\n  b:\n  - x\n  - y\n"),
    ("d.e", "{f: 1}", "a:\n  \"3\": 1.05\n  b:\n  - x\n  - y\nc: word\nd:\n  e:\n    f: 1\n"),
  ])
  func oneKeyChanges(_ key: String, _ value: String, _ expected: String) throws {
    let edited = try PolicyEdit.apply([PolicyEdit(key: key, value: value)], to: Self.yaml)
    let plain = try PolicyEdit.apply([], to: expected)
    #expect(try PolicyEdit.apply([], to: edited) == plain)
  }

  @Test(arguments: ["", ".a", "a[", "a.b[7]", "c.d", "a.b[x]"])
  func aPathThatLeadsNowhereIsRefused(_ key: String) {
    #expect(throws: Problem.self) {
      try PolicyEdit.apply([PolicyEdit(key: key, value: "1")], to: Self.yaml)
    }
  }
}
