import Quantities

/// The share of each group's scores that is paid at the year-start point value (重症病种、刚性成本固定的份额),
/// for elastic point values that tell by group.
struct FixedShares: Sendable {
  /// The shares that occur; the first is zero, that of what has no group.
  let shares: [Decimal]
  /// By group, index into `shares`.
  private let classes: [Int32]

  /// nil for policies with other point values.
  init?(_ groups: [ScoringGroup], _ payment: PaymentPolicy) {
    guard payment.pointValueMethod == .elastic, let rule = payment.elastic else { return nil }
    var shares: [Decimal] = [.zero]
    var numbers: [Decimal: Int32] = [.zero: 0]
    var classes: [Int32] = []
    classes.reserveCapacity(groups.count)
    for group in groups {
      guard let share = rule.fixedShare(code: group.code, score: group.score) else { return nil }
      if numbers[share] == nil {
        numbers[share] = Int32(shares.count)
        shares.append(share)
      }
      classes.append(numbers[share] ?? 0)
    }
    self.shares = shares
    self.classes = classes
  }

  /// - Parameter group: index in the tables; below zero without one.
  func number(ofGroup group: Int) -> Int { group >= 0 ? Int(classes[group]) : 0 }

  func share(ofGroup group: Int) -> Decimal { shares[number(ofGroup: group)] }
}

extension ScoringTables {
  /// Index into the fixed shares; 0 where there are none.
  func fixedClass(ofCell cell: Int32) -> Int {
    guard let fixedShares, cell >= 0 else { return 0 }
    return fixedShares.number(ofGroup: cells.group(of: Int(cell)))
  }

  /// What a case of a group is paid at.
  ///
  /// - Parameter group: index in the tables; below zero without one.
  func rate(_ rate: PaymentRate, ofGroup group: Int) -> PaymentRate {
    rate.of(fixedShare: fixedShares?.share(ofGroup: group) ?? .zero)
  }
}
