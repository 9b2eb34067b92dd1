/// What goes wrong on the way between the nodes of an embedded mesh. Rates are for each message, in
/// thousandths; the order of a connection's messages is kept, as on a stream.
public struct Faults: Sendable, Hashable {
  /// The message is lost.
  public var dropPerMille: Int
  /// It arrives twice.
  public var duplicatePerMille: Int
  /// It, and what follows on the connection, arrives later: up to `maximumDelay`.
  public var delayPerMille: Int
  public var maximumDelay: Duration
  /// The connection breaks, and what is under way on it is lost.
  public var disconnectPerMille: Int

  public init(
    dropPerMille: Int = 0, duplicatePerMille: Int = 0, delayPerMille: Int = 0,
    maximumDelay: Duration = .milliseconds(20), disconnectPerMille: Int = 0
  ) {
    for rate in [dropPerMille, duplicatePerMille, delayPerMille, disconnectPerMille] {
      precondition((0...1000).contains(rate), "a rate is in thousandths")
    }
    self.dropPerMille = dropPerMille
    self.duplicatePerMille = duplicatePerMille
    self.delayPerMille = delayPerMille
    self.maximumDelay = maximumDelay
    self.disconnectPerMille = disconnectPerMille
  }

  public static let none = Faults()
}
