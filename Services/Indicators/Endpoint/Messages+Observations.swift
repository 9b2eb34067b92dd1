import IndicatorsDomain
import IndicatorsStorage
import Messages
import Quantities
import Store
import Tabular

extension Observation {
  init(_ message: Indicators.Observation) throws(Problem) {
    try self.init(
      key: Key(
        element: message.element, subject: message.subject,
        period: ReportingPeriod(parsing: message.period)),
      value: Decimal(parsing: message.value), reporter: message.reporter)
  }
}

extension ObservationTable.Version {
  var message: Indicators.Observation {
    Indicators.Observation(
      element: observation.key.element, subject: observation.key.subject,
      period: observation.key.period.text, value: observation.value.description,
      version: UInt32(clamping: number), reporter: observation.reporter,
      recordedAt: recordedAt.description)
  }

  var place: ObservationTable.Place {
    ObservationTable.Place(
      element: observation.key.element, subject: observation.key.subject,
      period: observation.key.period.text, version: number)
  }
}

extension ObservationTable.Place {
  /// Separates the parts of a token: it stands in no code, area or period.
  private static let separator: Character = "|"

  var token: String { [element, subject, period, "\(version)"].joined(separator: "|") }

  /// - Throws: `INDICATOR_PAGE_TOKEN_INVALID`.
  init(token: String) throws(Problem) {
    let parts = token.split(separator: Self.separator, omittingEmptySubsequences: false)
    guard parts.count == 4, let version = Int(parts[3]) else {
      throw EndpointProblem.invalidPageToken()
    }
    self.init(
      element: String(parts[0]), subject: String(parts[1]), period: String(parts[2]),
      version: version)
  }
}

extension RowIssue {
  var wire: Common.RowIssue {
    Common.RowIssue(
      line: UInt64(row), column: column, value: value, code: code, message: message.message,
      remedy: remedy.message)
  }
}
