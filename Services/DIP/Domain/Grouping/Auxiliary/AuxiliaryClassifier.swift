import Quantities

/// Which auxiliary types a case meets (辅助分型), compiled from a policy and a catalogue.
///
/// A type can be met only in groups where it has a coefficient, and never in groups that the policy
/// exempts. A value; any number of threads may use it.
public struct AuxiliaryClassifier: Sendable {
  /// The policy's types; bit i of a mask is type i.
  public let types: [AuxiliaryType]
  let exempt: Set<AuxiliaryPolicy.Exemption>
  let catalogue: Catalogue
  let translation: CodeTranslation?
  let ageRule: AgeRule
  /// By group: the types that can be met in it. Empty when the policy has no types.
  private let possible: [UInt32]
  private let tests: [CompiledAuxiliaryTest]
  /// Prefixes of the tests of diagnoses, one test after the other.
  private let prefixes: [CodeKey]
  private let complications: ComplicationIndex
  private let comorbidities: ComorbidityIndex

  /// - Throws: the problems of `init(_:catalogue:codes:ageRule:)`.
  public init(policy: Policy, catalogue: Catalogue) throws(Problem) {
    try self.init(
      policy.auxiliary, catalogue: catalogue, codes: policy.codes, ageRule: policy.ageRule,
      yearStart: policy.payment.yearStartPointValue)
  }

  /// - Parameter yearStart: year-start point value, which types by cost ask for; without it nobody
  ///   meets them.
  /// - Throws: `DIP_AUXILIARY_PREFIX_INVALID` when a type's prefix is no diagnosis code;
  ///   `DIP_CODE_VERSION_UNKNOWN` as the grouper.
  public init(
    _ policy: AuxiliaryPolicy, catalogue: Catalogue,
    codes: CodeVersionPolicy = CodeVersionPolicy(), ageRule: AgeRule = AgeRule(),
    yearStart: Decimal? = nil
  ) throws(Problem) {
    precondition(policy.types.count <= AuxiliaryPolicy.maximumTypes, "one bit for each type")
    types = policy.types
    exempt = policy.exempt
    self.ageRule = ageRule
    self.catalogue = catalogue
    translation = types.isEmpty ? nil : try CodeTranslation(catalogue, codes)
    var possible: [UInt32] = []
    if !types.isEmpty {
      for (index, group) in catalogue.groups.enumerated() {
        possible.append(
          Self.exemption(of: group, exempt) == nil
            ? Self.typesWithCoefficient(types, group: index, catalogue) : 0)
      }
    }
    self.possible = possible
    var prefixes: [CodeKey] = []
    var tests: [CompiledAuxiliaryTest] = []
    for type in types {
      tests.append(
        try CompiledAuxiliaryTest(type, &prefixes) { test in
          catalogue.groups.map { Self.leastCost(test, of: $0, yearStart: yearStart) }
        })
    }
    self.tests = tests
    self.prefixes = prefixes
    let isUsed = !types.isEmpty
    complications = ComplicationIndex(isUsed ? catalogue.complications : ComplicationTable())
    comorbidities = ComorbidityIndex(isUsed ? catalogue.comorbidities : ComorbidityTable())
  }

  /// No case meets a type: nothing has to be asked.
  public var isEmpty: Bool { types.isEmpty }

  /// The types that a case meets in its group; bit i is type i of the policy.
  ///
  /// - Parameter group: index in the catalogue, or one of the negative marks of `GroupingResult`.
  public func types(of list: Case, group: Int32) -> UInt32 {
    list.withGroupingInput { types(of: $0, group: group) }
  }

  /// The types of list n of some columns.
  @inline(__always)
  public func types(of columns: CaseColumns, _ index: Int, group: Int32) -> UInt32 {
    guard isPossible(group) else { return 0 }
    return columns.withGroupingInput(index) { types(of: $0, group: group) }
  }

  /// Some type can be met in the group.
  @inline(__always)
  func isPossible(_ group: Int32) -> Bool {
    group >= 0 && !possible.isEmpty && possible[Int(group)] != 0
  }

  func types(of input: GroupingInput, group: Int32) -> UInt32 {
    guard isPossible(group) else { return 0 }
    let possible = possible[Int(group)]
    guard let translation else { return met(possible, input, group) }
    return translation.withTranslated(input) { met(possible, $0, group) }
  }

  private func met(_ possible: UInt32, _ input: GroupingInput, _ group: Int32) -> UInt32 {
    var facts = Facts()
    var mask: UInt32 = 0
    var pending = possible
    while pending != 0 {
      let type = pending.trailingZeroBitCount
      pending &= pending - 1
      if meets(type, input, group, &facts) { mask |= 1 << UInt32(type) }
    }
    return mask
  }

  /// What several tests ask for, looked up once; negative while nobody asked.
  private struct Facts {
    var ageInDays = -1
    var ageInYears = -1
    /// 0 none, 1 CC, 2 MCC.
    var complication = -1
    var comorbidity = -1
  }

  private func meets(
    _ type: Int, _ input: GroupingInput, _ group: Int32, _ facts: inout Facts
  ) -> Bool {
    let test = tests[type]
    if !test.among.isEmpty, !hasPrefix(input.diagnoses[0], test.among) { return false }
    if !test.except.isEmpty, hasPrefix(input.diagnoses[0], test.except) { return false }
    if test.stay > 0, input.stayInDays < Int(test.stay) { return false }
    switch test.kind {
    case .age: return meetsAge(test, input, &facts)
    case .severity:
      if test.needsDeath, input.dischargeWay != .died { return false }
      guard test.complication > 0 else { return true }
      if facts.complication < 0 {
        facts.complication = Int(complications.level(of: input.diagnoses))
      }
      return facts.complication >= Int(test.complication)
    case .mainDiagnosis: return hasPrefix(input.diagnoses[0], test.prefixes)
    case .anyDiagnosis:
      for key in input.diagnoses where hasPrefix(key, test.prefixes) { return true }
      return false
    case .otherCategory:
      let main = input.diagnoses[0].prefix(3)
      for key in input.diagnoses.dropFirst()
      where key.prefix(3) != main && hasPrefix(key, test.prefixes) {
        return true
      }
      return false
    case .cost: return meetsCost(types[type].test, input, least: test.leastCosts[Int(group)])
    case .intensiveCare: return input.icuDays >= test.low && input.icuDays <= test.high
    case .comorbidity:
      if facts.comorbidity < 0 { facts.comorbidity = comorbidities.index(of: input.diagnoses) }
      return facts.comorbidity >= Int(test.low) && facts.comorbidity <= Int(test.high)
    }
  }

  private func meetsAge(
    _ test: CompiledAuxiliaryTest, _ input: GroupingInput, _ facts: inout Facts
  ) -> Bool {
    if test.asksForDays {
      if facts.ageInDays < 0 { facts.ageInDays = ageRule.days(of: input) }
      guard facts.ageInDays >= Int(test.low), facts.ageInDays < Int(test.high) else { return false }
    }
    if test.asksForYears {
      if facts.ageInYears < 0 { facts.ageInYears = ageRule.years(of: input) }
      guard facts.ageInYears >= Int(test.lowYears), facts.ageInYears < Int(test.highYears) else {
        return false
      }
    }
    return true
  }

  private func meetsCost(
    _ test: AuxiliaryType.Test, _ input: GroupingInput, least: Int64
  ) -> Bool {
    guard case .cost(let test) = test, input.cost.total.fen >= least else { return false }
    let amount = Int128(input.cost.amount(of: test.kind).fen)
    return amount * PowersOfTen.int128(test.share.scale)
      >= Int128(input.cost.total.fen) * test.share.coefficient
  }

  /// Whole fen that a case costs at least; more than any case without a point value.
  private static func leastCost(
    _ test: CostTest, of group: DiseaseGroup, yearStart: Decimal?
  ) -> Int64 {
    guard let yearStart, let score = group.score else { return .max }
    let least = test.leastCost(score: score, yearStart: yearStart)
    let floor = least.floor
    let whole = BigRatio(floor, 1) == least ? floor : floor + 1
    return whole.int128.flatMap { Int64(exactly: $0) } ?? .max
  }

  private func hasPrefix(_ key: CodeKey, _ range: Range<Int32>) -> Bool {
    for number in range where key.hasPrefix(prefixes[Int(number)]) { return true }
    return false
  }
}

extension AuxiliaryClassifier {
  /// What the type does to a case of the group; nil where it does not occur.
  public func coefficient(of type: Int, group: Int32) -> Decimal? {
    Self.coefficient(types[type], group: Int(group), catalogue)
  }

  static func coefficient(
    _ type: AuxiliaryType, group: Int, _ catalogue: Catalogue
  ) -> Decimal? {
    type.coefficient ?? catalogue.auxiliary.coefficient(group: group, type: type.code)
  }

  private static func typesWithCoefficient(
    _ types: [AuxiliaryType], group: Int, _ catalogue: Catalogue
  ) -> UInt32 {
    types.indices.reduce(0) { mask, type in
      coefficient(types[type], group: group, catalogue) == nil ? mask : mask | 1 << UInt32(type)
    }
  }

  /// Why a group has no auxiliary types; nil when it may have some.
  static func exemption(
    of group: DiseaseGroup, _ exempt: Set<AuxiliaryPolicy.Exemption>
  ) -> AuxiliaryPolicy.Exemption? {
    AuxiliaryPolicy.Exemption.allCases.first { exemption in
      guard exempt.contains(exemption) else { return false }
      return switch exemption {
      case .tcm: group.isTCM
      case .composite: group.kind == .composite
      case .primaryCare: group.isPrimaryCare
      case .conservative: group.isConservative
      case .advance: group.kind == .advance
      }
    }
  }
}
