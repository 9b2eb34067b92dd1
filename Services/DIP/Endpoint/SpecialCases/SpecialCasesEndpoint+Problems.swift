import DIPDomain
import DIPStorage
import Quantities

extension SpecialCasesEndpoint {
  static func unknown(_ listID: String) -> Problem {
    Problem(
      .notFound, "DIP_SPECIAL_CASE_NOT_APPLIED", zh: "没有特例单议申请 \(listID.prefix(64))。",
      en: "There is no application for a special case \(listID.prefix(64)).",
      remedyZh: "请核对 setl_id，或先申请。", remedyEn: "Check the setl_id, or apply first.")
  }

  static func known(_ known: SpecialCase) -> Problem {
    Problem(
      .alreadyExists, "DIP_SPECIAL_CASE_KNOWN",
      zh: "清单 \(known.listID) 已申请特例单议，状态为“\(known.state.title.zh)”。",
      en: "List \(known.listID) was applied for before; it is \(known.state.title.en).",
      remedyZh: "一份清单只能申请一次；请查询该申请。",
      remedyEn: "A list is applied for once; look at the application.")
  }

  static func listChanged(_ known: SpecialCase) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_LIST_CHANGED",
      zh:
        "清单 \(known.listID) 已更正为第 \(known.currentListVersion) 版，申请针对的是第 \(known.listVersion) 版。",
      en:
        "List \(known.listID) was corrected to version \(known.currentListVersion); the application is about version \(known.listVersion).",
      remedyZh: "请就更正后的清单重新申请，再作结论。",
      remedyEn: "Apply for the corrected list, then decide.",
      details: [
        Problem.Detail("list_version", String(known.listVersion)),
        Problem.Detail("current_list_version", String(known.currentListVersion)),
      ])
  }

  static func decided(_ known: SpecialCase) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_DECIDED",
      zh: "清单 \(known.listID) 的特例单议已有结论：\(known.state.title.zh)。",
      en: "The special case \(known.listID) was decided: \(known.state.title.en).",
      remedyZh: "结论不可更改；请查询其历史。", remedyEn: "A decision stands; look at its history.")
  }

  static func notInPolicy(_ policy: Policy) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_NOT_IN_POLICY",
      zh: "政策 \(policy.name) 没有特例单议规则。",
      en: "Policy \(policy.name) has no rule for special cases.",
      remedyZh: "请在政策中写明 special_case。", remedyEn: "State special_case in the policy.")
  }

  static func notPaidByDIP(_ list: Case, _ account: CaseAccount) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_OUT_OF_SCOPE",
      zh: "清单 \(list.id) 不按 DIP 付费，不能申请特例单议。",
      en: "List \(list.id) is not paid by DIP and cannot be a special case.",
      remedyZh: "请查看入组说明。", remedyEn: "Look at the explanation of its group.",
      details: account.reasons.map { Problem.Detail("reason", $0) })
  }

  static func invalidOutcome(_ zh: String, _ en: String) -> Problem {
    Problem(
      .invalidInput, "DIP_SPECIAL_CASE_PAYMENT_INVALID", zh: "支付方式不符合政策：\(zh)。",
      en: "That is not how the policy pays special cases: \(en).",
      remedyZh: "支付方式由政策 special_case.payment 规定。",
      remedyEn: "The policy's special_case.payment says how they are paid.")
  }
}

extension SpecialCase {
  /// Whether another application says the same as the one that is entered.
  func isSameApplication(as other: SpecialCase) -> Bool {
    listVersion == other.listVersion && findings == other.findings
      && application?.reason == other.application?.reason
      && application?.evidence == other.application?.evidence
  }

  /// The newest step that applied.
  private var application: Step? { steps.last { $0.state == .applied } }

  /// Whether the decision that stands is this one, whoever made it.
  func isDecided(as step: Step) -> Bool {
    guard let decision = steps.last(where: { $0.state == .accepted || $0.state == .rejected })
    else { return false }
    return decision.state == step.state && decision.outcome == step.outcome
      && decision.reason == step.reason
  }
}

extension SpecialCase.State {
  /// 申请、同意、不同意、支付
  fileprivate var title: Bilingual {
    switch self {
    case .applied: Bilingual(zh: "已申请", en: "applied")
    case .accepted: Bilingual(zh: "同意", en: "accepted")
    case .rejected: Bilingual(zh: "不同意", en: "rejected")
    case .paid: Bilingual(zh: "已支付", en: "paid")
    }
  }
}
