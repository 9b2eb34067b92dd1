/// How much a complication or comorbidity weighs (并发症与合并症级别).
public enum ComplicationLevel: UInt8, Sendable, Hashable, CaseIterable, Comparable {
  /// CC, 一般
  case cc = 1
  /// MCC, 严重
  case mcc = 2

  public var term: String { self == .cc ? "CC" : "MCC" }

  /// Reads CC, MCC and the words of the 3.0 severity lists (中度, 重度).
  init?(term: String) {
    switch term {
    case "CC", "cc", "中度": self = .cc
    case "MCC", "mcc", "重度": self = .mcc
    default: return nil
    }
  }

  public static func < (a: ComplicationLevel, b: ComplicationLevel) -> Bool {
    a.rawValue < b.rawValue
  }
}

/// Which secondary diagnoses are complications, and beside which main diagnoses they do not count
/// (并发症与合并症表, 排除表).
public struct ComplicationTable: Sendable, Hashable {
  struct Complication: Sendable, Hashable {
    var level: ComplicationLevel
    /// Name of the exclusion list; empty without one.
    var exclusion: String
  }

  let codes: CodeList<Complication>
  /// Main diagnoses by the name of the exclusion list.
  let exclusions: [String: [DiagnosisPattern]]
  /// The categories in which an exclusion list has entries, so that most questions end at once.
  private let categories: [String: Set<Int>]

  init(
    codes: CodeList<Complication> = CodeList(), exclusions: [String: [DiagnosisPattern]] = [:]
  ) {
    self.codes = codes
    self.exclusions = exclusions
    categories = exclusions.mapValues { patterns in Set(patterns.flatMap(\.categories)) }
  }

  public var isEmpty: Bool { codes.isEmpty }

  /// The level of a secondary diagnosis beside a main diagnosis; nil when it is no complication or
  /// the main diagnosis excludes it.
  public func level(of secondary: CodeKey, main: CodeKey) -> ComplicationLevel? {
    guard let found = codes[secondary] else { return nil }
    if !found.exclusion.isEmpty, isExcluded(main, by: found.exclusion) { return nil }
    return found.level
  }

  /// The highest level among secondary diagnoses.
  public func level(
    ofSecondaries secondaries: some Sequence<CodeKey>, main: CodeKey
  ) -> ComplicationLevel? {
    var highest: ComplicationLevel?
    for key in secondaries {
      guard let level = level(of: key, main: main) else { continue }
      if level == .mcc { return .mcc }
      highest = level
    }
    return highest
  }

  private func isExcluded(_ main: CodeKey, by name: String) -> Bool {
    guard let categories = categories[name], let patterns = exclusions[name],
      categories.contains(DiagnosisCode(key: main).category)
    else { return false }
    return patterns.matches(main)
  }
}
