/// One key of the configuration with what was written for it and where.
struct ConfigurationEntry {
  enum Value {
    case scalar(String)
    case list([String])
  }

  let value: Value
  /// `line 12` of the file or the name of the environment variable.
  let place: String
  /// Folder that relative paths start from.
  let folder: String
}
