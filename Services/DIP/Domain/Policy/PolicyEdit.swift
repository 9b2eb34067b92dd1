import Quantities
import Yams

/// Another value for one key of a policy document (政策改键), for trials.
public struct PolicyEdit: Sendable, Hashable {
  /// Key path such as `deviation.preset`, `coefficients.level.3` or `auxiliary.types[0].coefficient`.
  public var key: String
  /// YAML; empty takes the key out.
  public var value: String

  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// The document with the edits applied one after the other; comments and layout are lost. Whether
  /// the result is a policy is for its reader to say.
  ///
  /// - Throws: `DIP_POLICY_NOT_YAML` when the document cannot be read; `DIP_POLICY_EDIT_INVALID` when
  ///   a key path leads nowhere or a value is no YAML.
  public static func apply(_ edits: [PolicyEdit], to yaml: String) throws(Problem) -> String {
    guard var root = try? Yams.compose(yaml: yaml), root.mapping != nil else {
      throw Problem(
        .invalidInput, "DIP_POLICY_NOT_YAML", zh: "政策文件不是可读的 YAML", en: "not readable YAML",
        remedyZh: "请修正 YAML 语法", remedyEn: "correct the YAML syntax")
    }
    for edit in edits { root = try edit.applied(to: root) }
    guard let text = try? Yams.serialize(node: root, allowUnicode: true) else {
      throw Problem.overflow("a policy document")
    }
    return text
  }

  private enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  private func applied(to root: Node) throws(Problem) -> Node {
    var value: Node?
    if !self.value.allSatisfy(\.isWhitespace) {
      value = (try? Yams.compose(yaml: self.value)) ?? nil
      if value == nil { throw invalid("值不是 YAML", "the value is no YAML") }
    }
    guard let steps = Self.steps(key), !steps.isEmpty else {
      throw invalid("键路径无法读取", "the key path cannot be read")
    }
    guard let changed = try set(steps[...], value, in: root) else {
      throw invalid("键路径无法读取", "the key path cannot be read")
    }
    return changed
  }

  /// `a.b[2].c` as steps; nil when it is no path.
  private static func steps(_ path: String) -> [Step]? {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty else { return nil }
      steps.append(.key(String(name)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
        steps.append(.index(index))
      }
    }
    return steps
  }

  /// The node with the value at the end of the steps; nil when the node itself is taken out.
  private func set(
    _ steps: ArraySlice<Step>, _ value: Node?, in node: Node?
  ) throws(Problem) -> Node? {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step {
    case .key(let name):
      guard node == nil || node?.mapping != nil else {
        throw invalid("“\(name)”的上级不是一组键", "what “\(name)” is in has no keys")
      }
      var pairs = node?.mapping.map { $0.map { ($0.key, $0.value) } } ?? []
      let place = pairs.firstIndex { $0.0.scalar?.string == name }
      let changed = try set(rest, value, in: place.map { pairs[$0].1 })
      switch (place, changed) {
      case (let place?, let changed?): pairs[place].1 = changed
      case (let place?, nil): pairs.remove(at: place)
      // A number as a key is written as text, as levels are.
      case (nil, let changed?):
        pairs.append(
          (Node.scalar(.init(name, Tag(.str), Int(name) == nil ? .any : .doubleQuoted)), changed))
      case (nil, nil): break
      }
      return Node.mapping(.init(pairs))
    case .index(let index):
      guard var items = node?.sequence.map({ Array($0) }), index < items.count else {
        throw invalid("没有第 \(index) 项", "there is no item \(index)")
      }
      if let changed = try set(rest, value, in: items[index]) {
        items[index] = changed
      } else {
        items.remove(at: index)
      }
      return Node.sequence(.init(items))
    }
  }

  private func invalid(_ zh: String, _ en: String) -> Problem {
    Problem(
      .invalidInput, "DIP_POLICY_EDIT_INVALID", zh: "\(key)：\(zh)", en: "\(key): \(en)",
      remedyZh: "请按键路径填写，如 deviation.preset=dip20",
      remedyEn: "write key paths such as deviation.preset=dip20",
      details: [Problem.Detail("key", key)])
  }
}
