import Logging

extension ServiceConfiguration: CustomStringConvertible {
  /// The effective configuration as YAML, as `--check-config` prints it. Keys of encryption appear
  /// as names of files only.
  public var description: String {
    var lines = ["service: \(Self.quoted(service))", "listen: \(Self.list(listen))"]
    if let data { lines.append("data: \(Self.quoted(data))") }
    if let dataKeys { lines.append("data_keys: \(Self.quoted(dataKeys))") }
    lines.append("log: { level: \(logLevel.rawValue), format: \(logFormat.rawValue) }")
    if let metricsListen { lines.append("metrics: { listen: \(Self.quoted(metricsListen)) }") }
    if let curve {
      lines.append("curve:")
      lines.append("  secret_key_file: \(Self.quoted(curve.secretKeyFile))")
      if let file = curve.allowListFile {
        lines.append("  allow_list_file: \(Self.quoted(file))")
      }
    }
    lines.append("insecure: \(insecure)")
    lines.append("roles: \(Self.list(roles.sorted()))")
    lines += Self.section(
      "allow", allow.sorted { $0.key < $1.key }.map { ($0.key, Self.list($0.value)) })
    lines += peerLines
    lines += limitLines
    lines += Self.section(
      "settings", settings.sorted { $0.key < $1.key }.map { ($0.key, Self.quoted($0.value)) })
    return lines.joined(separator: "\n")
  }

  private var peerLines: [String] {
    Self.section(
      "peers",
      peers.sorted { $0.key < $1.key }.map { name, peer in
        let key = peer.serverKeyFile.map { ", server_key_file: \(Self.quoted($0))" } ?? ""
        return (name, "{ endpoints: \(Self.list(peer.endpoints))\(key) }")
      })
  }

  private var limitLines: [String] {
    Self.section(
      "limits",
      [
        ("calls", "\(limits.calls)"), ("calls_per_caller", "\(limits.callsPerCaller)"),
        ("bytes_in_flight", "\(limits.bytesInFlight)"),
        ("drain_seconds", "\(limits.drainSeconds)"), ("upload_bytes", "\(limits.uploadBytes)"),
        ("idempotency_days", "\(limits.idempotencyDays)"),
      ])
  }

  private static func section(_ name: String, _ entries: [(String, String)]) -> [String] {
    entries.isEmpty ? [] : ["\(name):"] + entries.map { "  \($0.0): \($0.1)" }
  }

  private static func list(_ items: [String]) -> String {
    "[" + items.map(quoted).joined(separator: ", ") + "]"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "\""
  }
}
