import Quantities
import Yams

/// What may stand at a place of a policy document. One declaration (`PolicyKey.root`) is behind the
/// check of a document, the published JSON Schema, the comparison in words and the list of choices.
indirect enum PolicyShape: Sendable {
  /// 1 to 200 bytes in a form.
  case text(PolicyTextForm)
  case decimal(PolicyBounds)
  /// Yuan, above zero, at most two decimals.
  case money
  case integer(ClosedRange<Int>)
  case flag
  case word([PolicyWord])
  case list(PolicyShape, count: ClosedRange<Int>, distinct: Bool)
  case section([PolicyKey], [PolicyRule])
  /// A section whose keys depend on the word of one of them.
  case variants(PolicyKey, [PolicyVariant])
  /// A section whose keys the document chooses, all of one shape.
  case table(PolicyTextForm, PolicyShape)
  /// Told apart by being a single value, a list or a section.
  case either([PolicyShape])

  /// A section without rules.
  static func keys(_ keys: [PolicyKey]) -> PolicyShape { .section(keys, []) }

  static func decimal(_ from: Int64, _ to: Int64) -> PolicyShape {
    .decimal(PolicyBounds(from: Decimal(integer: from), to: Decimal(integer: to)))
  }

  /// Above zero.
  static func positive(to: Int64) -> PolicyShape {
    .decimal(PolicyBounds(from: .zero, to: Decimal(integer: to), isAbove: true))
  }

  static func words<Words: PolicyWords>(_ type: Words.Type) -> PolicyShape {
    .word(Words.allCases.map { PolicyWord(raw: $0.rawValue, label: $0.label) })
  }
}

/// A range of a decimal; both ends belong to it, the lower one not when `isAbove`.
struct PolicyBounds: Sendable {
  var from: Decimal
  var to: Decimal
  var isAbove = false
}

/// A word that a key may have, and what it means.
struct PolicyWord: Sendable {
  var raw: String
  var label: Bilingual
}

/// The words of an enumeration with their meaning.
protocol PolicyWords: RawRepresentable<String>, CaseIterable {
  var label: Bilingual { get }
}

/// One key of a section.
struct PolicyKey: Sendable {
  var name: String
  /// What a clerk calls it.
  var label: Bilingual
  /// What it does, where the label does not say it; with the source of the rule.
  var note: Bilingual?
  /// Behind a value in words: 元, 天.
  var unit: Bilingual?
  var shape: PolicyShape
  var isRequired: Bool
  /// What holds without the key, and why: set for every key that is a choice.
  let standard: PolicyStandard?
  /// The default in words; empty where a key has none.
  let standardWords: Bilingual

  init(
    _ name: String, _ zh: String, _ en: String, _ shape: PolicyShape, required: Bool = false,
    note: Bilingual? = nil, unit: Bilingual? = nil, standard: PolicyStandard? = nil
  ) {
    self.name = name
    label = Bilingual(zh: zh, en: en)
    self.shape = shape
    self.note = note
    self.unit = unit
    isRequired = required
    self.standard = standard
    let written = standard?.written.flatMap { try? Yams.compose(yaml: $0) }
    standardWords =
      standard?.words ?? written.map { shape.words($0, unit: unit) } ?? Bilingual(zh: "", en: "")
  }
}

/// What holds where a document does not name a key.
struct PolicyStandard: Sendable {
  /// The value as a document would write it; nil where no written value means the same.
  var written: String?
  /// The value in words, where it is not that of `written`.
  var words: Bilingual?
  var reason: Bilingual

  /// A default that could be written as well.
  static func value(_ written: String, zh: String, en: String) -> PolicyStandard {
    PolicyStandard(written: written, words: nil, reason: Bilingual(zh: zh, en: en))
  }

  /// A default that is the absence of something.
  static func none(_ words: Bilingual, zh: String, en: String) -> PolicyStandard {
    PolicyStandard(written: nil, words: words, reason: Bilingual(zh: zh, en: en))
  }
}

/// The further keys that belong to a word of a section's deciding key.
struct PolicyVariant: Sendable {
  var word: PolicyWord
  var keys: [PolicyKey]
}

/// A rule between the keys of one section.
enum PolicyRule: Sendable {
  case exactlyOne([String])
  case atLeastOne([String])
  case atMostOne([String])
  /// The first needs the second.
  case needs(String, String)
}
