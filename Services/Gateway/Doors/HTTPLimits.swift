import Quantities
import Runtime

/// What the HTTP door grants its peers, so that silent or greedy ones cost others nothing.
public struct HTTPLimits: Sendable, Hashable {
  /// The longest silence. A request's head must be complete within it, counted from the opening of
  /// the connection or from the answer before; a body must not pause for longer; an answer must not
  /// wait longer to be taken; and a connection without a request is closed after it.
  public var idle: Duration = .seconds(30)
  /// Connections open at once; further ones wait in the kernel's queue until one ends. The kernel
  /// hands them over in fours, so that three more may be open for a moment.
  public var connections = 256

  public init() {}

  /// Names below `settings` of the gateway's configuration.
  static let settingNames: Set<String> = ["http_idle_seconds", "http_connections"]

  /// The limits that the settings name; the standard ones where they name none.
  /// - Throws: `GATEWAY_SETTING_INVALID` with the name and the value.
  init(settings: [String: String]) throws(Problem) {
    self.init()
    if let seconds = try Self.number("http_idle_seconds", 1...3600, settings) {
      idle = .seconds(seconds)
    }
    if let count = try Self.number("http_connections", 1...10_000, settings) {
      connections = count
    }
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ settings: [String: String]
  ) throws(Problem) -> Int? {
    try settings.wholeNumber(name, in: range, reason: "GATEWAY_SETTING_INVALID")
  }
}
