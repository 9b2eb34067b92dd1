/// The complication table compiled for one look at each secondary diagnosis (并发症与合并症).
struct ComplicationIndex: Sendable {
  private let codes: ListedCodes
  /// By number of the code.
  private let levels: [UInt8]
  /// Exclusion list by number of the code; -1 without one.
  private let exclusions: [Int32]
  private let patterns: [[DiagnosisPattern]]
  /// By exclusion list and category: the list has entries there. Most questions end here.
  private let hasEntries: [Bool]

  init(_ table: ComplicationTable) {
    let names = table.exclusions.keys.sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let entries = table.codes.entries
    codes = ListedCodes(entries.map(\.key))
    levels = entries.map(\.value.level.rawValue)
    exclusions = entries.map { numbers[$0.value.exclusion] ?? -1 }
    patterns = names.map { table.exclusions[$0] ?? [] }
    var hasEntries = [Bool](repeating: false, count: names.count * DiagnosisCode.categories)
    for (list, patterns) in patterns.enumerated() {
      for category in patterns.flatMap(\.categories) {
        hasEntries[list * DiagnosisCode.categories + category] = true
      }
    }
    self.hasEntries = hasEntries
  }

  /// The highest level among the secondary diagnoses: 0 none, 1 CC, 2 MCC.
  func level(of diagnoses: UnsafeBufferPointer<CodeKey>) -> UInt8 {
    var highest: UInt8 = 0
    let category = DiagnosisCode(key: diagnoses[0]).category
    for key in diagnoses.dropFirst() {
      guard let number = codes.number(of: key), levels[number] > highest else { continue }
      let exclusion = exclusions[number]
      if exclusion >= 0, hasEntries[Int(exclusion) * DiagnosisCode.categories + category],
        patterns[Int(exclusion)].matches(diagnoses[0])
      {
        continue
      }
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

/// Diagnosis codes and prefixes by number, the longest that fits counting. They stand by category, of
/// which a diagnosis has one and a category few.
struct ListedCodes: Sendable {
  private struct Entry: Sendable {
    var prefix: CodeKey
    var mask: UInt64
    var number: Int32
  }

  /// `entries[starts[c]..<starts[c + 1]]` belong to category c, the longest first; empty without any.
  private let starts: [Int32]
  private let entries: [Entry]

  /// - Parameter keys: full codes mean themselves, shorter ones all codes below.
  init(_ keys: [CodeKey]) {
    var listed: [(category: Int, length: Int, entry: Entry)] = []
    for (number, key) in keys.enumerated() {
      let isFull = key.length >= CodeList<Int32>.fullLength
      let entry = Entry(
        prefix: key, mask: isFull ? ~0 : CodeKey.mask(length: key.length), number: Int32(number))
      for category in DiagnosisPattern.prefix(key).categories {
        listed.append((category, key.length, entry))
      }
    }
    listed.sort {
      ($0.category, $1.length, $0.entry.number) < ($1.category, $0.length, $1.entry.number)
    }
    var starts = [Int32](
      repeating: 0, count: keys.isEmpty ? 0 : DiagnosisCode.categories + 1)
    for (category, _, _) in listed { starts[category + 1] += 1 }
    for category in starts.indices.dropFirst() { starts[category] += starts[category - 1] }
    self.starts = starts
    entries = listed.map(\.entry)
  }

  @inline(__always)
  func number(of key: CodeKey) -> Int? {
    guard !starts.isEmpty else { return nil }
    let category = DiagnosisCode(key: key).category
    var place = Int(starts[category])
    let end = Int(starts[category + 1])
    while place < end {
      let entry = entries[place]
      if key.hasPrefix(entry.prefix, mask: entry.mask) { return Int(entry.number) }
      place += 1
    }
    return nil
  }
}
