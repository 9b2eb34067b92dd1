import Quantities
import Store

/// The money of a region's settlement in one period (基金表).
public struct FundSheet: Sendable, Hashable {
  /// Budget of one insurance pool.
  public struct Pool: Sendable, Hashable {
    /// 险种: 310 or 390.
    public var insuranceType: Int
    /// 可分配基金
    public var pool: Money
    /// 调节金
    public var regulation: Money

    public init(insuranceType: Int, pool: Money, regulation: Money) {
      self.insuranceType = insuranceType
      self.pool = pool
      self.regulation = regulation
    }
  }

  /// What an institution brings beside its cases.
  public struct InstitutionEntry: Sendable, Hashable {
    public var institutionCode: String
    public var insuranceType: Int
    /// 预拨
    public var prepaid: Money
    /// 稽核扣款
    public var auditDeduction: Money
    /// 考核系数 as exact decimal; empty means 1.
    public var assessmentCoefficient: String
    /// 基准服务点数 as exact decimal; empty takes the policy's share of the year's scores.
    public var baseVolume: String

    public init(
      institutionCode: String, insuranceType: Int, prepaid: Money, auditDeduction: Money,
      assessmentCoefficient: String, baseVolume: String = ""
    ) {
      self.institutionCode = institutionCode
      self.insuranceType = insuranceType
      self.prepaid = prepaid
      self.auditDeduction = auditDeduction
      self.assessmentCoefficient = assessmentCoefficient
      self.baseVolume = baseVolume
    }
  }

  /// The figures of one package, where the region has several consortia.
  public struct Package: Sendable, Hashable {
    /// Code of the consortium.
    public var consortium: String
    public var budget: Money
    public var insuredPersons: Int64
    public var referredOut: Money

    public init(
      consortium: String, budget: Money, insuredPersons: Int64, referredOut: Money
    ) {
      self.consortium = consortium
      self.budget = budget
      self.insuredPersons = insuredPersons
      self.referredOut = referredOut
    }
  }

  /// Where a year's advances come from (预拨来源).
  public enum AdvanceSource: String, Sendable {
    /// The months' statements when there are any, otherwise the sheet; both are refused.
    case unstated = ""
    case sheet
    case months
  }

  public var region: String
  public var period: String
  /// 1, 2, 3 … within region and period; 0 before it is stored.
  public var version: Int
  public var pools: [Pool]
  public var institutions: [InstitutionEntry]
  /// 参保人数, for a package budget by capitation.
  public var insuredPersons: Int64
  /// What the fund paid for them outside the consortium, for a package.
  public var referredOut: Money
  public var advances: AdvanceSource
  public var packages: [Package]
  public var storedAt: Timestamp

  public init(
    region: String, period: String, version: Int = 0, pools: [Pool],
    institutions: [InstitutionEntry], insuredPersons: Int64 = 0, referredOut: Money = .zero,
    advances: AdvanceSource = .unstated, packages: [Package] = [], storedAt: Timestamp
  ) {
    self.region = region
    self.period = period
    self.version = version
    self.pools = pools.sorted { $0.insuranceType < $1.insuranceType }
    self.institutions = institutions.sorted {
      ($0.institutionCode, $0.insuranceType) < ($1.institutionCode, $1.insuranceType)
    }
    self.insuredPersons = insuredPersons
    self.referredOut = referredOut
    self.advances = advances
    self.packages = packages.sorted { $0.consortium < $1.consortium }
    self.storedAt = storedAt
  }

  /// SHA-256 over the amounts; version and time are not part of it.
  public var digest: SHA256Digest {
    var hasher = SHA256Hasher()
    func update(_ text: String) {
      hasher.update(Int64(text.utf8.count))
      hasher.update(text)
    }
    update(region)
    update(period)
    update(advances.rawValue)
    hasher.update(insuredPersons)
    hasher.update(referredOut.fen)
    hasher.update(Int64(pools.count))
    for pool in pools {
      hasher.update(Int64(pool.insuranceType))
      hasher.update(pool.pool.fen)
      hasher.update(pool.regulation.fen)
    }
    for entry in institutions {
      update(entry.institutionCode)
      hasher.update(Int64(entry.insuranceType))
      hasher.update(entry.prepaid.fen)
      hasher.update(entry.auditDeduction.fen)
      update(entry.assessmentCoefficient)
      // Only where it is stated: sheets of before keep their digests.
      if !entry.baseVolume.isEmpty { update("base \(entry.baseVolume)") }
    }
    hasher.update(Int64(packages.count))
    for package in packages {
      update(package.consortium)
      hasher.update(package.budget.fen)
      hasher.update(package.insuredPersons)
      hasher.update(package.referredOut.fen)
    }
    return hasher.finish()
  }
}
