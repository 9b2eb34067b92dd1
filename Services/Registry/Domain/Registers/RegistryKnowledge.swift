import Quantities

/// What rules may ask the registry, by what it knows now.
public protocol RegistryKnowledge {
  var rules: RegistryRules { get }

  func institution(_ code: RegistryCode, on day: Day) throws -> Institution?

  /// Institutions of an area and what lies below it (nil is everywhere), by code.
  func institutions(
    in area: AreaCode?, kinds: [InstitutionKind], on day: Day
  ) throws -> [Institution]

  func area(_ code: AreaCode, on day: Day) throws -> Area?

  /// Areas of a level in an area (nil is everywhere), by code.
  func areas(in area: AreaCode?, level: AreaCode.Level, on day: Day) throws -> [Area]

  /// Living memberships of an institution in consortia.
  func memberships(of institution: RegistryCode, on day: Day) throws -> [Membership]

  /// Consortia of a kind that serve an area or one below it (nil is everywhere), by code.
  func consortia(
    in area: AreaCode?, kind: ConsortiumKind, on day: Day
  ) throws -> [Consortium]

  /// Institutions that belong to a consortium, the lead first.
  func members(of consortium: RegistryCode, on day: Day) throws -> [Institution]

  /// Areas that border on one (相邻区划), by code.
  func neighbours(of area: AreaCode, on day: Day) throws -> [Area]

  /// The day on which the town of an area was turned into a street (M23); nil when it was not.
  func conversion(of area: AreaCode, on day: Day) throws -> Day?

  /// Entries of a register that meet all the conditions, at any time, with the days they hold; by
  /// key and first day.
  func timelines<Entry: RegisterEntry>(
    _ type: Entry.Type, where conditions: [FieldCondition]
  ) throws -> [DatedFact<Entry>]

  /// Entries of a register that meet all the conditions, by key.
  func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, in area: AreaCode?, where conditions: [FieldCondition], on day: Day
  ) throws -> [Entry]
}

extension RegistryKnowledge {
  public func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, where conditions: FieldCondition..., on day: Day
  ) throws -> [Entry] {
    try entries(type, in: nil, where: conditions, on: day)
  }

  /// Institutions that lead county consortia of an area, by consortium.
  func countyLeads(in area: AreaCode?, on day: Day) throws -> [Institution] {
    try consortia(in: area, kind: .county, on: day).compactMap { consortium in
      try members(of: consortium.code, on: day).first { member in
        try memberships(of: member.code, on: day).contains {
          $0.consortium == consortium.code && $0.role == .lead
        }
      }
    }
  }
}

/// What a field of an entry must be like to be listed.
public struct FieldCondition: Sendable, Hashable {
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    /// One of the values; of a list: contains one of them.
    case equals
    /// On a scale, a day or a number: the value or more.
    case atLeast
    /// On a scale, a day or a number: the value or less.
    case atMost
    /// Text that contains the value.
    case contains
    /// No value.
    case isMissing
  }

  public let field: RegisterField
  public let comparison: Comparison
  /// In the stored form.
  public let values: [String]

  /// Throws when a value cannot stand in the field, or the field does not compare that way.
  public init(
    _ field: RegisterField, _ comparison: Comparison, _ texts: [String]
  ) throws(Problem) {
    self.field = field
    self.comparison = comparison
    var values: [String] = []
    switch comparison {
    case .equals:
      for text in texts { values.append(try field.type.stored(text)) }
    case .atLeast, .atMost:
      guard let text = texts.first, texts.count == 1, field.isComparable else {
        throw Self.incomparable(field)
      }
      values = try Self.bound(field.type, field.type.stored(text), atLeast: comparison == .atLeast)
    case .contains:
      guard texts.count == 1 else { throw Self.incomparable(field) }
      values = texts
    case .isMissing: break
    }
    self.values = values
  }

  /// Equality with values of a typed field, which need no checking.
  public init<Value>(_ field: Field<Value>, _ values: String...) {
    self.field = field.definition
    comparison = .equals
    self.values = values
  }

  /// A number stays a bound; on a scale all words on its side are meant.
  private static func bound(
    _ type: FieldType, _ value: String, atLeast: Bool
  ) throws(Problem) -> [String] {
    guard case .term(let words, _) = type,
      let index = words.firstIndex(where: { $0.value == value })
    else { return [value] }
    return (atLeast ? words[index...] : words[...index]).map(\.value)
  }

  private static func incomparable(_ field: RegisterField) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_FIELD_NOT_COMPARABLE", zh: "“\(field.title.zh)”不能这样比较",
      en: "\(field.name) does not compare that way",
      remedyZh: "大小比较只用于有序等级、日期和整数，且只取一个值",
      remedyEn: "more and less are for scales, days and whole numbers, with one value",
      details: [Problem.Detail("field", field.name)])
  }
}

extension RegisterField {
  fileprivate var isComparable: Bool {
    guard !isList else { return false }
    if case .term(_, let ordered) = type { return ordered }
    return type.isNumber
  }
}
