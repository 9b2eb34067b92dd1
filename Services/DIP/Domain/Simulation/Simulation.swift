import Quantities

/// A year settled again under a changed policy, beside what it was (模拟测算). Nothing is stored, and the
/// books do not change.
public struct Simulation: Sendable {
  public let before: SettlementResult
  public let after: SettlementResult
  /// What of the loaded year served the changed policy.
  public let reuse: LoadedYear.Reuse
  /// In order of institution code.
  public let effects: [SimulationEffect]

  /// - Parameters:
  ///   - year: loaded under the policy that the year was settled with.
  ///   - before: its result.
  ///   - policy: for the same region and catalogue.
  public init(
    _ year: LoadedYear, before: SettlementResult, under policy: Policy, threads: Int
  ) throws(Problem) {
    guard policy.region == year.inputs.policy.region else {
      throw Problem(
        .invalidInput, "DIP_SIMULATION_OTHER_REGION",
        zh: "模拟政策属于 \(policy.region)，不是 \(year.inputs.policy.region)",
        en: "the policy is for \(policy.region), not for \(year.inputs.policy.region)",
        remedyZh: "请选择同一统筹区的政策", remedyEn: "choose a policy of the same region")
    }
    let changed = try year.under(policy, threads: threads)
    self.before = before
    after = try changed.settled(threads: threads)
    reuse = year.reuse(by: changed)
    effects = try SimulationEffect.all(before, after)
  }

  /// Institutions that get more, those that gain most first.
  public var winners: [SimulationEffect] {
    effects.filter { $0.difference > .zero }.sorted { a, b in
      (b.difference, a.institution.code) < (a.difference, b.institution.code)
    }
  }

  /// Institutions that get less, those that lose most first.
  public var losers: [SimulationEffect] {
    effects.filter { $0.difference < .zero }.sorted { a, b in
      (a.difference, a.institution.code) < (b.difference, b.institution.code)
    }
  }
}

/// What a changed policy does to one institution, all its pools together.
public struct SimulationEffect: Sendable, Hashable {
  public var institution: ScoringInstitution
  /// Its lines; none where it takes no part.
  public var before: [AccountSettlement]
  public var after: [AccountSettlement]
  public var dueBefore: Money
  public var dueAfter: Money
  /// Due after − due before.
  public var difference: Money

  /// The difference in thousandths of what was due before, half up away from zero; nil where nothing
  /// was due.
  public var perMille: Int64? {
    guard dueBefore != .zero else { return nil }
    let (size, base) = (
      Int128(difference.fen).magnitude * 1000, Int128(dueBefore.fen).magnitude
    )
    let isNegative = (difference < .zero) != (dueBefore < .zero)
    let rounded = Int128((size + base / 2) / base)
    return Int64(clamping: isNegative ? -rounded : rounded)
  }

  static func all(
    _ before: SettlementResult, _ after: SettlementResult
  ) throws(Problem) -> [SimulationEffect] {
    let earlier = Dictionary(grouping: before.accounts, by: \.institution.code)
    let later = Dictionary(grouping: after.accounts, by: \.institution.code)
    var effects: [SimulationEffect] = []
    for code in Set(earlier.keys).union(later.keys).sorted() {
      let (before, after) = (earlier[code] ?? [], later[code] ?? [])
      guard let institution = (before + after).first?.institution else { continue }
      let (dueBefore, dueAfter) = (try due(before), try due(after))
      effects.append(
        SimulationEffect(
          institution: institution, before: before, after: after, dueBefore: dueBefore,
          dueAfter: dueAfter, difference: try dueAfter - dueBefore))
    }
    return effects
  }

  private static func due(_ accounts: [AccountSettlement]) throws(Problem) -> Money {
    var sum = Money.zero
    for account in accounts { try sum += account.due }
    return sum
  }
}
