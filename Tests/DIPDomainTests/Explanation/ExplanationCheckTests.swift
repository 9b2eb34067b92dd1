import DIPDomain
import Foundation
import Quantities
import Testing

@Suite("Checking explanations")
struct ExplanationCheckTests {
  /// An explained case with everything that its check needs.
  private struct Explained {
    let record: ExplanationRecord
    let list: Case
    let institution: ScoringInstitution
    let rate: PaymentRate?
    let special: SpecialOutcome.Decision?
  }

  private struct Sample {
    let seed: UInt64
    let catalogue: Catalogue
    let check: ExplanationCheck
    let explained: [Explained]
    var random: SeededRandom

    init(seed: UInt64, cases: Int) throws {
      let catalogue = try RandomCatalogue(seed: seed).catalogue
      var random = SeededRandom(seed: seed + 2000)
      let policy = try Self.policy(catalogue, &random)
      let institution = ScoringInstitution(
        code: "H99010000001", name: "A", level: Int.random(in: 0...3, using: &random),
        isTCM: Bool.random(using: &random))
      let grouper = try Grouper(catalogue: catalogue, policy: policy)
      let classifier = try AuxiliaryClassifier(policy: policy, catalogue: catalogue)
      let tables = try ScoringTables(
        policy: policy, groups: catalogue.scoringGroups, institutions: [institution])
      var explained: [Explained] = []
      for _ in 0..<cases {
        let list = try RandomCatalogue.list(&random, institution: institution.code)
        let rate: PaymentRate? =
          Bool.random(using: &random)
          ? PaymentRate(
            pointValue: BigRatio(try Decimal(parsing: "10.37")),
            payRatio: Bool.random(using: &random) ? BigRatio(try Ratio(2, 3)) : nil,
            elastic: policy.payment.pointValueMethod == .elastic
              ? .init(fixed: BigRatio(Decimal(integer: 9)), floating: BigRatio(try Ratio(32, 3)))
              : nil) : nil
        let special = try Self.decision(&random)
        let account = try CaseAccount(
          list, grouper: grouper, classifier: classifier, tables: tables, elsewhere: .refused,
          special: special
        ) { _, _ in rate }
        explained.append(
          Explained(
            record: ExplanationRecord(account, catalogue: catalogue), list: list,
            institution: institution, rate: account.scoring == nil ? nil : rate, special: special))
      }
      self.seed = seed
      self.catalogue = catalogue
      check = ExplanationCheck(policy: policy, catalogue: catalogue)
      self.explained = explained
      self.random = random
    }

    /// One case in ten was reviewed.
    private static func decision(
      _ random: inout SeededRandom
    ) throws -> SpecialOutcome.Decision? {
      switch Int.random(in: 0...19, using: &random) {
      case 0: .paidByItem(fund: Money(fen: 1_234_567))
      case 1: .adjustedScore(try Decimal(parsing: "187.654321"))
      default: nil
      }
    }

    /// A policy whose group for ungrouped cases the catalogue has.
    private static func policy(
      _ catalogue: Catalogue, _ random: inout SeededRandom
    ) throws -> Policy {
      var policy = try RandomCatalogue.policy(&random)
      policy.pools = PoolPolicy(types: ["310", "390"], merged: false)
      if case .fixedGroup = policy.ungrouped {
        policy.ungrouped = .fixedGroup(code: catalogue.groups[0].code)
      }
      return policy
    }

    func findings(_ record: ExplanationRecord, _ explained: Explained) -> [ExplanationFinding] {
      check.findings(
        in: record, of: explained.list, institution: explained.institution, rate: explained.rate,
        special: explained.special)
    }

    func said(_ explained: Explained) -> String {
      "seed \(seed): \(explained.list.diagnosisText) / \(explained.list.procedureText)"
    }
  }

  @Test("Every explanation passes, also after a way through JSON", arguments: 0..<24)
  func passes(seed: UInt64) throws {
    let sample = try Sample(seed: seed, cases: 70)
    for explained in sample.explained {
      let json = try JSONEncoder().encode(explained.record)
      let decoded = try JSONDecoder().decode(ExplanationRecord.self, from: json)
      #expect(decoded == explained.record)
      let findings = sample.findings(decoded, explained)
      #expect(
        findings.isEmpty,
        "\(sample.said(explained)): \(findings.map { "\($0.path): \($0.message.en)" })")
    }
  }

  @Test("The random cases reach every outcome and most keys")
  func coverage() throws {
    var reasons: Set<String> = []
    var flags: Set<String> = []
    var types: Set<String> = []
    for seed in 0..<12 {
      for explained in try Sample(seed: UInt64(seed), cases: 80).explained {
        reasons.formUnion(explained.record.candidates.map(\.reason))
        flags.formUnion(explained.record.flags)
        types.formUnion([explained.record.auxiliaryType].compactMap { $0 })
      }
    }
    let keys = [
      "stage", "related_procedures", "and_terms", "diagnosis_prefix",
      "higher_score", "nearest_mean_cost", "sequence", "unmatched_related_surgery",
      "has_main_procedure", "main_procedure", "related_procedure", "procedure_class",
      "surgery_level", "age_or_weight", "other_diagnosis", "drug_resistance",
    ]
    #expect(reasons.isSuperset(of: keys), "\(Set(keys).subtracting(reasons))")
    #expect(
      flags.isSuperset(of: [
        "TIE_BROKEN_BY_SEQUENCE", "CONSERVATIVE_TREATMENT", "PRIMARY_CARE_GROUP",
        "COMPOSITE_FALLBACK", "MAIN_DIAGNOSIS_EXCLUDED", "NO_GROUP_MATCHES", "SCOPE_PSYCHIATRIC",
        "PROCEDURE_CODE_UNKNOWN",
      ]), "\(flags)")
    #expect(types.count >= 5, "\(types)")
  }

  /// A false claim of one kind; nil where the record makes no such claim.
  private static let falsehoods:
    [(name: String, made: @Sendable (ExplanationRecord, inout SeededRandom) -> ExplanationRecord?)] =
      [
        (
          "another group",
          { record, random in
            let others = record.candidates.indices.filter {
              record.candidates[$0].outcome != .chosen
            }
            guard let other = others.randomElement(using: &random) else { return nil }
            var changed = record
            for index in changed.candidates.indices
            where changed.candidates[index].outcome == .chosen {
              changed.candidates[index].outcome = .lost
              changed.candidates[index].reason = "sequence"
            }
            changed.candidates[other].outcome = .chosen
            changed.candidates[other].reason = ""
            changed.group = changed.candidates[other].group
            return changed
          }
        ),
        (
          "another key",
          { record, random in
            guard let lost = record.candidates.firstIndex(where: { $0.outcome == .lost }) else {
              return nil
            }
            var changed = record
            changed.candidates[lost].reason =
              record.candidates[lost].reason == "stage" ? "exact_codes" : "stage"
            return changed
          }
        ),
        (
          "a failure that is none",
          { record, _ in
            guard let lost = record.candidates.firstIndex(where: { $0.outcome == .lost }) else {
              return nil
            }
            var changed = record
            changed.candidates[lost].outcome = .failed
            changed.candidates[lost].reason = "main_procedure"
            return changed
          }
        ),
        (
          "another row",
          { record, _ in
            guard !record.candidates.isEmpty else { return nil }
            var changed = record
            changed.candidates[0].source += "9"
            return changed
          }
        ),
        (
          "another main procedure",
          { record, _ in
            guard record.scope == nil, !record.candidates.isEmpty else { return nil }
            var changed = record
            changed.mainProcedure = record.mainProcedure == nil ? 0 : nil
            return changed
          }
        ),
        (
          "no flag",
          { record, random in
            let checked: Set<String> = [
              "TIE_BROKEN_BY_SEQUENCE", "PRIMARY_CARE_GROUP", "COMPOSITE_FALLBACK",
              "NO_GROUP_MATCHES", "MAIN_DIAGNOSIS_EXCLUDED", "CONSERVATIVE_TREATMENT",
            ]
            guard let flag = record.flags.first(where: checked.contains) else { return nil }
            var changed = record
            changed.flags.removeAll { $0 == flag }
            return changed
          }
        ),
        (
          "another factor",
          { record, random in
            let named = record.factors.indices.filter {
              record.factors[$0].name != "ungrouped_rule"
                && !record.factors[$0].value.hasPrefix("≈")
            }
            guard let index = named.randomElement(using: &random) else { return nil }
            var changed = record
            changed.factors[index].value = Bool.random(using: &random) ? "0.987" : "123456.5"
            return changed
          }
        ),
        (
          "another rule",
          { record, _ in
            guard let index = record.factors.firstIndex(where: { $0.name == "coefficient_base" })
            else { return nil }
            var changed = record
            changed.factors[index].rule = "coefficients.level.9"
            return changed
          }
        ),
        (
          "another amount",
          { record, random in
            guard let payment = record.paymentFen else { return nil }
            var changed = record
            changed.paymentFen = payment + (Bool.random(using: &random) ? 1 : -1)
            return changed
          }
        ),
        (
          "another score",
          { record, _ in
            guard !record.caseScore.isEmpty else { return nil }
            var changed = record
            changed.caseScore = record.caseScore == "1" ? "2" : "1"
            return changed
          }
        ),
        (
          "another auxiliary type",
          { record, random in
            guard let index = record.auxiliary.indices.randomElement(using: &random) else {
              return nil
            }
            var changed = record
            changed.auxiliary[index].isMet.toggle()
            return changed
          }
        ),
        (
          "no translation",
          { record, _ in
            guard !record.translations.isEmpty else { return nil }
            var changed = record
            changed.translations.removeLast()
            return changed
          }
        ),
        (
          "out of scope",
          { record, _ in
            var changed = record
            changed.scope = record.scope == nil ? "bed_day" : nil
            return changed
          }
        ),
      ]

  private static let samples = Result { try (0..<8).map { try Sample(seed: $0, cases: 40) } }

  @Test("A false claim is found", arguments: falsehoods.indices)
  func falsehood(kind: Int) throws {
    let (name, made) = Self.falsehoods[kind]
    var tried = 0
    for var sample in try Self.samples.get() {
      for explained in sample.explained {
        guard let changed = made(explained.record, &sample.random) else { continue }
        tried += 1
        #expect(!sample.findings(changed, explained).isEmpty, "\(name), \(sample.said(explained))")
      }
    }
    #expect(tried > 5, "\(name) was tried \(tried) times")
  }
}
