import Quantities

/// The accepted special cases of a settlement, found among its lists.
struct SpecialDecisions {
  private var decisions: [String: SpecialOutcome.Decision] = [:]
  private var left: Set<String> = []

  /// - Throws: `DIP_SPECIAL_CASE_INVALID` for one that is there twice or negative.
  init(_ outcomes: [SpecialOutcome]) throws(Problem) {
    for outcome in outcomes {
      let isNegative =
        switch outcome.decision {
        case .paidByItem(let fund): fund < .zero
        case .adjustedScore(let score): score < .zero
        }
      guard decisions[outcome.settlementID] == nil, !isNegative else {
        throw Problem(
          .invalidInput, "DIP_SPECIAL_CASE_INVALID",
          zh: "特例单议 \(outcome.settlementID) 重复或为负",
          en: "the special case \(outcome.settlementID) is there twice or negative",
          remedyZh: "请核对特例单议结果", remedyEn: "check the decisions on special cases")
      }
      decisions[outcome.settlementID] = outcome.decision
      left.insert(outcome.settlementID)
    }
  }

  var isEmpty: Bool { decisions.isEmpty }

  /// The decision on a list, once.
  mutating func take(_ id: String) -> SpecialOutcome.Decision? {
    guard let decision = decisions[id] else { return nil }
    left.remove(id)
    return decision
  }

  /// - Throws: `DIP_SPECIAL_CASE_UNKNOWN` when a decision met no list that this settlement scores:
  ///   paying it would be a guess, and leaving it out would break the decision.
  func checkTaken() throws(Problem) {
    guard !left.isEmpty else { return }
    let ids = left.sorted()
    throw Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_UNKNOWN",
      zh: "\(ids.count) 例特例单议不在本期参与结算的清单中：\(ids.prefix(5).joined(separator: "、"))",
      en:
        "\(ids.count) special cases are not among the lists that are settled: \(ids.prefix(5).joined(separator: ", "))",
      remedyZh: "请核对结算期、机构与支付范围", remedyEn: "check period, institution and scope of the cases",
      details: ids.prefix(100).map { Problem.Detail("setl_id", $0) })
  }
}
