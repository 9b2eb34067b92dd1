import Quantities

extension PolicyKey {
  /// What a clerk calls the key of a path such as `point_value.elastic`; the path itself where no key
  /// is declared.
  static func label(ofPath path: String) -> Bilingual {
    var keys = all
    var label = Bilingual(zh: "", en: "")
    for name in path.split(separator: ".") {
      guard let key = keys.first(where: { $0.name == name }) else { break }
      label = key.label(under: label)
      keys = key.shape.declaredKeys
    }
    return label.zh.isEmpty ? Bilingual(zh: path, en: path) : label
  }
}

extension PolicyShape {
  /// Every key that may stand inside, whatever a document chooses.
  fileprivate var declaredKeys: [PolicyKey] {
    switch self {
    case .section(let keys, _): keys
    case .variants(let key, let variants): [key] + variants.flatMap(\.keys)
    case .either(let shapes): shapes.flatMap(\.declaredKeys)
    default: []
    }
  }
}
