import Quantities
import Tabular
import Testing

@testable import DIPDomain

@Suite("Grouping under any policy")
struct GroupingVariantTests {
  private struct Sample {
    let seed: UInt64
    let files: [CatalogueFile]
    let catalogue: Catalogue
    let policy: Policy
    let grouper: Grouper
    let cases: [Case]
    var random: SeededRandom

    init(seed: UInt64, cases count: Int) throws {
      let made = try RandomCatalogue(seed: seed)
      var random = SeededRandom(seed: seed + 1000)
      self.seed = seed
      files = made.files
      catalogue = made.catalogue
      policy = try RandomCatalogue.policy(&random)
      grouper = try Grouper(catalogue: catalogue, policy: policy)
      cases = try (0..<count).map { _ in
        try RandomCatalogue.list(&random, institution: "H99010000001")
      }
      self.random = random
    }

    func said(_ list: Case) -> Comment {
      "seed \(seed): \(list.diagnosisText) / \(list.procedureText) \(policy.grouping)"
    }
  }

  /// Every group tried by the checker's own reading of the rules; the best by its own keys.
  private func search(_ sample: Sample, _ list: Case) -> String? {
    let check = ExplanationCheck(policy: sample.policy, catalogue: sample.catalogue)
    return check.searched(sample.grouper.translated(list))?.code
  }

  @Test("A naive search by the rules written a second time finds the same group", arguments: 0..<16)
  func naive(seed: UInt64) throws {
    let sample = try Sample(seed: seed, cases: 60)
    for list in sample.cases {
      let result = sample.grouper.group(list)
      guard result.group != GroupingResult.outOfScope,
        result.flags.isDisjoint(with: [.diagnosisExcluded, .diagnosisUnknown])
      else { continue }
      let code = result.isGrouped ? sample.catalogue.groups[Int(result.group)].code : nil
      #expect(code == search(sample, list), sample.said(list))
    }
  }

  @Test("No result depends on the order of rows, for any policy", arguments: 0..<6)
  func rowOrder(seed: UInt64) throws {
    var sample = try Sample(seed: seed, cases: 150)
    let shuffled = CatalogueReader.read(
      sample.files.map { CatalogueReaderTests.shuffled($0, &sample.random) })
    let other = try Grouper(catalogue: try #require(shuffled.catalogue), policy: sample.policy)
    for list in sample.cases {
      #expect(sample.grouper.group(list) == other.group(list), sample.said(list))
    }
  }

  @Test("The order of secondary codes does not matter", arguments: 0..<6)
  func secondaryOrder(seed: UInt64) throws {
    var sample = try Sample(seed: seed, cases: 150)
    let classifier = try AuxiliaryClassifier(policy: sample.policy, catalogue: sample.catalogue)
    for list in sample.cases {
      let result = sample.grouper.group(list)
      var other = list
      other.diagnoses =
        list.diagnoses.prefix(1) + list.diagnoses.dropFirst().shuffled(using: &sample.random)
      // The first procedure stays; where it cannot be the main one, the next in order is.
      if sample.grouper.explain(list).mainProcedure == 0 {
        other.procedures =
          list.procedures.prefix(1) + list.procedures.dropFirst().shuffled(using: &sample.random)
      }
      #expect(sample.grouper.group(other) == result, sample.said(list))
      #expect(
        classifier.types(of: other, group: result.group)
          == classifier.types(of: list, group: result.group), sample.said(list))
    }
  }

  @Test("A code that no list knows never makes a case conservative", arguments: 0..<6)
  func unknownCodes(seed: UInt64) throws {
    let sample = try Sample(seed: seed, cases: 100)
    let unknown = try ProcedureCode(parsing: "98.7654")
    for list in sample.cases {
      var other = list
      other.procedures = [unknown]
      let result = sample.grouper.group(other)
      guard result.group != GroupingResult.outOfScope,
        result.flags.isDisjoint(with: [.diagnosisExcluded, .diagnosisUnknown])
      else { continue }
      #expect(result.flags.contains(.procedureUnknown), sample.said(list))
      // Groups of the advance stage look at all procedures, also at none.
      if result.isGrouped, sample.catalogue.groups[Int(result.group)].kind == .advance { continue }
      let isLeftOut = sample.policy.codes.unknown == .medical
      #expect(result.flags.contains(.conservative) == isLeftOut, sample.said(list))
      if result.isGrouped, !isLeftOut {
        let group = sample.catalogue.groups[Int(result.group)]
        #expect(!group.isConservative, sample.said(list))
      }
    }
  }

  @Test("Bulk grouping and explaining give what grouping gives", arguments: 0..<6)
  func oneResult(seed: UInt64) throws {
    let sample = try Sample(seed: seed, cases: 100)
    var columns = CaseColumns()
    for list in sample.cases { columns.append(list) }
    let results = sample.grouper.group(columns)
    for (index, list) in sample.cases.enumerated() {
      let explanation = sample.grouper.explain(list)
      #expect(explanation.result == results[index], sample.said(list))
      #expect(sample.grouper.group(list) == results[index], sample.said(list))
    }
  }
}

extension ExplanationCheck {
  /// The group that wins over all others, found by trying all.
  ///
  /// - Parameter list: translated; which codes the lists lead to is checked elsewhere.
  fileprivate func searched(_ list: Case) -> DiseaseGroup? {
    let subject = CheckedCase(list, policy)
    let main = mainProcedure(of: subject)
    let fitting = catalogue.groups.map {
      CheckedRow(group: $0, subject: subject, catalogue: catalogue, main: main, classes: classes)
    }.filter { $0.isTried && $0.fits }
    return fitting.first { row in
      fitting.allSatisfy { other in
        other.group.code == row.group.code || Self.decidingKey(row, other) != nil
      }
    }?.group
  }
}
