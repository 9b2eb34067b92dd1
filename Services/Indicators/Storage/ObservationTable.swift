import IndicatorsDomain
import Quantities
import Store

/// Observations on disk: every version kept, one of them current.
public enum ObservationTable {
  /// What recording a value changed.
  public enum Outcome: Sendable {
    case inserted
    /// A newer version of a value reported before.
    case replaced
    /// The same value was already the current one.
    case unchanged
  }

  /// An observation in one of its versions.
  public struct Version: Sendable {
    public let observation: Observation
    public let number: Int
    public let recordedAt: Timestamp
    public let isCurrent: Bool
  }

  /// - Throws: `INDICATOR_ELEMENT_UNKNOWN`.
  public static func record(
    _ observation: Observation, at time: Timestamp, in transaction: Transaction
  ) throws -> Outcome {
    let key = observation.key
    guard try transaction.exists("SELECT 1 FROM element WHERE code = $1", [key.element]) else {
      throw IndicatorProblem.unknownElement(key.element, in: key.subject)
    }
    let present = try transaction.first(
      """
      SELECT version, value FROM observation
      WHERE element = $1 AND subject = $2 AND period = $3 AND is_current = 1
      """, [key.element, key.subject, key.period.text])
    if let present, try present.text("value") == observation.value.description { return .unchanged }
    if present != nil {
      try transaction.execute(
        """
        UPDATE observation SET is_current = 0
        WHERE element = $1 AND subject = $2 AND period = $3 AND is_current = 1
        """, [key.element, key.subject, key.period.text])
    }
    try transaction.execute(
      """
      INSERT INTO observation
        (element, subject, period, version, value, reporter, recorded_at, is_current)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
      """,
      [
        key.element, key.subject, key.period.text, (try present?.int("version") ?? 0) + 1,
        observation.value.description, observation.reporter, time.milliseconds,
      ])
    return present == nil ? .inserted : .replaced
  }

  /// The current values of some subjects for some elements.
  public static func current(
    elements: some Collection<String>, subjects: some Collection<String>,
    in connection: Connection
  ) throws -> [Observation] {
    var found: [Observation] = []
    for subject in subjects {
      for element in elements {
        found += try connection.query(
          """
          SELECT * FROM observation
          WHERE subject = $1 AND element = $2 AND is_current = 1 ORDER BY period
          """, [subject, element]
        ).map { try version($0).observation }
      }
    }
    return found
  }

  /// Versions by element, subject, period and number, from after a place in that order.
  public static func list(
    _ filter: Filter, after place: Place?, limit: Int, in connection: Connection
  ) throws -> [Version] {
    try connection.query(
      """
      SELECT * FROM observation
      WHERE ($1 IS NULL OR element = $1) AND ($2 IS NULL OR subject = $2)
        AND ($3 IS NULL OR period = $3) AND (is_current = 1 OR $4 = 1)
        AND ($5 IS NULL OR (element, subject, period, version) > ($5, $6, $7, $8))
      ORDER BY element, subject, period, version LIMIT $9
      """,
      [
        filter.element, filter.subject, filter.period, filter.withHistory, place?.element,
        place?.subject, place?.period, place?.version, limit,
      ]
    ).map(version)
  }

  /// Which observations are wanted; nil means any.
  public struct Filter: Sendable {
    public var element: String?
    public var subject: String?
    public var period: String?
    public var withHistory: Bool

    public init(element: String?, subject: String?, period: String?, withHistory: Bool) {
      self.element = element
      self.subject = subject
      self.period = period
      self.withHistory = withHistory
    }
  }

  /// A place in the order of the list, from which the next page goes on.
  public struct Place: Sendable {
    public let element: String
    public let subject: String
    public let period: String
    public let version: Int

    public init(element: String, subject: String, period: String, version: Int) {
      self.element = element
      self.subject = subject
      self.period = period
      self.version = version
    }
  }

  private static func version(_ row: Row) throws -> Version {
    Version(
      observation: try Observation(
        key: .init(
          element: row.text("element"), subject: row.text("subject"),
          period: ReportingPeriod(parsing: row.text("period"))),
        value: Decimal(parsing: row.text("value")), reporter: row.text("reporter")),
      number: try row.int("version"),
      recordedAt: Timestamp(milliseconds: try row.int64("recorded_at")),
      isCurrent: try row.bool("is_current"))
  }
}
