import Quantities

/// What a review of a special case looks at (特例单议申报依据).
public struct SpecialCaseFigures: Sendable, Hashable {
  public var cost: Money
  /// Payment standard of the case in yuan (支付标准: score × point value); nil when it has none.
  public var standard: BigRatio?
  public var stayInDays: Int
  /// A procedure of the catalogue's list of new technology.
  public var usesNewTechnology: Bool
  /// Shown by days in intensive care, otherwise by evidence.
  public var isCritical: Bool
  /// Shown by evidence only.
  public var isMultidisciplinary: Bool

  public init(
    cost: Money, standard: BigRatio?, stayInDays: Int, usesNewTechnology: Bool = false,
    isCritical: Bool = false, isMultidisciplinary: Bool = false
  ) {
    self.cost = cost
    self.standard = standard
    self.stayInDays = stayInDays
    self.usesNewTechnology = usesNewTechnology
    self.isCritical = isCritical
    self.isMultidisciplinary = isMultidisciplinary
  }
}

extension SpecialCaseRule.Eligibility {
  /// Whether a case meets the test. "超过平均支付标准 2 倍以上" (DIP 3.0 draft, p. 74) is read as at least
  /// so many times, as its p. 67 includes the end (2–3 倍（含）); compared by cross products.
  public func holds(_ figures: SpecialCaseFigures) -> Bool {
    switch self {
    case .costRatio(let ratio):
      guard let standard = figures.standard, standard > .zero else { return false }
      return BigRatio(fen: figures.cost) >= standard * BigRatio(ratio) * BigRatio(100, 1)
    case .longStay(let days): return figures.stayInDays > days
    case .newTechnology: return figures.usesNewTechnology
    case .critical: return figures.isCritical
    case .multidisciplinary: return figures.isMultidisciplinary
    }
  }
}

extension SpecialCaseRule {
  /// The tests of the policy that a case meets; one is enough. A policy without tests accepts any
  /// application.
  public func grounds(of figures: SpecialCaseFigures) -> [Eligibility] {
    eligible.filter { $0.holds(figures) }
  }

  public func isEligible(_ figures: SpecialCaseFigures) -> Bool {
    eligible.isEmpty || eligible.contains { $0.holds(figures) }
  }

  /// How many more cases may be accepted: the quota is the region's, never an institution's
  /// (DIP 3.0 draft, p. 74).
  public func remaining(discharges: Int, accepted: Int) -> Int {
    max(quota(discharges: discharges) - accepted, 0)
  }
}
