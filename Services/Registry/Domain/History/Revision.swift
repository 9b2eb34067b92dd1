import Quantities

/// What was done to a fact.
public enum ChangeAction: String, Sendable, Hashable, CaseIterable {
  case opened, edited, closed, imported
}

/// What one change does to the history of one fact: versions that stop being the present knowledge,
/// and versions that take their place. Nothing is erased.
public struct Revision<Fact: RegistryFact>: Sendable, Hashable {
  public let action: ChangeAction
  public let superseded: [Version<Fact>]
  public let inserted: [DatedFact<Fact>]

  public init(
    _ action: ChangeAction, superseded: [Version<Fact>], inserted: [DatedFact<Fact>]
  ) {
    self.action = action
    self.superseded = superseded
    self.inserted = inserted
  }

  /// Earliest day on which an answer may differ from before: the first day where old and new
  /// versions disagree. Nil when nothing changes.
  public var effective: Day? {
    let old = superseded.map { DatedFact($0.fact, $0.validity) }
    return boundaries(old + inserted).first { day in
      old.first { $0.validity.contains(day) }?.fact
        != inserted.first { $0.validity.contains(day) }?.fact
    }
  }

  private func boundaries(_ facts: [DatedFact<Fact>]) -> [Day] {
    Set(facts.flatMap { [$0.validity.from, $0.validity.to].compactMap { $0 } }).sorted()
  }
}
