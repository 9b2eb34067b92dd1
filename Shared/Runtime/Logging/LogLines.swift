import Glibc
import Logging
import Privacy
import Store

/// Writes log entries to standard error, one line each, for a person or as JSON.
///
/// A line carries the trace of the call that is being handled. Digits that look like a resident
/// identity number are masked, wherever they come from: a log is read by more people than may see
/// them.
public struct LogLines: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let format: ServiceConfiguration.LogFormat
  private let write: @Sendable (String) -> Void

  public init(
    label: String, level: Logger.Level, format: ServiceConfiguration.LogFormat,
    metadataProvider: Logger.MetadataProvider? = CallTrace.metadataProvider,
    write: @escaping @Sendable (String) -> Void = LogLines.toStandardError
  ) {
    self.label = label
    self.logLevel = level
    self.format = format
    self.metadataProvider = metadataProvider
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    if let given = event.metadata { all.merge(given) { _, new in new } }
    if let error = event.error { all["error"] = "\(error)" }
    let facts = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    let time = Timestamp.now().description
    let line =
      switch format {
      case .plain: plain(time, event, facts)
      case .json: json(time, event, facts)
      }
    write(IdentityMask.masked(line) + "\n")
  }

  private func plain(_ time: String, _ event: LogEvent, _ facts: [(String, String)]) -> String {
    let level = event.level.rawValue.uppercased()
    let padding = String(repeating: " ", count: max(0, 8 - level.count))
    let suffix = facts.map { " \($0.0)=\(Self.oneWord($0.1))" }.joined()
    return "\(time) \(level)\(padding) \(label): \(Self.oneLine("\(event.message)"))\(suffix)"
  }

  private func json(_ time: String, _ event: LogEvent, _ facts: [(String, String)]) -> String {
    var fields = [
      ("time", time), ("level", event.level.rawValue), ("logger", label),
      ("message", "\(event.message)"),
    ]
    // A fact must not stand in for one of the fields above.
    fields += facts.map { fact in
      (["time", "level", "logger", "message"].contains(fact.0) ? "_" + fact.0 : fact.0, fact.1)
    }
    let members = fields.map { "\(JSONText.quoted($0.0)):\(JSONText.quoted($0.1))" }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func oneWord(_ text: String) -> String {
    text.isEmpty || text.contains(where: { $0.isWhitespace || $0 == "\"" })
      ? JSONText.quoted(text) : text
  }

  /// A line break in a message would let its author forge an entry.
  private static func oneLine(_ text: String) -> String {
    text.contains(where: \.isNewline) ? JSONText.quoted(text) : text
  }

  /// One `write` per line, so that lines of several threads do not mix.
  public static let toStandardError: @Sendable (String) -> Void = { line in
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
