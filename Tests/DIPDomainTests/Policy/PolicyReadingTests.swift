import DIPDomain
import Foundation
import Quantities
import Testing

@Suite struct PolicyReadingTests {
  private func issues(_ yaml: String) -> [PolicyIssue] {
    do {
      return try Policy.read(yaml: yaml).remarks
    } catch {
      return error.issues
    }
  }

  private func codes(_ text: PolicyText) -> [String] { issues(text.yaml).map(\.code) }

  @Test func readsAPlainDocument() throws {
    let (policy, remarks) = try Policy.read(
      yaml: PolicyText(deviation: "{preset: jining}").yaml)
    #expect(policy.name == "test")
    #expect(policy.region.description == "990100")
    #expect(policy.year.description == "2025")
    #expect(policy.deviation.bands.count == 4)
    #expect(remarks.isEmpty)
  }

  /// Every error is there at once, each with its line.
  @Test func reportsEverythingWithItsLine() throws {
    let yaml = """
      name: broken
      region: "99"
      year: next
      pools: {mode: both, types: ["310", "310"]}
      catalogue: {nam: x}
      ungrouped: {rule: cost_factor, factor: -1, base: 1000, mean_cost: 0}
      coefficients: {level: {"3": 1, "2": 1, "1": one, "0": 1}}
      deviation:
        reference: mean
        bands:
          - {lower: 0, upper: 0.5, k: {a: 1}}
          - {lower: 0.4, upper: 2, k: {b: 1}}
          - {lower: 3, k: {a: 1, b: -5}}
      point_value: {method: settlement}
      payable: maybe
      auxiliary: {type: []}
      surprise: 1
      """
    let found = issues(yaml)
    let places = found.filter(\.isError).map { "\($0.line) \($0.code) \($0.path)" }
    #expect(
      places == [
        "1 DIP_POLICY_MISSING_KEY residual",
        "2 DIP_POLICY_INVALID_VALUE region",
        "3 DIP_POLICY_INVALID_VALUE year",
        "4 DIP_POLICY_INVALID_VALUE pools.mode",
        "4 DIP_POLICY_INVALID_VALUE pools.types",
        "5 DIP_POLICY_MISSING_KEY catalogue.name",
        "5 DIP_POLICY_UNKNOWN_KEY catalogue.nam",
        "6 DIP_POLICY_INVALID_VALUE ungrouped.factor",
        "6 DIP_POLICY_INVALID_VALUE ungrouped.mean_cost",
        "7 DIP_POLICY_INVALID_VALUE coefficients.level.1",
        "12 DIP_POLICY_BAND_OVERLAP deviation.bands[1]",
        "13 DIP_POLICY_BAND_GAP deviation.bands[2]",
        "13 DIP_POLICY_BAND_NEGATIVE deviation.bands[2]",
        "15 DIP_POLICY_INVALID_VALUE payable",
        "16 DIP_POLICY_UNKNOWN_KEY auxiliary.type",
        "17 DIP_POLICY_UNKNOWN_KEY surprise",
      ])
    #expect(found.allSatisfy { $0.column >= 1 })
  }

  @Test(arguments: [
    ("{lower: 0.1, k: {b: 1}}", "DIP_POLICY_BAND_GAP"),
    ("{lower: 0, lower_inclusive: false, k: {b: 1}}", "DIP_POLICY_BAND_GAP"),
    ("{lower: 0, upper: 2, k: {b: 1}}", "DIP_POLICY_BAND_GAP"),
    (
      "{lower: 0, upper: 1, k: {b: 1}}, {lower: 1, lower_inclusive: false, k: {b: 1}}",
      "DIP_POLICY_BAND_GAP"
    ),
    (
      "{lower: 0, upper: 1, upper_inclusive: true, k: {b: 1}}, {lower: 1, k: {b: 1}}",
      "DIP_POLICY_BAND_OVERLAP"
    ),
    ("{lower: 0, k: {b: 1}}, {lower: 1, k: {b: 1}}", "DIP_POLICY_BAND_OVERLAP"),
    ("{lower: 0, upper: 0, k: {b: 1}}, {lower: 0, k: {b: 1}}", "DIP_POLICY_BAND_EMPTY"),
    ("{lower: 0, k: {b: 1}, apply_auxiliary: maybe}", "DIP_POLICY_INVALID_VALUE"),
  ])
  func bandsMustCoverOnce(bands: String, code: String) {
    let text = PolicyText(deviation: "{reference: mean, bands: [\(bands)]}")
    #expect(codes(text).contains(code))
  }

  /// A random partition of [0, ∞) is accepted; breaking one joint is not.
  @Test func acceptsExactlyPartitions() throws {
    var random = SeededRandom(seed: 101)
    for round in 0..<60 {
      var ends = Set<Int64>()
      while ends.count < 4 { ends.insert(random.integer(in: 1...500)) }
      var lower = "0"
      var lowerIn = true
      var bands: [String] = []
      for end in ends.sorted() {
        let upperIn = random.integer(in: 0...1) == 1
        let upper = try Decimal(coefficient: Int128(end), scale: 2).description
        bands.append(
          "{lower: \(lower), lower_inclusive: \(lowerIn), upper: \(upper), "
            + "upper_inclusive: \(upperIn), k: {b: 1}}")
        (lower, lowerIn) = (upper, !upperIn)
      }
      bands.append("{lower: \(lower), lower_inclusive: \(lowerIn), k: {b: 1}}")
      let good = PolicyText(
        deviation: "{reference: mean, bands: [\(bands.joined(separator: ", "))]}")
      #expect(throws: Never.self, "round \(round)") { try good.policy() }
      bands.remove(at: Int(random.integer(in: 0...4)))
      let bad = PolicyText(
        deviation: "{reference: mean, bands: [\(bands.joined(separator: ", "))]}")
      #expect(codes(bad).contains { $0.hasPrefix("DIP_POLICY_BAND") }, "round \(round)")
    }
  }

  @Test func jumpsAreRemarkedAndNotForbidden() throws {
    let text = PolicyText(
      deviation:
        "{reference: mean, bands: [{lower: 0, upper: 1, k: {b: 1}}, {lower: 1, k: {b: 2}}]}")
    let (_, remarks) = try Policy.read(yaml: text.yaml)
    #expect(remarks.map(\.code) == ["DIP_POLICY_BAND_JUMP"])
  }

  @Test func depositAboveTheLimitIsRemarked() throws {
    let text = PolicyText(
      pointValue: "{method: settlement, year_start: 9}",
      more: ["month: {advance: 0.9, deposit: 0.06}"])
    #expect(try Policy.read(yaml: text.yaml).remarks.map(\.code) == ["DIP_POLICY_DEPOSIT_HIGH"])
  }

  /// What a rule needs and what has no effect beside it are errors too.
  @Test(arguments: [
    (PolicyText(deviation: "{preset: dip30}"), "DIP_POLICY_POINT_VALUE_MISSING"),
    (PolicyText(more: ["month: {advance: 0.9}"]), "DIP_POLICY_POINT_VALUE_MISSING"),
    (PolicyText(pointValue: "{method: elastic}"), "DIP_POLICY_MISSING_KEY"),
    (
      PolicyText(
        pointValue: "{method: settlement, pay_ratio_scope: institution}",
        payable: "score_rate_minus_patient"), "DIP_POLICY_INVALID_VALUE"
    ),
    (
      PolicyText(more: [
        "consortium: {name: c, lead: H99010000001, budget: {rule: merged_pools}, "
          + "deficit: {rule: not_covered}}"
      ]), "DIP_POLICY_INVALID_VALUE"
    ),
    (PolicyText(more: ["rounding: {case_score: {mode: half_up}}"]), "DIP_POLICY_MISSING_KEY"),
    (
      PolicyText(more: ["rounding: {case_score: {scale: 2, mode: exact}}"]),
      "DIP_POLICY_UNKNOWN_KEY"
    ),
    (PolicyText(more: ["score: {method: mean}"]), "DIP_POLICY_INVALID_VALUE"),
    (PolicyText(more: ["tie: [higher_score, higher_score]"]), "DIP_POLICY_INVALID_VALUE"),
    (PolicyText(more: ["scope: [{reason: bed_day}]"]), "DIP_POLICY_MISSING_KEY"),
  ])
  func refusesWhatCannotWork(text: PolicyText, code: String) {
    #expect(codes(text).contains(code))
  }

  @Test(arguments: [
    "", "- a", "name: [", "name: a\nname: b", "a: &x [*x]", "\u{0}", "{a: 1}: b",
    String(repeating: "[", count: 5000), "name: !!binary x",
    String(repeating: "x", count: 300_000),
  ])
  func refusesWhatIsNotADocument(yaml: String) {
    #expect(throws: PolicyRefusal.self) { try Policy.read(yaml: yaml) }
  }

  /// Aliases may share text; a document that grows when they are expanded is refused.
  @Test func refusesDocumentsThatExplode() {
    var yaml = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for level in 1...9 {
      let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(alias)]\n"
    }
    #expect(issues(yaml).contains { $0.code == "DIP_POLICY_TOO_LARGE" })
  }

  /// The hash is of the content: layout, comments and the order of keys do not matter, values do.
  @Test func hashIsOfTheContent() throws {
    let text = PolicyText()
    let plain = try text.policy().hash
    let reordered = text.yaml.split(separator: "\n").reversed().joined(separator: "\n  \n# note\n")
    #expect(try Policy.read(yaml: reordered).policy.hash == plain)
    #expect(try PolicyText(residual: "largest_remainder").policy().hash != plain)
    #expect(try PolicyText(more: ["tie: [higher_score]"]).policy().hash != plain)
  }

  @Test func listsAssumedKeys() throws {
    let text = PolicyText(
      coefficients: "{level: {assumed: true, \"3\": 1, \"2\": 1, \"1\": 1, \"0\": 1}}")
    #expect(try text.policy().assumed == ["coefficients.level"])
    #expect(
      codes(PolicyText(more: ["primary_care: {assumed: perhaps, coefficient: 1}"]))
        == ["DIP_POLICY_INVALID_VALUE"])
  }

  /// Every document that the project ships is accepted without errors.
  @Test func shippedPoliciesAreValid() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Deploy/policies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(files.count >= 5)
    var names: Set<String> = []
    for file in files {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      do {
        names.insert(try Policy.read(yaml: text).policy.name)
      } catch {
        Issue.record("\(file): \(error.problem)")
      }
    }
    #expect(names.count == files.count)
  }
}
