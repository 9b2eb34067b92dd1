import Quantities

/// The money side of a settlement: pools, and what each institution brings beside its cases (基金).
public struct SettlementFunds: Sendable, Hashable {
  /// The money of one insurance pool.
  public struct Pool: Sendable, Hashable {
    /// Insurance code such as 310.
    public var insurance: String
    /// 可分配基金: what the period's DIP cases share.
    public var amount: Money
    /// Opening balance of the regulation fund (调节金).
    public var regulation: Money

    public init(insurance: String, amount: Money, regulation: Money = .zero) {
      self.insurance = insurance
      self.amount = amount
      self.regulation = regulation
    }
  }

  public struct Institution: Sendable, Hashable {
    public var code: String
    public var insurance: String
    /// Code of the consortium whose package the amounts belong to, as months know it; nil takes the one
    /// that the institution belonged to last. Of no effect without several packages.
    public var consortium: String?
    /// 预拨: what the months advanced, the deposit that they withheld included, and working capital
    /// (周转金).
    public var prepaid: Money
    /// The part of `prepaid` that was withheld as quality deposit (质量保证金): the year gives it back.
    public var deposit: Money
    /// 稽核扣款
    public var auditDeduction: Money
    /// 考核系数; nil takes the policy's.
    public var assessment: Decimal?
    /// 基准服务点数: scores that elastic point values pay at the year-start value; nil takes the policy's
    /// share of the year's scores.
    public var baseVolume: Decimal?

    public init(
      code: String, insurance: String, consortium: String? = nil, prepaid: Money = .zero,
      deposit: Money = .zero, auditDeduction: Money = .zero, assessment: Decimal? = nil,
      baseVolume: Decimal? = nil
    ) {
      self.code = code
      self.insurance = insurance
      self.consortium = consortium
      self.prepaid = prepaid
      self.deposit = deposit
      self.auditDeduction = auditDeduction
      self.assessment = assessment
      self.baseVolume = baseVolume
    }
  }

  /// Figures that only a consortium's package needs.
  public struct Package: Sendable, Hashable {
    /// What the package gets of the region's pools, where the region has several packages; together
    /// they are the pools. A budget by capitation is calculated.
    public var budget: Money
    /// Insured persons of the county (参保人数); needed by a budget by capitation.
    public var insuredPersons: Int64
    /// What the fund paid for them at institutions outside the consortium.
    public var referredOut: Money

    public init(
      budget: Money = .zero, insuredPersons: Int64 = 0, referredOut: Money = .zero
    ) {
      self.budget = budget
      self.insuredPersons = insuredPersons
      self.referredOut = referredOut
    }
  }

  public var pools: [Pool]
  public var institutions: [Institution]
  /// Of the only package.
  public var package: Package
  /// By code of the consortium, where the region has several.
  public var packages: [String: Package]

  public init(
    pools: [Pool], institutions: [Institution] = [], package: Package = Package(),
    packages: [String: Package] = [:]
  ) {
    self.pools = pools
    self.institutions = institutions
    self.package = package
    self.packages = packages
  }
}
