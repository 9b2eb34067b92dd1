import Quantities
import Yams

extension ConsortiumPolicy {
  enum BudgetRule: String, CaseIterable {
    case mergedPools = "merged_pools"
    case capitation
  }
  enum DeficitRule: String, CaseIterable {
    case notCovered = "not_covered"
    case shared
  }

  /// `consortium: {name, lead, budget, deficit, level_one_drug_exemption, surplus}`
  init?(_ root: PolicySection, pools: PoolPolicy) {
    guard let section = root.section("consortium") else { return nil }
    self.init(
      name: section.text("name") ?? "", lead: section.text("lead") ?? "",
      budget: Self.budget(section), deficit: Self.deficit(section),
      levelOneDrugExemption: section.flag("level_one_drug_exemption", default: false),
      surplus: section.choice("surplus", default: .byScore))
    if !pools.merged {
      section.findings.invalid(
        section.mark, "pools.mode", zh: "总额包干的基金整体打包，pools.mode 应为 merged",
        en: "a package is one fund: pools.mode has to be merged")
    }
  }

  private static func budget(_ section: PolicySection) -> Budget {
    guard let budget = section.section("budget") else { return .mergedPools }
    let rule: BudgetRule? = budget.choice("rule")
    return rule == .capitation
      ? .capitation(perPerson: budget.money("per_person")) : .mergedPools
  }

  private static func deficit(_ section: PolicySection) -> Deficit {
    guard let deficit = section.section("deficit") else { return .notCovered }
    let rule: DeficitRule? = deficit.choice("rule")
    guard rule == .shared else { return .notCovered }
    var steps: [DeficitStep] = []
    for step in deficit.sections("steps") {
      let made = DeficitStep(
        upTo: step.decimal("up_to", default: .zero),
        fundShare: step.decimal("fund_share", default: .zero))
      if made.upTo <= (steps.last?.upTo ?? .zero) {
        step.findings.invalid(
          step.mark(of: "up_to"), step.join("up_to"), zh: "应逐级增大",
          en: "must increase from step to step")
      }
      steps.append(made)
    }
    return .shared(steps)
  }
}
