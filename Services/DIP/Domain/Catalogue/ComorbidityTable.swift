/// Weights of comorbidity categories (合并症指数, CCI).
public struct ComorbidityTable: Sendable, Hashable {
  /// Categories are bits of a mask.
  static let maximumCategories = 64

  struct Category: Sendable, Hashable {
    var name: String
    var weight: Int
  }

  /// In the order of their names.
  let categories: [Category]
  /// The category of a code, as a position in `categories`.
  let codes: CodeList<UInt8>

  init(categories: [Category] = [], codes: CodeList<UInt8> = CodeList()) {
    self.categories = categories
    self.codes = codes
  }

  public var isEmpty: Bool { codes.isEmpty }

  /// The index of secondary diagnoses: the sum of the weights of their categories, each category
  /// once however many diagnoses belong to it (specification, section 5).
  public func index(of secondaries: some Sequence<CodeKey>) -> Int {
    var seen: UInt64 = 0
    var sum = 0
    for key in secondaries {
      guard let category = codes[key] else { continue }
      let bit = UInt64(1) << UInt64(category)
      if seen & bit == 0 {
        seen |= bit
        sum += categories[Int(category)].weight
      }
    }
    return sum
  }

  /// Name and weight of the category of a diagnosis, for explanations.
  public func category(of key: CodeKey) -> (name: String, weight: Int)? {
    codes[key].map { (categories[Int($0)].name, categories[Int($0)].weight) }
  }
}
