import Quantities

/// The capitation of a month (按人头付费月度测算): the total is fixed to the fen first, then shared in
/// proportion to the exact entitlements by largest remainders, so the lines always add up to it.
///
/// The result depends on the set of stays, never on their order: lines are sorted by codes, sums are
/// exact, and equal remainders go by the lines' order.
public struct CapitationCalculation: Sendable {
  public let run: CapitationRun
  /// In the order of codes.
  public let lines: [CapitationLine]

  public init(
    month: Month, policy: CapitationPolicy, policyDigest: SHA256Digest, stays: [AttributedStay]
  ) throws(Problem) {
    try policy.check(month)
    let ordered = stays.sorted(by: AttributedStay.precedes)
    var units: [Int128] = []
    units.reserveCapacity(ordered.count)
    var sum: Int128 = 0
    var baseSum: Int128 = 0
    var days = 0
    var inputs = SHA256Hasher()
    inputs.update(policyDigest.bytes)
    inputs.update(month.description)
    for stay in ordered {
      stay.add(to: &inputs)
      let entitlement =
        Self.exclusion(of: stay, policy) == nil ? try Entitlement(stay, policy) : nil
      units.append(try entitlement?.units() ?? 0)
      sum = try Self.sum(sum, units[units.count - 1])
      baseSum = try Self.sum(baseSum, entitlement?.baseUnits ?? 0)
      days += stay.days.dayCount
    }
    let total = try Self.total(policy, month, entitlements: sum, bases: baseSum)
    let amounts =
      sum > 0
      ? try LargestRemainder.distribute(total.fen, weights: units)
      : [Int64](repeating: 0, count: ordered.count)
    lines = zip(ordered, amounts).map { stay, fen in
      CapitationLine(
        stay: stay, exclusion: Self.exclusion(of: stay, policy), amount: Money(fen: fen))
    }
    try Self.checkConservation(lines, total)

    let inputDigest = inputs.finish()
    run = CapitationRun(
      id: "\(month)-\(inputDigest.description.prefix(12))", month: month, policyID: policy.id,
      policyDigest: policyDigest, inputDigest: inputDigest, resultDigest: Self.digest(lines),
      residents: Set(ordered.map(\.residentID)).count, lines: lines.count,
      excludedLines: lines.count(where: { $0.exclusion != nil }), attributedDays: days,
      total: total, entitlementUnits: sum)
  }

  static func exclusion(of stay: AttributedStay, _ policy: CapitationPolicy) -> CapitationExclusion?
  {
    policy.insurance.isEmpty || policy.insurance.contains(stay.insurance)
      ? nil : .insuranceNotCovered
  }

  /// The month's total, rounded half up to the fen.
  private static func total(
    _ policy: CapitationPolicy, _ month: Month, entitlements: Int128, bases: Int128
  ) throws(Problem) -> Money {
    switch policy.budget {
    case .open:
      let units = Entitlement.denominator(policy, month)
      return try Money(exactly: RoundingMode.halfUp.divide(entitlements, by: units))
    case .neutral:
      let units = Entitlement.baseDenominator(policy, month)
      return try Money(exactly: RoundingMode.halfUp.divide(bases, by: units))
    case .fixed(let amount):
      guard entitlements > 0 || amount == .zero else {
        throw Problem(
          .failedPrecondition, "CAPITATION_NO_STAYS", zh: "\(month) 没有可分配的签约人日，预算无法分配",
          en: "nobody is entitled in \(month), so the fixed budget cannot be shared",
          remedyZh: "请核对该月的签约和办法的参保范围",
          remedyEn: "check the month's contracts and the insurance types covered",
          details: [.init("month", month.description), .init("budget", "\(amount)")])
      }
      return amount
    }
  }

  /// The settlement checks itself before anybody is paid.
  private static func checkConservation(
    _ lines: [CapitationLine], _ total: Money
  ) throws(Problem) {
    var paid = Money.zero
    for line in lines { try paid += line.amount }
    // Nobody entitled, nothing to share: an open or neutral total is zero then as well, unless every
    // weight is zero.
    guard paid == total else {
      throw Problem(
        .failedPrecondition, "CAPITATION_NOT_CONSERVED", zh: "各行合计 \(paid) 元与总额 \(total) 元不符",
        en: "the lines add up to \(paid) yuan, and the total is \(total) yuan",
        remedyZh: "请检查办法的权重是否全部为零", remedyEn: "check whether all weights are zero",
        details: [.init("paid", "\(paid)"), .init("total", "\(total)")])
    }
  }

  private static func digest(_ lines: [CapitationLine]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    for line in lines {
      hasher.update(line.stay.contractID)
      hasher.update([0])
      hasher.update(line.amount.fen)
    }
    return hasher.finish()
  }

  private static func sum(_ a: Int128, _ b: Int128) throws(Problem) -> Int128 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .overflow("sum of entitlements") }
    return sum
  }
}
