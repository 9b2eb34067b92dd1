import Quantities

/// A service package (签约服务包) in one version. A changed package is a new version; a contract keeps
/// the version with which it was signed.
public struct ServicePackage: Sendable, Hashable {
  public let code: String
  public var version: Int
  public var name: String
  public var kind: PackageKind
  /// Tier (档次) by which capitation may weigh.
  public var tier: String
  public var periodMonths: Int
  /// Groups it fits; empty means everybody.
  public var groups: [PopulationGroup]
  /// At most one for each group; `general` is for everybody else.
  public var fees: [PackageFee]
  public var items: [PackageItem]
  public var validFrom: Day
  /// The day after the last one; nil while it lasts.
  public var validUntil: Day?
  public var source: String
  /// Its numbers are the product's assumptions, and printed in no source.
  public var isAssumed: Bool

  public init(
    code: String, version: Int, name: String, kind: PackageKind, tier: String, periodMonths: Int,
    groups: [PopulationGroup], fees: [PackageFee], items: [PackageItem], validFrom: Day,
    validUntil: Day?, source: String, isAssumed: Bool
  ) {
    self.code = code
    self.version = version
    self.name = name
    self.kind = kind
    self.tier = tier
    self.periodMonths = periodMonths
    self.groups = groups
    self.fees = fees
    self.items = items
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.source = source
    self.isAssumed = isAssumed
  }

  public func isOffered(on day: Day) -> Bool {
    guard validFrom <= day else { return false }
    guard let validUntil else { return true }
    return day < validUntil
  }

  /// Whether the package differs from another in more than its number.
  public func hasSameContent(as other: ServicePackage) -> Bool {
    var copy = other
    copy.version = version
    return copy == self
  }

  /// The fee for a resident of these groups: the group asked for, or else the one with the smallest
  /// own payment, for the resident's benefit; `general` only when no own group has a fee.
  public func fee(
    for residentGroups: [PopulationGroup], asked: PopulationGroup?
  ) throws(Problem) -> PackageFee {
    guard groups.isEmpty || groups.contains(where: residentGroups.contains) else {
      throw Problem(
        .failedPrecondition, "PACKAGE_GROUP_MISMATCH", zh: "服务包 \(code) 不适用于该居民所属人群",
        en: "package \(code) is not meant for this resident's groups",
        remedyZh: "请选择适用的服务包：适用人群为 \(groups.map(\.name.zh).joined(separator: "、"))",
        remedyEn: "choose another package; this one is for \(Self.list(groups))",
        details: [.init("package_code", code), .init("groups", Self.list(residentGroups))])
    }
    let applicable = fees.filter { $0.group == .general || residentGroups.contains($0.group) }
    if let asked {
      if let fee = applicable.first(where: { $0.group == asked }) { return fee }
    } else {
      let own = applicable.filter { $0.group != .general }
      let best = (own.isEmpty ? applicable : own)
        .min { ($0.ownPayment, $0.group) < ($1.ownPayment, $1.group) }
      if let best { return best }
    }
    throw Problem(
      .failedPrecondition, "PACKAGE_FEE_MISSING", zh: "服务包 \(code) 没有适用于该居民的收费标准",
      en: "package \(code) has no fee for this resident",
      remedyZh: "请核对人群代码或服务包的收费标准",
      remedyEn: "check the group, or the package's fees",
      details: [.init("package_code", code), .init("fee_group", asked?.rawValue ?? "")])
  }

  private static func list(_ groups: [PopulationGroup]) -> String {
    groups.map(\.rawValue).joined(separator: ", ")
  }
}
