import Quantities

/// What happened to an area (区划变更类型).
public enum AreaEventKind: String, ControlledTerm {
  case opened, renamed, converted, recoded, transferred, merged, split, closed

  public var chinese: String {
    switch self {
    case .opened: "设立"
    case .renamed: "更名"
    case .converted: "建制变更"
    case .recoded: "代码变更"
    case .transferred: "划归"
    case .merged: "合并"
    case .split: "拆分"
    case .closed: "撤销"
    }
  }
}

/// An event of areas (区划变更): which codes there were before a day, and which from that day on.
public struct AreaEvent: Sendable, Hashable {
  public let kind: AreaEventKind
  /// First day of what came after.
  public let day: Day
  public let before: [AreaCode]
  public let after: [AreaCode]
  /// The document that ordered it (批复文号); empty when none was given.
  public let basis: String

  public init(
    _ kind: AreaEventKind, on day: Day, before: [AreaCode], after: [AreaCode], basis: String = ""
  ) {
    self.kind = kind
    self.day = day
    self.before = before
    self.after = after
    self.basis = basis
  }

  /// The longest text that names a document, in characters.
  public static let basisLimit = 200
}

extension AreaEvent {
  /// What one area's own timeline tells: other names, kinds and parents where versions adjoin, and
  /// ends that nothing follows. Ends that something follows take `AreaSuccession` to tell.
  static func told(by spans: [DatedFact<Area>]) -> [AreaEvent] {
    var events: [AreaEvent] = []
    for (index, span) in spans.enumerated() {
      guard let end = span.validity.to, span.fact.successors.isEmpty else { continue }
      let code = span.fact.code
      let next = index + 1 < spans.count ? spans[index + 1] : nil
      if let next, next.validity.from == end {
        guard let kind = kind(from: span.fact, to: next.fact) else { continue }
        events.append(AreaEvent(kind, on: end, before: [code], after: [code]))
      } else {
        events.append(AreaEvent(.closed, on: end, before: [code], after: []))
      }
    }
    return events
  }

  /// What makes one area another; nil when nothing of it is an event.
  static func kind(from old: Area, to new: Area) -> AreaEventKind? {
    if old.kind != new.kind { return .converted }
    if old.code != new.code { return .recoded }
    if old.name != new.name { return .renamed }
    return old.parent == new.parent ? nil : .transferred
  }
}
