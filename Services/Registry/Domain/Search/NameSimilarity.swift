/// How alike names are (名称相似度): the pairs of neighbouring characters they share, counted twice, of
/// all the pairs of both (Dice), in whole per cent rounded down. 100 means the same pairs.
public struct NameSimilarity: Sendable, Hashable {
  /// Sorted, so that two names are compared in one pass.
  private let pairs: [UInt64]

  public init(_ name: String) {
    let scalars = Array(FoldedText(name).text.unicodeScalars)
    pairs =
      scalars.count < 2
      ? scalars.map { UInt64($0.value) }
      : zip(scalars, scalars.dropFirst()).map { UInt64($0.value) << 32 | UInt64($1.value) }.sorted()
  }

  public func percent(to other: NameSimilarity) -> Int {
    let total = pairs.count + other.pairs.count
    guard total > 0 else { return 0 }
    var (i, j, shared) = (0, 0, 0)
    while i < pairs.count, j < other.pairs.count {
      if pairs[i] == other.pairs[j] {
        (i, j, shared) = (i + 1, j + 1, shared + 1)
      } else if pairs[i] < other.pairs[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return 200 * shared / total
  }
}

/// A text as it is compared: without blanks, full-width letters, digits and brackets as half-width
/// ones, ASCII letters in capitals.
struct FoldedText {
  let text: String

  init(_ original: String) {
    var folded = String.UnicodeScalarView()
    for scalar in original.unicodeScalars {
      var value = scalar.value
      if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
      if value <= 0x20 || value == 0x3000 || value == 0xA0 || value == 0xFEFF { continue }
      if (0x61...0x7A).contains(value) { value -= 0x20 }
      if let scalar = Unicode.Scalar(value) { folded.append(scalar) }
    }
    text = String(folded)
  }
}
