import Messages
import Quantities
import RegistryDomain
import RegistryStorage

extension Registry.RegisterDescription {
  init(_ register: RegisterDescription) {
    self.init(
      name: register.name, title: Common.Bilingual(register.title), source: register.source,
      fields: register.fields.map { Registry.RegisterField($0) },
      rules: register.rules.map(\.rawValue))
  }
}

extension Common.Bilingual {
  fileprivate init(_ text: Bilingual) { self.init(zh: text.zh, en: text.en) }
}

extension Registry.RegisterField {
  fileprivate init(_ field: RegisterField) {
    self.init(
      name: field.name, title: Common.Bilingual(field.title), type: field.type.message,
      list: field.isList, required: field.isRequired, key: field.isKey, unit: field.unit)
    if case .term(let words, let ordered) = field.type {
      self.words = words.map { Registry.RegisterWord(value: $0.value, chinese: $0.chinese) }
      self.ordered = ordered
    }
    if case .entry(let register) = field.reference { reference = register }
  }
}

extension FieldType {
  fileprivate var message: Registry.RegisterFieldType {
    switch self {
    // Identity numbers come and go as text; what comes out is masked.
    case .text, .identity: .text
    case .code: .code
    case .reference(.institution): .institution
    case .reference(.consortium): .consortium
    case .reference(.area): .area
    case .reference(.entry): .entry
    case .term: .term
    case .day: .day
    case .wholeNumber: .wholeNumber
    case .decimal: .decimal
    case .coordinates: .coordinates
    case .flag: .flag
    }
  }
}

extension Registry.RegisterEntry {
  init<Entry: RegisterEntry>(_ version: Version<Entry>) {
    let entry = version.fact
    self.init(
      values: Entry.register.fields.compactMap { field in
        let value = entry.stored(field)
        return value.isEmpty ? nil : Registry.FieldValue(field: field.name, value: value)
      }, overrides: entry.row.overrides.map(\.message), validity: version.message)
  }
}

extension RegisterEntry {
  /// `decidedBy` is the verified caller, whatever the message says.
  init(_ message: Registry.RegisterEntry, decidedBy: String) throws(Problem) {
    var values: [String: String] = [:]
    for value in message.values where !value.value.isEmpty {
      guard values.updateValue(value.value, forKey: value.field) == nil else {
        throw .invalidField("values", value.field)
      }
    }
    var overrides: [RuleOverride] = []
    for override in message.overrides {
      overrides.append(try RuleOverride(override, decidedBy: decidedBy))
    }
    try self.init(values: values, overrides: overrides)
  }
}

extension Registry.EntryRecorded {
  init<Entry: RegisterEntry>(_ change: RegisterChange<Entry>) {
    self.init(
      entry: Registry.RegisterEntry(change.version),
      findings: change.findings.map(\.findingMessage),
      recorded: UInt64(clamping: change.version.recorded))
  }
}

extension RegisterFilter {
  init(
    _ message: Registry.RegisterFilter?, of register: RegisterDescription
  ) throws(Problem) {
    self.init(query: message?.query ?? "")
    area = try message.flatMap { message throws(Problem) in
      message.area.isEmpty ? nil : try AreaCode(parsing: message.area)
    }
    for condition in message?.conditions ?? [] {
      conditions.append(
        try FieldCondition(
          register.field(named: condition.field), FieldCondition.Comparison(condition.comparison),
          condition.values))
    }
  }
}

extension FieldCondition.Comparison {
  fileprivate init(_ message: Registry.FieldComparison) throws(Problem) {
    switch message {
    case .unspecified, .equals: self = .equals
    case .atLeast: self = .atLeast
    case .atMost: self = .atMost
    case .contains: self = .contains
    case .missing: self = .isMissing
    default: throw .invalidField("comparison", message.description)
    }
  }
}

extension RegisterDescription {
  /// A whole number that can be summed.
  func summable(_ name: String) throws(Problem) -> RegisterField {
    let field = try field(named: name)
    guard case .wholeNumber = field.type, !field.isList else { throw .invalidField("sum", name) }
    return field
  }
}

extension RegisterKey {
  /// The key as a page token: a list has no control characters in its texts.
  var token: String { parts.joined(separator: "\u{1F}") }

  /// The key in a page token; nil when the token is empty.
  init?(token: String, of register: RegisterDescription) throws(Problem) {
    guard !token.isEmpty else { return nil }
    let parts = token.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    do {
      try self.init(parts.map(String.init), of: register)
    } catch {
      throw .invalidField("page_token", token)
    }
  }
}

/// Days from a first to a last, as requests write them.
struct DaySpan {
  let days: ClosedRange<Day>

  /// An empty end means the first day alone.
  init(from: String, to: String) throws(Problem) {
    let first = try Day(parsing: from)
    let last = to.isEmpty ? first : try Day(parsing: to)
    guard first <= last else { throw .invalidField("to_day", to) }
    days = first...last
  }
}
