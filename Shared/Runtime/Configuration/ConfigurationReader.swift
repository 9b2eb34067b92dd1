import Quantities

/// Takes entries by path, checks them, and collects what is wrong; what nobody took is an unknown
/// key.
struct ConfigurationReader {
  private var entries: [String: ConfigurationEntry]
  private(set) var issues: [ConfigurationIssue] = []

  init(_ entries: [String: ConfigurationEntry]) { self.entries = entries }

  mutating func text(_ path: String) -> String? {
    guard let entry = entries.removeValue(forKey: path) else { return nil }
    guard case .scalar(let text) = entry.value, !text.isEmpty else {
      refuse(entry, "\(path) must be one value")
      return nil
    }
    return text
  }

  mutating func list(_ path: String) -> [String]? {
    guard let entry = entries.removeValue(forKey: path) else { return nil }
    switch entry.value {
    case .list(let items): return items
    case .scalar(let text): return text.split(separator: ",").map { String($0.trimmed) }
    }
  }

  /// A path, made absolute.
  mutating func path(_ path: String) -> String? {
    let folder = entries[path]?.folder ?? ""
    guard let text = text(path) else { return nil }
    return text.hasPrefix("/") ? text : "\(folder)/\(text)"
  }

  mutating func flag(_ path: String) -> Bool? {
    choice(path, ["true": true, "false": false])
  }

  mutating func choice<T>(_ path: String, _ choices: [String: T]) -> T? {
    let place = entries[path]?.place ?? ""
    guard let text = text(path) else { return nil }
    if let value = choices[text] { return value }
    issues.append(
      ConfigurationIssue(
        place: place,
        text: "\(path) is \(text), must be \(choices.keys.sorted().joined(separator: " or "))"))
    return nil
  }

  mutating func number(_ path: String, in range: ClosedRange<Int>) -> Int? {
    let place = entries[path]?.place ?? ""
    guard let text = text(path) else { return nil }
    if let value = Int(text), range.contains(value) { return value }
    issues.append(
      ConfigurationIssue(
        place: place,
        text: "\(path) is \(text), must be a number of \(range.lowerBound) to \(range.upperBound)"))
    return nil
  }

  /// The names directly below a path, in order.
  func names(below path: String) -> [String] {
    let prefix = path + "."
    let names = entries.keys.filter { $0.hasPrefix(prefix) }
      .compactMap { $0.dropFirst(prefix.count).split(separator: ".").first.map(String.init) }
    return Set(names).sorted()
  }

  func has(_ path: String) -> Bool { entries[path] != nil }

  func place(_ path: String) -> String { entries[path]?.place ?? "the file" }

  mutating func refuse(_ place: String, _ text: String) {
    issues.append(ConfigurationIssue(place: place, text: text))
  }

  private mutating func refuse(_ entry: ConfigurationEntry, _ text: String) {
    refuse(entry.place, text)
  }

  /// Throws everything that was found, unknown keys included.
  mutating func finish() throws(Problem) {
    for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
      refuse(entry, "unknown key \(path)")
    }
    entries = [:]
    guard issues.isEmpty else { throw .configuration(issues) }
  }
}

extension StringProtocol {
  /// Without spaces at both ends.
  var trimmed: SubSequence {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
