import Messages
import Quantities

/// The domain's codes and the contract's enums are two spellings of one word: `moved_away` is
/// `CONTRACT_REASON_MOVED_AWAY`. A test compares the whole lists.
extension OpenEnumeration {
  /// The names' common beginning, `CONTRACT_REASON_`.
  private static var prefix: String {
    guard let unspecified = Self.names.first(where: { $0.value.rawValue == 0 }) else { return "" }
    return String("\(unspecified.name)".dropLast("UNSPECIFIED".count))
  }

  /// The value of a code; unspecified for nil.
  init<Code: RawRepresentable>(code: Code?) where Code.RawValue == String {
    self = code.flatMap { Self(name: Self.prefix + $0.rawValue.uppercased()) } ?? Self()
  }

  /// The code of this value; nil for unspecified. A number that this version does not know is
  /// refused.
  func code<Code: RawRepresentable & CaseIterable>(
    _ field: String
  ) throws(Problem) -> Code? where Code.RawValue == String {
    guard rawValue != 0 else { return nil }
    let word = name.map { $0.dropFirst(Self.prefix.count).lowercased() }
    guard let word, let code = Code(rawValue: word) else {
      throw Field.unknown("\(self)", field, Code.allCases.map(\.rawValue))
    }
    return code
  }
}
