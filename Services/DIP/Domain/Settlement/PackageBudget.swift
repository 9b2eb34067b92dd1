import Quantities

/// The budget of a consortium's package and its year end (总额包干).
struct PackageBudget {
  let statement: PackageStatement
  /// What the members get.
  var distributed: Money { statement.distributed }
  /// Index of the institution that leads.
  let lead: Int

  /// nil when the policy has no consortium.
  ///
  /// - Parameter consortium: one of several of the region; nil takes the policy's.
  init?(
    _ tables: ScoringTables, _ sheet: FundSheet, _ figures: SettlementFunds.Package,
    booked: Money, consortium: Consortium?
  ) throws(Problem) {
    guard let rule = tables.policy.consortium else {
      guard figures == SettlementFunds.Package() else {
        throw Self.refused(
          "DIP_PACKAGE_UNKNOWN", "政策没有医共体包干规则", "the policy has no consortium package")
      }
      return nil
    }
    let leadCode = consortium?.lead ?? rule.lead
    guard let lead = tables.institutions.firstIndex(where: { $0.code == leadCode }) else {
      throw Self.refused(
        "DIP_PACKAGE_LEAD_UNKNOWN", "总医院 \(leadCode) 不在机构名单中",
        "the lead hospital \(leadCode) is not in the list of institutions")
    }
    self.lead = lead
    let stated = sheet.pools.first ?? .zero
    let budget = try Self.budget(rule.budget, stated: stated, figures)
    guard figures.referredOut >= .zero else {
      throw Self.refused("DIP_PACKAGE_INVALID", "外转费用为负", "the cost elsewhere is negative")
    }
    let spent = try booked + figures.referredOut
    let share = try Self.fundShare(rule.deficit, budget: budget, spent: spent)
    let distributed = try budget - figures.referredOut + share
    guard distributed >= .zero else {
      throw Self.refused(
        "DIP_PACKAGE_EXHAUSTED", "外转费用超过包干总额", "what was paid elsewhere exceeds the package")
    }
    let balance = try budget - spent
    statement = PackageStatement(
      code: consortium?.code ?? "", name: consortium?.name ?? rule.name, lead: leadCode,
      budget: budget, referredOut: figures.referredOut, bookedInside: booked, balance: balance,
      fundShare: share, distributed: distributed,
      keptByLead: rule.surplus == .lead ? max(balance, .zero) : .zero,
      exemptMembers: rule.levelOneDrugExemption
        ? Self.levelOne(tables.institutions, consortium) : [])
  }

  private static func levelOne(
    _ institutions: [ScoringInstitution], _ consortium: Consortium?
  ) -> [String] {
    let members = consortium.map { Set($0.members) }
    return institutions.filter { $0.level == 1 && members?.contains($0.code) ?? true }
      .map(\.code).sorted()
  }

  private static func budget(
    _ rule: ConsortiumPolicy.Budget, stated: Money, _ figures: SettlementFunds.Package
  ) throws(Problem) -> Money {
    switch rule {
    case .mergedPools:
      return stated
    case .capitation(let perPerson):
      guard figures.insuredPersons > 0 else {
        throw refused(
          "DIP_PACKAGE_INVALID", "按人头总额预付须提供参保人数",
          "a budget by capitation needs the number of insured persons")
      }
      let budget = try Money(exactly: Int128(perPerson.fen) * Int128(figures.insuredPersons))
      guard stated == .zero || stated == budget else {
        throw refused(
          "DIP_PACKAGE_BUDGET_MISMATCH", "基金表总额 \(stated) 与按人头计算的 \(budget) 不一致",
          "the fund sheet's \(stated) is not the capitation budget \(budget)")
      }
      return budget
    }
  }

  /// What the fund bears of `spent − budget`: each step's share of the part of the excess within it,
  /// rounded down so that the fund never bears more than its rule says.
  private static func fundShare(
    _ rule: ConsortiumPolicy.Deficit, budget: Money, spent: Money
  ) throws(Problem) -> Money {
    guard case .shared(let steps) = rule, spent > budget else { return .zero }
    let excess = BigRatio(fen: try spent - budget)
    var covered = BigRatio.zero
    var share = BigRatio.zero
    for step in steps {
      let end = min(excess, BigRatio(fen: budget) * BigRatio(step.upTo))
      guard end > covered else { break }
      share = share + (end - covered) * BigRatio(step.fundShare)
      covered = end
    }
    return try share.fen(.down)
  }

  private static func refused(_ code: String, _ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, code, zh: zh, en: en,
      remedyZh: "请修正基金表或政策", remedyEn: "correct the fund sheet or the policy")
  }
}
