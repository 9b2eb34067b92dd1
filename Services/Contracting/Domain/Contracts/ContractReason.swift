import Quantities

/// Why a contract was refused or ended early (原因代码).
public enum ContractReason: String, Sendable, Hashable, CaseIterable {
  /// 居民要求
  case residentRequest = "resident_request"
  /// 迁出
  case movedAway = "moved_away"
  /// 死亡
  case deceased
  /// 团队撤销
  case teamClosed = "team_closed"
  /// 医生离任
  case doctorLeft = "doctor_left"
  /// 更换服务包
  case packageChanged = "package_changed"
  /// 一方违约
  case breach
  /// 签约人数已满
  case panelFull = "panel_full"
  /// 不在服务范围
  case outOfArea = "out_of_area"
  /// 录入错误
  case enteredInError = "entered_in_error"
  /// 其他; needs a note
  case other

  /// Reasons that fit a step; empty for steps that need none.
  static func allowed(for kind: ContractStep.Kind) -> [ContractReason] {
    switch kind {
    case .refused: [.panelFull, .outOfArea, .residentRequest, .enteredInError, .other]
    case .terminated:
      [
        .residentRequest, .movedAway, .deceased, .teamClosed, .doctorLeft, .packageChanged,
        .breach, .enteredInError, .other,
      ]
    case .transferredAway: [.residentRequest, .movedAway, .teamClosed, .doctorLeft, .other]
    case .drafted, .signed, .transferredIn, .renewed, .renewal, .renewalWithdrawn: []
    }
  }

  /// Checks a reason given for a step.
  static func checked(
    _ reason: ContractReason?, for kind: ContractStep.Kind, note: String
  ) throws(Problem) -> ContractReason {
    let allowed = allowed(for: kind)
    guard let reason, allowed.contains(reason) else {
      let codes = allowed.map(\.rawValue).joined(separator: ", ")
      throw Problem(
        .invalidInput, "CONTRACT_REASON_INVALID", zh: "原因代码缺失或不适用于此操作",
        en: "the reason is missing or does not fit this step",
        remedyZh: "请选择：\(codes)", remedyEn: "choose one of: \(codes)",
        details: [.init("reason", reason?.rawValue ?? ""), .init("step", kind.rawValue)])
    }
    guard reason != .other || !note.allSatisfy(\.isWhitespace) else {
      throw Problem(
        .invalidInput, "CONTRACT_NOTE_MISSING", zh: "原因为“其他”时必须填写说明",
        en: "the reason “other” needs a note", remedyZh: "请填写说明", remedyEn: "write a note")
    }
    return reason
  }
}
