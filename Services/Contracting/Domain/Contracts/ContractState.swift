/// The state of a contract on a day (签约状态).
public enum ContractState: String, Sendable, Hashable, CaseIterable {
  /// 待签
  case draft
  /// 已签: signed, its first day ahead
  case signed
  /// 履约中
  case active
  /// 已续签: over, and followed by its renewal
  case renewed
  /// 到期
  case expired
  /// 解约
  case terminated
  /// 转签
  case transferred
  /// 拒签
  case refused
}
