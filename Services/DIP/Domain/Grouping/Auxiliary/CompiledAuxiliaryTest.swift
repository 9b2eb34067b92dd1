import Quantities

/// A test of an auxiliary type in plain numbers, ready for millions of cases.
struct CompiledAuxiliaryTest: Sendable {
  enum Kind: UInt8 {
    case age, severity, mainDiagnosis, anyDiagnosis, intensiveCare, comorbidity
  }

  var kind: Kind
  /// Age in days, `low ..< high`; days in intensive care and index of comorbidity, `low ... high`.
  var low = Int32.min
  var high = Int32.max
  /// Age in years, `lowYears ..< highYears`.
  var lowYears = Int32.min
  var highYears = Int32.max
  /// Least complication level and least stay, and whether only deaths count.
  var complication: UInt8 = 0
  var stay: Int32 = 0
  var needsDeath = false
  /// Among the prefixes of all tests.
  var prefixes: Range<Int32> = 0..<0

  /// - Parameter prefixes: those of all tests; a test of diagnoses adds its own.
  init(_ test: AuxiliaryType.Test, _ prefixes: inout [CodeKey]) throws(Problem) {
    switch test {
    case .age(let from, let below):
      kind = .age
      switch from {
      case .days(let days): low = Int32(clamping: days)
      case .years(let years): lowYears = Int32(clamping: years)
      case nil: break
      }
      switch below {
      case .days(let days): high = Int32(clamping: days)
      case .years(let years): highYears = Int32(clamping: years)
      case nil: break
      }
    case .severity(let test):
      kind = .severity
      needsDeath = test.death
      if let limit = test.stayOver {
        stay = Int32(clamping: test.stayInclusive ? limit : limit + 1)
      }
      switch test.complication {
      case .none: break
      case .cc: complication = ComplicationLevel.cc.rawValue
      case .mcc: complication = ComplicationLevel.mcc.rawValue
      }
    case .diagnosis(let texts, let main):
      kind = main ? .mainDiagnosis : .anyDiagnosis
      let first = Int32(prefixes.count)
      for text in texts { prefixes.append(try Self.prefix(text)) }
      self.prefixes = first..<Int32(prefixes.count)
    case .icu(let from, let through):
      kind = .intensiveCare
      (low, high) = (Int32(clamping: from), Int32(clamping: through ?? .max))
    case .comorbidity(let from, let through):
      kind = .comorbidity
      (low, high) = (Int32(clamping: from), Int32(clamping: through ?? .max))
    }
  }

  var asksForDays: Bool { low != .min || high != .max }
  var asksForYears: Bool { lowYears != .min || highYears != .max }

  private static func prefix(_ text: String) throws(Problem) -> CodeKey {
    guard case .prefix(let key) = DiagnosisPattern(text) else {
      throw Problem(
        .invalidInput, "DIP_AUXILIARY_PREFIX_INVALID", zh: "辅助分型的诊断前缀“\(text)”不是编码",
        en: "“\(text)” of an auxiliary type is no diagnosis code",
        remedyZh: "请填写如 C 或 C34 的编码", remedyEn: "write a code such as C or C34")
    }
    return key
  }
}
