import Quantities

/// A test of an auxiliary type in plain numbers, ready for millions of cases.
struct CompiledAuxiliaryTest: Sendable {
  enum Kind: UInt8 {
    case age, severity, mainDiagnosis, anyDiagnosis, otherCategory, intensiveCare, comorbidity, cost
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
  /// Likewise of main diagnoses that alone, and that never, meet the type; empty without a condition.
  var among: Range<Int32> = 0..<0
  var except: Range<Int32> = 0..<0
  /// What the case costs at least in fen, by group; empty for other tests.
  var leastCosts: [Int64] = []

  /// - Parameters:
  ///   - prefixes: those of all tests; the type's are added.
  ///   - leastCost: least cost by group of a test of cost.
  init(
    _ type: AuxiliaryType, _ prefixes: inout [CodeKey], leastCosts: (CostTest) -> [Int64]
  ) throws(Problem) {
    among = try Self.add(type.among, to: &prefixes)
    except = try Self.add(type.except, to: &prefixes)
    switch type.test {
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
    case .diagnosis(let test):
      kind =
        switch test.position {
        case .main: .mainDiagnosis
        case .any: .anyDiagnosis
        case .otherCategory: .otherCategory
        }
      if let limit = test.stayOver {
        stay = Int32(clamping: test.stayInclusive ? limit : limit + 1)
      }
      self.prefixes = try Self.add(test.prefixes, to: &prefixes)
    case .cost(let test):
      kind = .cost
      self.leastCosts = leastCosts(test)
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

  private static func add(
    _ texts: [String], to prefixes: inout [CodeKey]
  ) throws(Problem) -> Range<Int32> {
    let first = Int32(prefixes.count)
    for text in texts { prefixes.append(try Self.prefix(text)) }
    return first..<Int32(prefixes.count)
  }

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
