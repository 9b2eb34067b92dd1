import Quantities

/// The package of a county medical consortium (医共体总额包干): the fund is handed to the consortium
/// whole, DIP distributes it inside, what its insured cost elsewhere is charged to it.
public struct ConsortiumPolicy: Sendable, Hashable {
  public enum Budget: Sendable, Hashable {
    /// The county's merged fund, as the fund sheet states it (seed 003 clause 22).
    case mergedPools
    /// An amount for each insured person (seed 004 clauses 12 and 14).
    case capitation(perPerson: Money)
  }

  public enum Deficit: Sendable, Hashable {
    /// 超支不补 (seed 003 clause 22).
    case notCovered
    /// 合理超支分担 (seed 004 clause 12): the fund bears a share of the excess of spending over the
    /// budget, step by step; above the last step nothing more.
    case shared([DeficitStep])
  }

  /// A step of the shared deficit: the part of the excess up to `upTo` (as a share of the budget).
  public struct DeficitStep: Sendable, Hashable {
    public var upTo: Decimal
    public var fundShare: Decimal

    public init(upTo: Decimal, fundShare: Decimal) {
      self.upTo = upTo
      self.fundShare = fundShare
    }
  }

  /// Whose the surplus of a package is (结余留用); both seeds leave it to the consortium.
  public enum Surplus: String, Sendable, Hashable, CaseIterable {
    /// It is part of what DIP distributes: members share it by their scores.
    case byScore = "by_score"
    /// Members share what was booked inside; the general hospital keeps the rest to distribute.
    case lead
  }

  public var name: String
  /// The general hospital that receives the package (总医院).
  public var lead: String
  public var budget: Budget
  public var deficit: Deficit
  /// Level-one members are exempt from the drug-list limit 限二级及以上医院使用 (seed 003 clause 22).
  public var levelOneDrugExemption: Bool
  public var surplus: Surplus

  public init(
    name: String, lead: String, budget: Budget, deficit: Deficit,
    levelOneDrugExemption: Bool = false, surplus: Surplus = .byScore
  ) {
    self.name = name
    self.lead = lead
    self.budget = budget
    self.deficit = deficit
    self.levelOneDrugExemption = levelOneDrugExemption
    self.surplus = surplus
  }
}
