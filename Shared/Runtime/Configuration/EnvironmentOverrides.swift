/// Reads `HEALTHMESH_…` variables as keys of the configuration.
///
/// Below a known section every name counts, so that a mistyped one is refused like a mistyped key;
/// other `HEALTHMESH_` variables belong to somebody else.
enum EnvironmentOverrides {
  private static let prefix = "HEALTHMESH_"
  private static let topLevel: Set<String> = ["listen", "data", "data_keys", "insecure", "roles"]
  private static let sections = ["log", "metrics", "curve", "limits", "settings", "allow"]

  static func entries(
    _ environment: [String: String], folder: String
  ) -> [String: ConfigurationEntry] {
    var entries: [String: ConfigurationEntry] = [:]
    for (name, value) in environment where name.hasPrefix(prefix) {
      guard let path = path(name.dropFirst(prefix.count).lowercased()) else { continue }
      entries[path] = ConfigurationEntry(value: .scalar(value), place: name, folder: folder)
    }
    return entries
  }

  private static func path(_ name: String) -> String? {
    if topLevel.contains(name) { return name }
    for section in sections where name.hasPrefix(section + "_") {
      return "\(section).\(name.dropFirst(section.count + 1))"
    }
    guard name.hasPrefix("peers_") else { return nil }
    let rest = name.dropFirst("peers_".count)
    let keyFile = "_server_key_file"
    return rest.hasSuffix(keyFile)
      ? "peers.\(rest.dropLast(keyFile.count)).server_key_file" : "peers.\(rest).endpoints"
  }
}
