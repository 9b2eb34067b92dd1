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
  private let prefixes: [[CodeKey]]
  private let complications: ComplicationIndex
  private let comorbidities: ComorbidityIndex

  /// - Throws: the problems of `init(_:catalogue:codes:ageRule:)`.
  public init(policy: Policy, catalogue: Catalogue) throws(Problem) {
    try self.init(
      policy.auxiliary, catalogue: catalogue, codes: policy.codes, ageRule: policy.ageRule)
  }

  /// - Throws: `DIP_AUXILIARY_PREFIX_INVALID` when a type's prefix is no diagnosis code;
  ///   `DIP_CODE_VERSION_UNKNOWN` as the grouper.
  public init(
    _ policy: AuxiliaryPolicy, catalogue: Catalogue,
    codes: CodeVersionPolicy = CodeVersionPolicy(), ageRule: AgeRule = AgeRule()
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
    prefixes = try types.map { type throws(Problem) in
      guard case .diagnosis(let texts, _) = type.test else { return [] }
      return try texts.map { text throws(Problem) in try Self.prefix(text) }
    }
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
    guard let translation else { return met(possible, input) }
    return translation.withTranslated(input) { met(possible, $0) }
  }

  private func met(_ possible: UInt32, _ input: GroupingInput) -> UInt32 {
    var facts = Facts()
    var mask: UInt32 = 0
    var pending = possible
    while pending != 0 {
      let type = pending.trailingZeroBitCount
      pending &= pending - 1
      if meets(type, input, &facts) { mask |= 1 << UInt32(type) }
    }
    return mask
  }

  /// What several tests ask for, looked up once.
  struct Facts {
    var ageInDays: Int?
    var ageInYears: Int?
    /// 0 none, 1 CC, 2 MCC.
    var complication: UInt8?
    var comorbidity: Int?
  }

  private func meets(_ type: Int, _ input: GroupingInput, _ facts: inout Facts) -> Bool {
    switch types[type].test {
    case .age(let from, let below):
      return (from.map { !isBelow($0, input, &facts) } ?? true)
        && (below.map { isBelow($0, input, &facts) } ?? true)
    case .severity(let test): return meets(test, input, &facts)
    case .diagnosis(_, let main):
      if main { return prefixes[type].contains { input.diagnoses[0].hasPrefix($0) } }
      return input.diagnoses.contains { key in prefixes[type].contains { key.hasPrefix($0) } }
    case .icu(let from, let through):
      return input.icuDays >= from && Int(input.icuDays) <= through ?? .max
    case .comorbidity(let from, let through):
      let index = comorbidity(input, &facts)
      return index >= from && index <= through ?? .max
    }
  }

  private func isBelow(
    _ bound: AgeBound, _ input: GroupingInput, _ facts: inout Facts
  ) -> Bool {
    switch bound {
    case .days(let days):
      let age = facts.ageInDays ?? ageRule.days(of: input)
      facts.ageInDays = age
      return age < days
    case .years(let years):
      let age = facts.ageInYears ?? ageRule.years(of: input)
      facts.ageInYears = age
      return age < years
    }
  }

  private func meets(
    _ test: SeverityTest, _ input: GroupingInput, _ facts: inout Facts
  ) -> Bool {
    if test.death, input.dischargeWay != .died { return false }
    if let limit = test.stayOver {
      let stay = input.stayInDays
      guard test.stayInclusive ? stay >= limit : stay > limit else { return false }
    }
    switch test.complication {
    case .none: return true
    case .cc: return complication(input, &facts) >= ComplicationLevel.cc.rawValue
    case .mcc: return complication(input, &facts) >= ComplicationLevel.mcc.rawValue
    }
  }

  private func complication(_ input: GroupingInput, _ facts: inout Facts) -> UInt8 {
    if let known = facts.complication { return known }
    let level = complications.level(of: input.diagnoses)
    facts.complication = level
    return level
  }

  private func comorbidity(_ input: GroupingInput, _ facts: inout Facts) -> Int {
    if let known = facts.comorbidity { return known }
    let index = comorbidities.index(of: input.diagnoses)
    facts.comorbidity = index
    return index
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
