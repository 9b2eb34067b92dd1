import Quantities
import Yams

/// Flattens a YAML file into entries by path (`log.level`), keeping the lines.
enum ConfigurationFile {
  static func entries(
    yaml: String, file: String, folder: String
  ) throws(Problem) -> [String: ConfigurationEntry] {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw .configuration([ConfigurationIssue(place: file, text: "\(error)")])
    }
    var reader = Reader(folder: folder)
    switch root {
    case nil: break
    case .mapping(let mapping): reader.add(mapping, path: [])
    case .some(let node): reader.refuse(node, "the file must hold keys and values")
    }
    guard reader.issues.isEmpty else { throw .configuration(reader.issues) }
    return reader.entries
  }

  private struct Reader {
    let folder: String
    var entries: [String: ConfigurationEntry] = [:]
    var issues: [ConfigurationIssue] = []

    mutating func add(_ mapping: Node.Mapping, path: [String]) {
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          refuse(key, "a key must be a word")
          continue
        }
        add(value, path: path + [name.string], line: key.mark?.line ?? 0)
      }
    }

    private mutating func add(_ node: Node, path: [String], line: Int) {
      let name = path.joined(separator: ".")
      switch node {
      case .mapping(let mapping):
        add(mapping, path: path)
      case .scalar(let scalar):
        set(name, .scalar(scalar.string), line)
      case .sequence(let sequence):
        let items = sequence.compactMap { item in
          if case .scalar(let scalar) = item { scalar.string } else { nil }
        }
        guard items.count == sequence.count else {
          return refuse(node, "\(name) must be a list of plain values")
        }
        set(name, .list(items), line)
      case .alias:
        refuse(node, "aliases are not used here")
      }
    }

    private mutating func set(_ name: String, _ value: ConfigurationEntry.Value, _ line: Int) {
      entries[name] = ConfigurationEntry(value: value, place: "line \(line)", folder: folder)
    }

    mutating func refuse(_ node: Node, _ text: String) {
      issues.append(ConfigurationIssue(place: "line \(node.mark?.line ?? 0)", text: text))
    }
  }
}
