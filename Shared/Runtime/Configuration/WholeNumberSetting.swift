public import Quantities

extension [String: String] {
  /// A whole number below `settings` of a configuration; nil when it is not set.
  ///
  /// - Throws: `reason` with the name and the value, for what is no number of the range.
  public func wholeNumber(
    _ name: String, in range: ClosedRange<Int>, reason: String
  ) throws(Problem) -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let bounds = "\(range.lowerBound)–\(range.upperBound)"
      throw Problem(
        .invalidInput, reason, zh: "settings.\(name) 无效：\(text)",
        en: "settings.\(name) is not usable: \(text)", remedyZh: "请填写 \(bounds) 的整数",
        remedyEn: "write a whole number from \(bounds)",
        details: [.init("setting", name), .init("value", text)])
    }
    return number
  }
}
