/// How a stay ended (离院方式).
public enum DischargeWay: UInt8, Sendable, Hashable, CaseIterable, Codable {
  case notStated = 0
  /// 医嘱离院
  case onAdvice = 1
  /// 医嘱转院
  case transferred = 2
  /// 医嘱转社区卫生服务机构/乡镇卫生院
  case toPrimaryCare = 3
  /// 非医嘱离院
  case againstAdvice = 4
  /// 死亡
  case died = 5
  /// 其他
  case other = 9
}
