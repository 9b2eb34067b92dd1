/// A word from a closed list (受控词): `rawValue` is what the database and programs keep, `chinese`
/// what files and pages show.
public protocol ControlledTerm: CaseIterable, Hashable, Sendable, RawRepresentable
where RawValue == String {
  /// The word of the standard.
  var chinese: String { get }
  /// Other words in use for the same.
  var alternatives: [String] { get }
}

extension ControlledTerm {
  public var alternatives: [String] { [] }

  /// Reads the Chinese word, one of its alternatives, or the raw value.
  public init?(word: String) {
    guard
      let match = Self.allCases.first(where: {
        $0.chinese == word || $0.rawValue == word || $0.alternatives.contains(word)
      })
    else { return nil }
    self = match
  }
}

/// A closed list that is a scale: its cases are declared from the lowest to the highest.
public protocol OrderedTerm: ControlledTerm, Comparable {}

extension OrderedTerm {
  private var position: Int {
    var index = 0
    for other in Self.allCases {
      if other == self { break }
      index += 1
    }
    return index
  }

  public static func < (a: Self, b: Self) -> Bool { a.position < b.position }
}
