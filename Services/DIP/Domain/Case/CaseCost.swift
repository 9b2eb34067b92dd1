import Quantities

/// What a stay cost and who paid (费用): no part is negative.
public struct CaseCost: Sendable, Hashable {
  /// 医疗费总额 (medfee_sumamt)
  public var total: Money
  /// 基金支付总额 (fund_pay_sumamt)
  public var fund: Money
  /// 个人负担总金额 (psn_part_amt)
  public var patient: Money
  /// 药品费, 治疗费, 手术费, 耗材费: parts of the total, zero when not stated.
  public var drugs = Money.zero
  public var treatment = Money.zero
  public var surgery = Money.zero
  public var consumables = Money.zero

  public init(
    total: Money, fund: Money, patient: Money, drugs: Money = .zero, treatment: Money = .zero,
    surgery: Money = .zero, consumables: Money = .zero
  ) {
    self.total = total
    self.fund = fund
    self.patient = patient
    self.drugs = drugs
    self.treatment = treatment
    self.surgery = surgery
    self.consumables = consumables
  }
}
