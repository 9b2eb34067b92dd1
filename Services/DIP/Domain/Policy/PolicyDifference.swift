import Quantities
import Yams

/// One difference between two policies (政策差异), in words.
public struct PolicyDifference: Sendable, Hashable {
  /// Key path such as `point_value.year_start`.
  public var key: String
  public var label: Bilingual
  /// What was; a default is given as such.
  public var before: Bilingual
  /// What is.
  public var after: Bilingual

  /// `年初点值：原为 8.2 元，现为 8.5 元。`
  public var sentence: Bilingual {
    Bilingual(
      zh: "\(label.zh)：原为 \(before.zh)，现为 \(after.zh)。",
      en: "\(label.en): was \(before.en), is \(after.en).")
  }

  /// All differences of meaning, key by key in the order of the declaration. Layout, comments, the
  /// order of keys and a default that one of them writes out are none.
  public static func between(
    _ before: PolicyDocument, _ after: PolicyDocument
  ) -> [PolicyDifference] {
    var comparison = Comparison()
    comparison.compare(
      PolicyKey.all, before.root, after.root, "", Bilingual(zh: "", en: ""))
    comparison.compareBands(before.policy.deviation, after.policy.deviation)
    comparison.compareAssumed(before.policy.assumed, after.policy.assumed)
    return comparison.found
  }
}

private struct Comparison {
  var found: [PolicyDifference] = []

  mutating func compare(
    _ keys: [PolicyKey], _ before: Node?, _ after: Node?, _ path: String, _ above: Bilingual
  ) {
    for key in keys {
      let old = before?.value(of: key.name)
      let new = after?.value(of: key.name)
      // Bands of deviation are compared as they hold, whether they come from a preset or not.
      if old == nil && new == nil || (path == "deviation" && key.name == "bands") { continue }
      let place = PolicyShape.join(path, key.name)
      let label = key.label(under: above)
      if let inner = innerKeys(key, old, new) {
        compare(inner, old, new, place, label)
      } else if case .table(_, let shape) = key.shape {
        compareTable(shape, old, new, place, label)
      } else if let lists = lists(key, old, new) {
        compareLists(lists.element, lists.old, lists.new, place, label)
      } else {
        let was = words(key, old)
        let now = words(key, new)
        if was != now { add(place, label, was, now) }
      }
    }
  }

  /// The keys to go into: both values are sections of the same kind, or one is absent and its keys have
  /// defaults of their own.
  private func innerKeys(_ key: PolicyKey, _ old: Node?, _ new: Node?) -> [PolicyKey]? {
    if old == nil || new == nil, key.standard?.words != nil { return nil }
    var inner: [[PolicyKey]] = []
    for node in [old, new] {
      if let node { inner.append(key.innerKeys(of: node)) }
    }
    guard let first = inner.first, !first.isEmpty,
      inner.allSatisfy({ $0.map(\.name) == first.map(\.name) })
    else { return nil }
    return first
  }

  private func words(_ key: PolicyKey, _ node: Node?) -> Bilingual {
    if let node { return key.shape.words(node, unit: key.unit) }
    let standard = key.standardWords
    return standard.zh.isEmpty ? Bilingual(zh: "未规定", en: "not stated") : standard
  }

  private mutating func add(
    _ key: String, _ label: Bilingual, _ before: Bilingual, _ after: Bilingual
  ) {
    found.append(PolicyDifference(key: key, label: label, before: before, after: after))
  }

  // MARK: Tables and lists

  private mutating func compareTable(
    _ shape: PolicyShape, _ old: Node?, _ new: Node?, _ path: String, _ label: Bilingual
  ) {
    let names = [old, new].flatMap { ($0?.mapping ?? [:]).compactMap { $0.key.scalar?.string } }
    for name in Set(names).subtracting([PolicyKey.assumed]).sorted() {
      let was = old?.value(of: name).map { shape.words($0) } ?? Self.absent
      let now = new?.value(of: name).map { shape.words($0) } ?? Self.absent
      guard was != now else { continue }
      add(
        PolicyShape.join(path, name),
        Bilingual(zh: "\(label.zh) \(name)", en: "\(label.en) \(name)"), was, now)
    }
  }

  private static let absent = Bilingual(zh: "无", en: "none")

  /// Lists of sections on both sides, or on one with nothing on the other.
  private func lists(
    _ key: PolicyKey, _ old: Node?, _ new: Node?
  ) -> (element: PolicyShape, old: [Node], new: [Node])? {
    var shape = key.shape
    if case .either(let shapes) = shape {
      guard let list = shapes.first(where: { if case .list = $0 { true } else { false } }),
        old?.mapping == nil, new?.mapping == nil, old != nil, new != nil
      else { return nil }
      shape = list
    }
    guard case .list(let element, _, _) = shape else { return nil }
    switch element {
    case .section, .variants: break
    default: return nil
    }
    return (element, Array(old?.sequence ?? []), Array(new?.sequence ?? []))
  }

  private mutating func compareLists(
    _ element: PolicyShape, _ old: [Node], _ new: [Node], _ path: String, _ label: Bilingual
  ) {
    compareEntries(old.map { element.words($0) }, new.map { element.words($0) }, path, label)
  }

  /// Entries that both lists begin or end with are the same; those between are compared in turn.
  private mutating func compareEntries(
    _ old: [Bilingual], _ new: [Bilingual], _ path: String, _ label: Bilingual
  ) {
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start,
      old[old.count - 1 - end] == new[new.count - 1 - end]
    { end += 1 }
    let was = Array(old[start..<(old.count - end)])
    let now = Array(new[start..<(new.count - end)])
    for index in 0..<max(was.count, now.count) {
      let number = start + index + 1
      let before = index < was.count ? was[index] : Self.absent
      let after = index < now.count ? now[index] : Self.absent
      guard before != after else { continue }
      add(
        "\(path)[\(number - 1)]",
        Bilingual(zh: "\(label.zh)第 \(number) 项", en: "\(label.en), entry \(number)"), before, after
      )
    }
  }

  mutating func compareBands(_ before: DeviationPolicy, _ after: DeviationPolicy) {
    compareEntries(
      before.bands.map(\.words), after.bands.map(\.words), "deviation.bands",
      Bilingual(zh: "偏差区间", en: "bands of deviation"))
  }

  /// A value that was assumed and is printed now is worth knowing.
  mutating func compareAssumed(_ before: [String], _ after: [String]) {
    func words(_ isAssumed: Bool) -> Bilingual {
      isAssumed ? Bilingual(zh: "假定值", en: "assumed") : Bilingual(zh: "有依据", en: "sourced")
    }
    for path in Set(before).symmetricDifference(after).sorted() {
      let label = PolicyKey.label(ofPath: path)
      add(
        path, Bilingual(zh: "\(label.zh)的依据", en: "source of \(label.en)"),
        words(before.contains(path)), words(after.contains(path)))
    }
  }
}
