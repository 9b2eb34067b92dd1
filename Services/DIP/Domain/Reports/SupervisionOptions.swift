import Quantities

/// What supervision looks for (监管参数). Choices of a report and not of a policy: they point at cases
/// that people should look at and never change a payment.
public struct SupervisionOptions: Sendable, Hashable {
  /// 二次入院: days between discharge and the next admission into the same group.
  public var readmissionDays = 10
  /// 分解住院: days between discharge and the next admission at the same institution, another group.
  public var splitDays = 3
  /// 低标入院: longest stay in days, and highest cost in per cent of the region's mean of the group.
  public var lowThresholdDays = 3
  public var lowThresholdCostPercent = 50
  /// 超长住院: shortest stay in days that is always named, and the stay in per cent of the region's
  /// mean of the group.
  public var overlongDays = 60
  public var overlongPercent = 300
  /// Fewest cases that a mean or a share is compared by.
  public var minimumCases = 10
  /// 高分值病种占比异常: percentage points above institutions of the same level, and above the
  /// institution's own previous year.
  public var shiftPeerPoints = 20
  public var shiftYearPoints = 10

  public init() {}

  /// - Throws: `DIP_SUPERVISION_OPTION_INVALID` for a number below zero or above a million.
  public func checked() throws(Problem) -> SupervisionOptions {
    let values = [
      ("readmission_days", readmissionDays), ("split_days", splitDays),
      ("low_threshold_days", lowThresholdDays),
      ("low_threshold_cost_percent", lowThresholdCostPercent), ("overlong_days", overlongDays),
      ("overlong_percent", overlongPercent), ("minimum_cases", minimumCases),
      ("shift_peer_points", shiftPeerPoints), ("shift_year_points", shiftYearPoints),
    ]
    for (name, value) in values where !(0...1_000_000).contains(value) {
      throw Problem(
        .invalidInput, "DIP_SUPERVISION_OPTION_INVALID", zh: "监管参数 \(name) 无效：\(value)",
        en: "the option \(name) of supervision is not valid: \(value)",
        remedyZh: "请填写 0 至 1000000 的整数", remedyEn: "write a whole number from 0 to 1000000")
    }
    return self
  }
}
