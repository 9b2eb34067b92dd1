import Quantities

/// One reported value (观测值): what, about whom, for which period. A correction is a new version of
/// the same key; missing is not zero.
public struct Observation: Sendable, Hashable {
  /// Element × subject × period.
  public struct Key: Sendable, Hashable {
    public let element: String
    /// Area code or institution code.
    public let subject: String
    public let period: ReportingPeriod

    public init(element: String, subject: String, period: ReportingPeriod) {
      self.element = element
      self.subject = subject
      self.period = period
    }
  }

  public let key: Key
  public let value: Decimal
  public let reporter: String

  /// - Throws: `INDICATOR_FIELD_MISSING` when there is no subject.
  public init(key: Key, value: Decimal, reporter: String) throws(Problem) {
    guard !key.subject.isEmpty else { throw IndicatorProblem.missingField("subject") }
    self.key = key
    self.value = value
    self.reporter = reporter
  }
}
