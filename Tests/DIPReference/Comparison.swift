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

  /// Lists of one's own.
  public init(_ catalogue: Catalogue, lists: CaseColumns) {
    self.catalogue = catalogue
    columns = lists
    cases = (0..<lists.count).map { lists[$0] }
  }

  /// Groups, scores and pays everything both ways under the policy of a seed.
  ///
  /// - Returns: how many cases have a group.
  /// - Throws: `Disagreement` with the first case or account that differs.
  @discardableResult
  public func check(policy seed: UInt64, threads: Int) throws -> Int {
    let yaml = ReferencePolicies.yaml(seed: seed)
    do {
      return try check(Policy.read(yaml: yaml).policy, named: "\(seed)", threads: threads)
    } catch let refusal as PolicyRefusal {
      throw Disagreement(description: "policy \(seed) is refused: \(refusal.problem)\n\(yaml)")
    }
  }

  /// The same under a policy; a consortium's package is led by the first institution.
  @discardableResult
  public func check(_ stated: Policy, named name: String, threads: Int) throws -> Int {
    let institutions = RandomCases.institutions
    var policy = stated
    policy.consortium?.lead = institutions[0].scoring.code
    let funds = try funds(policy, institutions)
    let computation = try SettlementComputation(
      .init(
        region: try AreaCode(parsing: "990100"), lists: columns, policy: policy,
        catalogue: catalogue, institutions: institutions, funds: funds), threads: threads)
    let (entries, grouped) = try compareCases(policy, computation, institutions, name)
    try compareAccounts(policy, funds, entries, computation.result, name)
    return grouped
  }

  private func funds(
    _ policy: Policy, _ institutions: [RegionInstitution]
  ) throws -> SettlementFunds {
    var funds = SettlementFunds(
      pools: policy.pools.types.map {
        .init(
          insurance: $0, amount: Money(fen: Int64(cases.count) * 500_000 + 7),
          regulation: Money(fen: 1_000_000_000_000))
      },
      institutions: [
        .init(
          code: institutions[1].scoring.code, insurance: policy.pools.types[0],
          auditDeduction: Money(fen: 123_457), assessment: try Decimal(parsing: "0.985"))
      ])
    guard let rule = policy.consortium else { return funds }
    funds.package.referredOut = Money(fen: Int64(cases.count) * 20_000 + 3)
    if case .capitation = rule.budget {
      funds.package.insuredPersons = Int64(cases.count) * 9
      for place in funds.pools.indices { funds.pools[place].amount = .zero }
    }
    return funds
  }

  private func compareCases(
    _ policy: Policy, _ computation: SettlementComputation, _ institutions: [RegionInstitution],
    _ policyName: String
  ) throws -> ([ReferenceSettlement.Entry], Int) {
    let groups = computation.grouper.group(columns)
    let grouping = ReferenceGrouping(catalogue, policy)
    let scoring = ReferenceScoring(catalogue, policy)
    let byCode = Dictionary(
      uniqueKeysWithValues: institutions.map { ($0.scoring.code, $0.scoring) })
    var entries: [ReferenceSettlement.Entry] = []
    var grouped = 0
    for (index, original) in cases.enumerated() {
      let list = grouping.translated(original)
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
            "policy \(policyName), case \(list.id) \(list.diagnosisText) / \(list.procedureText): \(name(answer)), expected \(name(expected))"
        )
      }
      if case .group = expected { grouped += 1 }
      if expected == .outOfScope || !policy.pools.types.contains(list.insurance.code) { continue }
      guard let institution = byCode[list.institution],
        let (score, position) = scoring.score(list, expected, institution)
      else { continue }
      var group: DiseaseGroup?
      if case .group(let index) = expected { group = catalogue.groups[index] }
      entries.append(
        .init(
          list: list, institution: institution, group: group, score: score, position: position,
          addOn: scoring.addOn(list)))
    }
    return (entries, grouped)
  }

  private func name(_ answer: ReferenceGrouping.Answer) -> String {
    guard case .group(let index) = answer else { return "\(answer)" }
    return catalogue.groups[index].code
  }

  private func compareAccounts(
    _ policy: Policy, _ funds: SettlementFunds, _ entries: [ReferenceSettlement.Entry],
    _ result: SettlementResult, _ policyName: String
  ) throws {
    let expected = ReferenceSettlement(policy, funds).lines(entries)
    let own = Dictionary(grouping: entries) { entry in
      ReferenceSettlement.Account(
        institution: entry.institution.code,
        insurance: policy.pools.merged ? "" : entry.list.insurance.code)
    }
    func disagree(_ account: ReferenceSettlement.Account?, _ what: String) -> Disagreement {
      let place = account.map { "\($0.institution) \($0.insurance)" } ?? "the pools"
      return Disagreement(description: "policy \(policyName), \(place): \(what)")
    }
    for account in result.accounts {
      let key = ReferenceSettlement.Account(
        institution: account.institution.code, insurance: account.insurance ?? "")
      let cases = own[key] ?? []
      func count(_ position: ReferenceScoring.Position) -> Int64 {
        Int64(cases.count { $0.position == position })
      }
      let score = Fraction.sum(cases.map(\.total))
      guard score.isPrinted(account.totalScore) else {
        throw disagree(key, "score \(account.totalScore), expected \(score)")
      }
      guard account.cases == Int64(cases.count), account.lowCases == count(.low),
        account.highCases == count(.high), account.ungroupedCases == count(.ungrouped)
      else { throw disagree(key, "numbers of cases") }
      let line = expected[key] ?? ReferenceSettlement.Line()
      guard account.payable.fen == line.payable, account.due.fen == line.due else {
        throw disagree(
          key,
          "\(account.payable.fen) and \(account.due.fen) fen, expected \(line.payable) and \(line.due)"
        )
      }
    }
    let stated = result.accounts.map {
      ReferenceSettlement.Account(
        institution: $0.institution.code, insurance: $0.insurance ?? "")
    }
    guard Set(own.keys).isSubset(of: stated) else { throw disagree(nil, "an account is missing") }
    // Nothing is lost: what is paid, what stays and what moves make the pools.
    for pool in result.pools {
      let paid = expected.filter { pool.insurance == nil || $0.key.insurance == pool.insurance }
        .reduce(0) { $0 + $1.value.due }
      guard paid + pool.residual.fen + pool.regulation.fen == pool.pool.fen else {
        throw disagree(nil, "residual \(pool.residual) and regulation \(pool.regulation)")
      }
    }
  }
}
