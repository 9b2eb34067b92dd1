import Quantities

extension ExplanationRecord {
  /// What an explanation claims, as data.
  ///
  /// - Parameter catalogue: the one that the case was grouped with.
  public init(_ account: CaseAccount, catalogue: Catalogue) {
    let grouping = account.grouping
    self.init(
      list: account.list.id, group: account.group?.code, scope: account.scope?.rawValue,
      flags: grouping.result.flags.codes,
      translations: grouping.translations.map {
        Translation(
          isProcedure: $0.isProcedure, position: $0.position, from: $0.from, to: $0.to,
          source: $0.source)
      },
      mainProcedure: grouping.mainProcedure,
      candidates: grouping.candidates.map { Candidate($0, catalogue) },
      auxiliary: account.auxiliary.map {
        Auxiliary(
          type: $0.type, isMet: $0.isMet, coefficient: $0.coefficient?.description ?? "")
      },
      auxiliaryType: account.auxiliaryType?.code,
      factors: (account.scoring?.factors ?? []).map {
        Factor(name: $0.name, exact: $0.exact, value: $0.value, rule: $0.rule)
      },
      caseScore: account.scoring?.caseScore ?? "", paymentFen: account.scoring?.payment?.fen)
  }
}

extension ExplanationRecord.Candidate {
  fileprivate init(_ candidate: GroupingExplanation.Candidate, _ catalogue: Catalogue) {
    let (outcome, reason): (Outcome, String) =
      switch candidate.outcome {
      case .chosen: (.chosen, "")
      case .lost(let key): (.lost, key.code)
      case .failed(let failure): (.failed, failure.code)
      }
    self.init(
      group: catalogue.groups[candidate.group].code, outcome: outcome, reason: reason,
      source: candidate.source)
  }
}

extension CaseAccount {
  /// Why the case is not paid by DIP; nil when it is.
  fileprivate var scope: GroupingPolicy.ScopeRule.Reason? {
    let flags = grouping.result.flags
    return GroupingPolicy.ScopeRule.Reason.allCases.first {
      flags.contains(GroupingFlags(scope: $0))
    }
  }
}
