import Quantities
import Yams

extension PolicyChoice {
  /// Every choice of a document, in the order of the declaration: keys with a default, and words that a
  /// document has to state. A section that is absent as a whole
  /// is one choice where that has a meaning of its own, else each of its keys is.
  static func all(in root: Node) -> [PolicyChoice] {
    var found: [PolicyChoice] = []
    collect(PolicyKey.all, root, "", Bilingual(zh: "", en: ""), &found)
    return found
  }

  /// Whether the choice concerns the measuring of scores only, so that no settlement depends on it.
  public var isAboutMeasurement: Bool {
    let prefixes = [
      "score.", "core_threshold", "related_split_pct", "cv_sigma", "auxiliary.trigger",
      "point_value.year_weights", "point_value.weighting", "point_value.trimming",
      "rounding.yearly_mean", "rounding.rw",
    ]
    return prefixes.contains { key.hasPrefix($0) }
  }

  private static func collect(
    _ keys: [PolicyKey], _ node: Node?, _ path: String, _ above: Bilingual,
    _ found: inout [PolicyChoice]
  ) {
    for key in keys {
      let place = PolicyShape.join(path, key.name)
      let value = node?.value(of: key.name)
      let label = key.label(under: above)
      if let standard = key.standard {
        found.append(
          PolicyChoice(
            key: place, label: label,
            value: value.map { key.shape.words($0, unit: key.unit) } ?? key.standardWords,
            isDefault: value == nil, reason: standard.reason))
        if value == nil { continue }
      } else if case .word = key.shape, let value {
        // There is no default: the document has to say it.
        found.append(
          PolicyChoice(
            key: place, label: label, value: key.shape.words(value), isDefault: false,
            reason: Bilingual(
              zh: "文件没有缺省，须由政策写明", en: "the sources have no default: it has to be stated")))
      }
      collect(key.innerKeys(of: value), value, place, label, &found)
    }
  }
}

extension PolicyKey {
  func label(under above: Bilingual) -> Bilingual {
    above.zh.isEmpty
      ? label : Bilingual(zh: "\(above.zh)：\(label.zh)", en: "\(above.en): \(label.en)")
  }

  /// The keys inside a section; empty for single values, lists and tables.
  func innerKeys(of node: Node?) -> [PolicyKey] {
    switch shape {
    case .section(let keys, _): return keys
    case .variants(let key, let variants):
      let raw = node?.value(of: key.name)?.scalar?.string
      return variants.first { $0.word.raw == raw }.map { [key] + $0.keys } ?? []
    case .either(let shapes):
      guard let node, let shape = shapes.first(where: { $0.isKind(of: node) }),
        case .section(let keys, _) = shape
      else { return [] }
      return keys
    default: return []
    }
  }
}
