import Messages
import Quantities
import RegistryDomain
import RegistryStorage

extension Version {
  var message: Registry.Validity {
    Registry.Validity(
      validFrom: validity.from.description, validTo: validity.to?.description ?? "",
      recorded: UInt64(clamping: recorded), superseded: UInt64(clamping: superseded ?? 0))
  }
}

extension Optional where Wrapped == Registry.AsOf {
  /// The point of time asked for; `today` when the caller names no day.
  func value(today: Day) throws(Problem) -> AsOf {
    guard let message = self else { return AsOf(day: today) }
    return AsOf(
      day: message.day.isEmpty ? today : try Day(parsing: message.day),
      recorded: message.recorded == 0 ? nil : Int64(clamping: message.recorded))
  }
}

extension Page {
  /// 0 means 100, more than 1 000 means 1 000; one more is asked for than is answered, to know
  /// whether there is a next page.
  init(size: UInt32, token: String) {
    self.init(limit: (size == 0 ? 100 : min(Int(size), 1000)) + 1, after: token)
  }

  /// What fits on the page, and the token of the next one.
  func cut<T>(_ found: [T], code: (T) -> String) -> (shown: [T], next: String) {
    guard found.count == limit else { return (found, "") }
    let shown = Array(found.dropLast())
    return (shown, shown.last.map(code) ?? "")
  }
}

extension RuleOverride {
  /// `decidedBy` is the verified caller, whatever the message says.
  init(_ message: Registry.RuleOverride, decidedBy: String) throws(Problem) {
    try self.init(
      rule: RegistryRule.read(message.rule), reason: message.reason, decidedBy: decidedBy)
  }

  var message: Registry.RuleOverride {
    Registry.RuleOverride(rule: rule.rawValue, reason: reason, decidedBy: decidedBy)
  }
}

extension RuleFinding {
  var findingMessage: Registry.RuleFinding {
    Registry.RuleFinding(
      rule: provision.rule.rawValue, source: provision.source,
      strength: provision.strength.message(), subject: subject, messageZh: message.zh,
      messageEn: message.en, remedyZh: remedy.zh, remedyEn: remedy.en,
      overridden: override?.message)
  }
}

extension RegistryEvent {
  var message: Registry.RegistryChange {
    Registry.RegistryChange(
      recorded: UInt64(clamping: recorded), action: action.message, codes: codes,
      effective: effective.description)
  }
}

extension ChangeAction {
  fileprivate var message: Registry.ChangeAction {
    switch self {
    case .opened: .opened
    case .edited: .edited
    case .closed: .closed
    case .imported: .imported
    }
  }
}

extension EventEncoder {
  /// Events as the contract's `RegistryChange`.
  static let contract = EventEncoder(payloadType: Registry.RegistryChange.fullName) { event in
    try event.message.encoded()
  }
}
