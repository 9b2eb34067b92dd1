public import Messages
public import Quantities
public import Store

/// Reads a service's copy of the registry: the registry's present knowledge, as of any day.
public struct RegistryFacts {
  private let connection: Connection

  public init(_ connection: Connection) { self.connection = connection }

  /// The registry's change up to which a copy knows; nil when there is no copy yet.
  public func recorded(of consumer: EventConsumer) throws -> Int64? {
    try CopiedFactTable.copy(of: consumer.name, in: connection)?.recorded
  }

  /// The fact with a key on a day; nil when there is none.
  public func fact<Fact: Message>(
    _ part: RegistryPart, _ key: String, on day: Day, as type: Fact.Type
  ) throws -> Fact? {
    var found: Fact?
    try CopiedFactTable.forEach(
      part: part.name, key: key, heldWithin: day...day, in: connection
    ) { found = try Fact(encoded: $0) }
    return found
  }

  /// Every version that holds on a day of the span, by key and first day.
  public func forEach<Fact: Message>(
    _ part: RegistryPart, heldWithin days: ClosedRange<Day>, as type: Fact.Type,
    _ body: (Fact) throws -> Void
  ) throws {
    try CopiedFactTable.forEach(part: part.name, heldWithin: days, in: connection) {
      try body(Fact(encoded: $0))
    }
  }

  /// Whether the registry knows anything of this part.
  public func hasAny(_ part: RegistryPart) throws -> Bool {
    try CopiedFactTable.hasAny(part: part.name, in: connection)
  }
}
