/// The complication table compiled for one look at each secondary diagnosis (并发症与合并症).
struct ComplicationIndex: Sendable {
  private let codes: ListedCodes
  /// By number of the code.
  private let levels: [UInt8]
  /// Exclusion list by number of the code; -1 without one.
  private let exclusions: [Int32]
  private let patterns: [[DiagnosisPattern]]

  init(_ table: ComplicationTable) {
    let names = table.exclusions.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let entries = table.codes.entries
    codes = ListedCodes(entries.map(\.key))
    levels = entries.map(\.value.level.rawValue)
    exclusions = entries.map { numbers[$0.value.exclusion] ?? -1 }
    patterns = names.map { table.exclusions[$0] ?? [] }
  }

  /// The highest level among the secondary diagnoses: 0 none, 1 CC, 2 MCC.
  func level(of diagnoses: UnsafeBufferPointer<CodeKey>) -> UInt8 {
    var highest: UInt8 = 0
    for key in diagnoses.dropFirst() {
      guard let number = codes.number(of: key), levels[number] > highest else { continue }
      let exclusion = exclusions[number]
      if exclusion >= 0, patterns[Int(exclusion)].matches(diagnoses[0]) { continue }
      highest = levels[number]
      if highest == ComplicationLevel.mcc.rawValue { break }
    }
    return highest
  }
}

/// The comorbidity table compiled likewise (合并症指数).
struct ComorbidityIndex: Sendable {
  private let codes: ListedCodes
  /// Category by number of the code.
  private let categories: [UInt8]
  private let weights: [Int]

  init(_ table: ComorbidityTable) {
    codes = ListedCodes(table.codes.entries.map(\.key))
    categories = table.codes.entries.map(\.value)
    weights = table.categories.map(\.weight)
  }

  /// The sum of the weights of the secondary diagnoses' categories, each once.
  func index(of diagnoses: UnsafeBufferPointer<CodeKey>) -> Int {
    var seen: UInt64 = 0
    var sum = 0
    for key in diagnoses.dropFirst() {
      guard let number = codes.number(of: key) else { continue }
      let bit = UInt64(1) << UInt64(categories[number])
      if seen & bit == 0 {
        seen |= bit
        sum += weights[Int(categories[number])]
      }
    }
    return sum
  }
}

/// Diagnosis codes and prefixes by number, the longest that fits counting. Most diagnoses belong to a
/// category without any, which one look tells.
struct ListedCodes: Sendable {
  private let isListed: [Bool]
  private let numbers: CodeList<Int32>

  init(_ keys: [CodeKey]) {
    var isListed = [Bool](repeating: false, count: keys.isEmpty ? 0 : DiagnosisCode.categories)
    for key in keys {
      for category in DiagnosisPattern.prefix(key).categories { isListed[category] = true }
    }
    self.isListed = isListed
    numbers = CodeList(
      keys.enumerated().map { CodeList.Entry(key: $1, value: Int32($0), row: Int32($0)) })
  }

  @inline(__always)
  func number(of key: CodeKey) -> Int? {
    guard !isListed.isEmpty, isListed[DiagnosisCode(key: key).category] else { return nil }
    return numbers[key].map(Int.init)
  }
}
