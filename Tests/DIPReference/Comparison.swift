import DIPDomain
import Quantities

/// The product against the reference, over cases and policies by lot (对照).
public struct Comparison: Sendable {
  public struct Disagreement: Error, CustomStringConvertible {
    public var description: String
  }

  private let catalogue: Catalogue
  private let cases: [Case]
  private let columns: CaseColumns

  public init(_ catalogue: Catalogue, cases count: Int, seed: UInt64) throws {
    self.catalogue = catalogue
    var lot = RandomCases(catalogue, seed: seed)
    var cases: [Case] = []
    var columns = CaseColumns()
    for number in 0..<count {
      let list = try lot.next(number)
      cases.append(list)
      columns.append(list)
    }
    self.cases = cases
    self.columns = columns
  }

  /// Groups, scores and pays everything both ways under the policy of a seed.
  ///
  /// - Returns: how many cases have a group.
  /// - Throws: `Disagreement` with the first case or account that differs.
  @discardableResult
  public func check(policy seed: UInt64, threads: Int) throws -> Int {
    let yaml = ReferencePolicies.yaml(seed: seed)
    let policy: Policy
    do {
      policy = try Policy.read(yaml: yaml).policy
    } catch {
      throw Disagreement(description: "policy \(seed) is refused: \(error.problem)\n\(yaml)")
    }
    let institutions = RandomCases.institutions
    let funds = SettlementFunds(
      pools: policy.pools.types.map {
        .init(
          insurance: $0, amount: Money(fen: Int64(cases.count) * 500_000 + 7),
          regulation: Money(fen: 1_000_000_000_000))
      },
      institutions: [
        .init(
          code: institutions[1].scoring.code, insurance: "310",
          auditDeduction: Money(fen: 123_457), assessment: try Decimal(parsing: "0.985"))
      ])
    let computation = try SettlementComputation(
      .init(
        region: try AreaCode(parsing: "990100"), lists: columns, policy: policy,
        catalogue: catalogue, institutions: institutions, funds: funds), threads: threads)
    let (entries, grouped) = try compareCases(policy, computation, institutions, seed)
    try compareAccounts(policy, funds, entries, computation.result, seed)
    return grouped
  }

  private func compareCases(
    _ policy: Policy, _ computation: SettlementComputation, _ institutions: [RegionInstitution],
    _ seed: UInt64
  ) throws -> ([ReferenceSettlement.Entry], Int) {
    let groups = computation.grouper.group(columns)
    let grouping = ReferenceGrouping(catalogue, policy)
    let scoring = ReferenceScoring(catalogue, policy)
    let byCode = Dictionary(
      uniqueKeysWithValues: institutions.map { ($0.scoring.code, $0.scoring) })
    var entries: [ReferenceSettlement.Entry] = []
    var grouped = 0
    for (index, list) in cases.enumerated() {
      let expected = grouping.answer(list)
      let answer: ReferenceGrouping.Answer =
        switch groups[index].group {
        case GroupingResult.outOfScope: .outOfScope
        case GroupingResult.ungrouped: .ungrouped
        case let group: .group(Int(group))
        }
      guard answer == expected else {
        throw Disagreement(
          description:
            "policy \(seed), case \(list.id) \(list.diagnosisText) / \(list.procedureText): \(name(answer)), expected \(name(expected))"
        )
      }
      if case .group = expected { grouped += 1 }
      if expected == .outOfScope { continue }
      guard let institution = byCode[list.institution],
        let score = scoring.score(list, expected, institution)
      else { continue }
      entries.append(.init(list: list, institution: institution, score: score))
    }
    return (entries, grouped)
  }

  private func name(_ answer: ReferenceGrouping.Answer) -> String {
    guard case .group(let index) = answer else { return "\(answer)" }
    return catalogue.groups[index].code
  }

  private func compareAccounts(
    _ policy: Policy, _ funds: SettlementFunds, _ entries: [ReferenceSettlement.Entry],
    _ result: SettlementResult, _ seed: UInt64
  ) throws {
    let expected = ReferenceSettlement(policy, funds).dues(entries)
    let scores = Dictionary(grouping: entries) { entry in
      ReferenceSettlement.Account(
        institution: entry.institution.code,
        insurance: policy.pools.merged ? "" : entry.list.insurance.code)
    }.mapValues { Fraction.sum($0.map(\.score)) }
    for account in result.accounts {
      let key = ReferenceSettlement.Account(
        institution: account.institution.code, insurance: account.insurance ?? "")
      let score = scores[key] ?? .zero
      guard score.isPrinted(account.totalScore) else {
        throw Disagreement(
          description: "policy \(seed), \(key): score \(account.totalScore), expected \(score)")
      }
      guard account.due.fen == expected[key] ?? 0 else {
        throw Disagreement(
          description:
            "policy \(seed), \(key): \(account.due.fen) fen, expected \(expected[key] ?? 0)")
      }
    }
    guard
      Set(scores.keys).isSubset(
        of: result.accounts.map {
          ReferenceSettlement.Account(
            institution: $0.institution.code, insurance: $0.insurance ?? "")
        })
    else { throw Disagreement(description: "policy \(seed): an account is missing") }
  }
}
