import DIPDomain
import DIPReference
import Quantities
import Testing

/// Elastic point values by group, from the settlement to single cases: what results and explanations say
/// of each adds up to what is settled, and the checker finds nothing.
@Suite struct ElasticPaymentTests {
  @Test(arguments: [
    "severe: {groups: [BX], score_from: 1500}",
    "rigid: {share: 0.35, groups: {BD-1: 0.8}}, cap: 1.1",
  ])
  func casesAddUpToTheSettlement(form: String) throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    var lot = RandomCases(catalogue, seed: 31)
    var lists = CaseColumns()
    for number in 0..<80 { lists.append(try lot.next(number)) }
    let text = PolicyText(
      pools: "{mode: separate, types: [\"310\", \"390\"]}",
      ungrouped: "{rule: mean_score_coefficient, mean_score: 600, coefficient: 0.6}",
      pointValue: "{method: elastic, year_start: 8.2, elastic: {\(form)}}",
      more: ["rounding: {case_score: {scale: 4, mode: half_up}}"])
    let funds = SettlementFunds(
      pools: ["310", "390"].map { .init(insurance: $0, amount: Money(fen: 31_234_567)) })
    let computation = try SettlementComputation(
      .init(
        region: try AreaCode(parsing: "990100"), lists: lists, policy: text.policy(),
        catalogue: catalogue, institutions: RandomCases.institutions, funds: funds,
        special: [.init(settlementID: "R7", decision: .adjustedScore(Decimal(integer: 900)))]),
      threads: 2)
    let check = ExplanationCheck(policy: try text.policy(), catalogue: catalogue)
    let cases = try SettledCases(computation, lists: lists, threads: 1)
    var sums: [AccountKey: Int64] = [:]
    var values: Set<String> = []
    for index in 0..<lists.count {
      let account = try computation.explain(lists[index])
      let payment = try cases.payment(cases.standing(index))
      #expect(account.scoring?.payment == payment)
      let list = lists[index]
      let findings = check.findings(
        in: ExplanationRecord(account, catalogue: catalogue), of: list,
        institution: RandomCases.institutions.map(\.scoring).first { $0.code == list.institution },
        rate: account.rate, special: account.special)
      #expect(findings.isEmpty, "\(findings.map(\.message.en))")
      let key = AccountKey(
        institution: lists[index].institution, insurance: lists[index].insurance.code)
      sums[key, default: 0] += payment?.fen ?? 0
      values.formUnion([account.scoring?.value("point_value")].compactMap { $0 })
    }
    // Amounts of cases are whole fen, an account's are rounded once.
    for line in computation.result.accounts {
      let sum = sums[line.key] ?? 0
      #expect(abs(sum - line.payable.fen) <= line.cases, "\(line.key)")
    }
    // Year-start and floating, or shares of both.
    #expect(values.count >= 3)
  }
}
