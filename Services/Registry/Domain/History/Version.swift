import Quantities

/// Something the registry keeps a history of, under a key that does not change.
public protocol RegistryFact: Sendable, Hashable {
  associatedtype Key: Hashable, Comparable, Sendable, CustomStringConvertible
  var key: Key { get }
}

/// One version of a fact (事实版本): when it holds in the world, and between which changes the
/// registry held it to be true.
public struct Version<Fact: RegistryFact>: Sendable, Hashable {
  public let fact: Fact
  public let validity: Validity
  /// Sequence of the change that recorded it.
  public let recorded: Int64
  /// Sequence of the change that replaced it; nil while it is the present knowledge.
  public let superseded: Int64?

  public init(_ fact: Fact, _ validity: Validity, recorded: Int64, superseded: Int64? = nil) {
    self.fact = fact
    self.validity = validity
    self.recorded = recorded
    self.superseded = superseded
  }

  /// Whether the registry held this to be true right after a change.
  public func known(at sequence: Int64) -> Bool {
    recorded <= sequence && (superseded.map { $0 > sequence } ?? true)
  }
}

/// A fact with the days it is to hold, not yet recorded.
public struct DatedFact<Fact: RegistryFact>: Sendable, Hashable {
  public let fact: Fact
  public let validity: Validity

  public init(_ fact: Fact, _ validity: Validity) {
    self.fact = fact
    self.validity = validity
  }
}

/// The point of time a question is about: a day in the world, and what the registry knew.
public struct AsOf: Sendable, Hashable {
  public let day: Day
  /// Answer as known right after this change; nil means by all that is known now.
  public let recorded: Int64?

  public init(day: Day, recorded: Int64? = nil) {
    self.day = day
    self.recorded = recorded
  }
}
