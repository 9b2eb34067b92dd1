import Quantities

/// Auxiliary types (辅助分型): traits of a case that raise or lower its score inside its group.
public struct AuxiliaryPolicy: Sendable, Hashable {
  /// Groups whose cases never have an auxiliary type. Bed-day cases leave DIP by `scope` anyway.
  public enum Exemption: String, Sendable, Hashable, CaseIterable {
    /// 中医病种
    case tcm
    /// 综合病种
    case composite
    /// 基层病种
    case primaryCare = "primary_care"
    /// 保守治疗
    case conservative
    /// 先期分组
    case advance
  }

  /// The most types a document may state: one bit each in a case's mask.
  public static let maximumTypes = 32

  /// Of several that a case meets, the highest coefficient wins; on equal ones the earlier type.
  public var types: [AuxiliaryType]
  public var exempt: Set<Exemption>
  /// Whether the winning type's suffix is written behind the group's code in results (济宁).
  public var appendsSuffix: Bool

  public init(
    types: [AuxiliaryType] = [], exempt: Set<Exemption> = [.tcm], appendsSuffix: Bool = false
  ) {
    self.types = types
    self.exempt = exempt
    self.appendsSuffix = appendsSuffix
  }
}
