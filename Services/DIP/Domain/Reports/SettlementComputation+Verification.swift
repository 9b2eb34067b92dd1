import Quantities

extension SettlementComputation {
  /// What the independent checker does not confirm in an explanation of this settlement; empty when
  /// every claim holds.
  public func findings(in account: CaseAccount) -> [ExplanationFinding] {
    let list = account.list
    let place = tables.institutions.firstIndex { $0.code == list.institution }
    let pool = tables.policy.pools.types.firstIndex(of: list.insurance.code)
    var rate: PaymentRate?
    if let place, let pool { rate = self.rate(institution: place, pool: pool) }
    return ExplanationCheck(policy: tables.policy, catalogue: grouper.catalogue).findings(
      in: ExplanationRecord(account, catalogue: grouper.catalogue), of: list,
      institution: place.map { tables.institutions[$0] }, rate: rate)
  }

  /// The part of the year's clearing that the case of an explanation belongs to; nil when it is not
  /// scored.
  public func part(of account: CaseAccount) -> ScorePart? {
    guard account.scoring != nil else { return nil }
    if special.contains(where: { $0.settlementID == account.list.id }) { return .special }
    let group = account.grouping.result.group
    let types = classifier.types(of: account.list, group: group)
    return tables.part(ofCell: tables.cell(group: group, types: types))
  }
}
