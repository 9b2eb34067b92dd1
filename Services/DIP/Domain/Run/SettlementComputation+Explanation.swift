import Quantities

/// Why one case has its group, score and payment (病例说明).
public struct CaseAccount: Sendable {
  public var list: Case
  public var grouping: GroupingExplanation
  /// Nil when the case is not scored: out of scope, or at an institution elsewhere.
  public var scoring: CaseExplanation?
  /// Every auxiliary type of the policy, met or not; empty without a group.
  public var auxiliary: [AuxiliaryFinding] = []
  /// The auxiliary type that the score has; nil without one.
  public var auxiliaryType: AuxiliaryType?
  /// What a review made of the case (特例单议); nil for ordinary ones.
  public var special: SpecialOutcome.Decision?
  /// What a score point was worth to the case; nil when it is not scored, or nothing is known.
  public var rate: PaymentRate?
  /// Line of the year that the case belongs to; nil when it is not scored.
  public var part: ScorePart?
  /// Group of the catalogue; nil when it is in none.
  public var group: DiseaseGroup?
  /// Reason codes, in a fixed order.
  public var reasons: [String]

  /// `XQ`, `BX`, `FZ`, `JC`, `local`, `composite`, `ungrouped` or `out_of_scope`.
  public var stage: String {
    if let group { return group.kind.stage }
    return grouping.result.group == GroupingResult.outOfScope ? "out_of_scope" : "ungrouped"
  }
}

extension SettlementComputation {
  /// Explains a list of this settlement at the point value and pay ratio that it was paid at.
  public func explain(_ list: Case) throws(Problem) -> CaseAccount {
    let place = package(institution: list.institution, area: list.area, day: list.discharge.day)
    let consortium: Int
    switch place {
    case .inside(let index): consortium = index
    case nil: consortium = 0
    case .referredOut, .outside:
      return try CaseAccount(
        list, grouper: grouper, classifier: classifier, elsewhere: place?.reason ?? "")
    }
    let pool = tables.policy.pools.types.firstIndex(of: list.insurance.code) ?? 0
    return try CaseAccount(
      list, grouper: grouper, classifier: classifier,
      tables: tables(pool: pool, consortium: consortium), elsewhere: .outOfScope,
      special: special.first { $0.settlementID == list.id }?.decision
    ) { rate(institution: $0, pool: $1, consortium: consortium) }
  }

  /// What does not hold in an explanation of this settlement, by the rules written a second time.
  public func findings(in account: CaseAccount) -> [ExplanationFinding] {
    ExplanationCheck(policy: tables.policy, catalogue: grouper.catalogue).findings(
      in: ExplanationRecord(account, catalogue: grouper.catalogue), of: account.list,
      institution: tables.institutions.first { $0.code == account.list.institution },
      rate: account.rate, special: account.special)
  }
}

extension CaseAccount {
  /// What becomes of a case at an institution that the tables do not have.
  public enum Elsewhere: Sendable {
    /// It is not paid from the region's pools.
    case outOfScope
    /// It is refused.
    case refused
  }

  /// A list that is grouped and not scored, for a stated reason.
  public init(
    _ list: Case, grouper: Grouper, classifier: AuxiliaryClassifier, elsewhere reason: String
  ) throws(Problem) {
    self.list = list
    grouping = grouper.explain(list)
    let number = Int(grouping.result.group)
    group = number >= 0 ? grouper.catalogue.groups[number] : nil
    auxiliary = classifier.explain(list, group: grouping.result.group)
    reasons = grouping.result.flags.codes + [reason]
  }

  /// - Parameter rate: point value and pay ratio for an institution and pool of the tables.
  /// - Throws: `DIP_ESTIMATE_INSTITUTION_UNKNOWN` when such institutions are refused.
  public init(
    _ list: Case, grouper: Grouper, classifier: AuxiliaryClassifier, tables: ScoringTables,
    elsewhere: Elsewhere, special: SpecialOutcome.Decision? = nil,
    rate: (_ institution: Int, _ pool: Int) -> PaymentRate?
  ) throws(Problem) {
    self.list = list
    grouping = grouper.explain(list)
    reasons = grouping.result.flags.codes
    let number = Int(grouping.result.group)
    group = number >= 0 ? grouper.catalogue.groups[number] : nil
    auxiliary = classifier.explain(list, group: grouping.result.group)
    guard number != Int(GroupingResult.outOfScope) else { return }
    guard let institution = tables.institutions.firstIndex(where: { $0.code == list.institution })
    else {
      guard elsewhere == .outOfScope else { throw Self.unknown(list.institution) }
      reasons.append("INSTITUTION_ELSEWHERE")
      return
    }
    guard let pool = tables.policy.pools.types.firstIndex(of: list.insurance.code) else {
      reasons.append("POOL_NOT_IN_POLICY")
      return
    }
    let types = classifier.types(of: list, group: grouping.result.group)
    let cell = tables.cell(group: grouping.result.group, types: types)
    if special == nil, cell >= 0 {
      auxiliaryType = tables.auxiliaryType(ofCell: Int(cell))?.type
    }
    self.special = special
    part = special == nil ? tables.part(ofCell: cell) : .special
    let technologies = try NewTechnologyScores(grouper.catalogue, tables.policy)
    let figures = CaseFigures(
      institution: institution, group: number >= 0 ? number : nil, auxiliaryTypes: types,
      pool: pool,
      totalCost: list.cost.total, bookedFund: list.cost.fund, patientShare: list.cost.patient,
      special: special,
      addOn: try technologies.score(of: list))
    let rate = rate(institution, pool)
    self.rate = rate
    scoring = try tables.judged(by: rate).explain(figures, rate: rate)
  }

  /// The steps of grouping, then what became of every auxiliary type.
  public var steps: [GroupingExplanation.Step] {
    grouping.steps
      + auxiliary.map { finding in
        let isApplied = finding.type == auxiliaryType?.code
        let zh = isApplied ? "适用" : finding.isMet ? "符合" : "不符合"
        let en = isApplied ? "applied" : finding.isMet ? "met" : "not met"
        let coefficient = finding.coefficient.map { " × \($0)" } ?? ""
        return GroupingExplanation.Step(
          name: "auxiliary",
          text: Bilingual(
            zh: "辅助分型 \(finding.type)\(coefficient) \(zh)：\(finding.reason.zh)",
            en: "auxiliary type \(finding.type)\(coefficient) \(en): \(finding.reason.en)"),
          source: finding.source)
      }
  }

  /// Code of the group, with the auxiliary type's suffix where the policy writes it (济宁).
  public func groupCode(_ policy: AuxiliaryPolicy) -> String {
    group.map { policy.code(of: $0, with: auxiliaryType) } ?? ""
  }

  private static func unknown(_ code: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_ESTIMATE_INSTITUTION_UNKNOWN",
      zh: "机构 \(code) 不在机构名单中，无法确定系数", en: "institution \(code) is not known: no coefficient",
      remedyZh: "请先在注册服务中登记该机构并同步", remedyEn: "register the institution and synchronise")
  }
}

extension ScoringTables {
  /// Tables that judge deviations by the point value that a case is paid at, where the policy takes
  /// the settlement's as reference.
  fileprivate func judged(by rate: PaymentRate?) throws(Problem) -> ScoringTables {
    guard policy.deviation.reference == .standard, policy.deviation.pointValue == .settlement,
      let rate, let value = try? Decimal(parsing: rate.pointValue.description),
      value != policy.payment.yearStartPointValue
    else { return self }
    return try judged(at: value)
  }
}
