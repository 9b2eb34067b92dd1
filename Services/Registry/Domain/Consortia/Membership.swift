import Quantities

/// The part an institution has in a consortium.
public enum MemberRole: String, ControlledTerm {
  case member, lead

  public var chinese: String {
    switch self {
    case .member: "成员单位"
    case .lead: "牵头医院"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .member: ["成员"]
    case .lead: ["牵头", "总医院", "牵头单位"]
    }
  }
}

/// A decision to let a fact stand against a rule, with its reason and who decided.
public struct RuleOverride: Sendable, Hashable {
  public let rule: RegistryRule
  public let reason: String
  /// Identity of the one who decided.
  public let decidedBy: String

  /// Throws `REGISTRY_OVERRIDE_INCOMPLETE` without a reason or a name.
  public init(rule: RegistryRule, reason: String, decidedBy: String) throws(Problem) {
    guard !reason.allSatisfy(\.isWhitespace), !decidedBy.isEmpty, reason.count <= 500,
      !reason.contains("|"), !decidedBy.contains("|")
    else {
      throw Problem(
        .invalidInput, "REGISTRY_OVERRIDE_INCOMPLETE",
        zh: "例外须写明理由（不超过 500 字，不含“|”）和决定人",
        en:
          "an override names its reason (at most 500 characters, without \"|\") and who decided",
        remedyZh: "请补充理由和决定人", remedyEn: "add the reason and the name")
    }
    self.rule = rule
    self.reason = reason
    self.decidedBy = decidedBy
  }
}

/// An institution's part in a consortium over some days (成员关系).
public struct Membership: RegistryFact {
  /// A consortium and an institution.
  public struct Key: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let consortium: RegistryCode
    public let institution: RegistryCode

    public init(consortium: RegistryCode, institution: RegistryCode) {
      self.consortium = consortium
      self.institution = institution
    }

    public var description: String { "\(consortium)/\(institution)" }

    public static func < (a: Key, b: Key) -> Bool {
      (a.consortium, a.institution) < (b.consortium, b.institution)
    }
  }

  public let key: Key
  public let role: MemberRole
  /// Copied from the consortium: an institution belongs to one county consortium at a time, and the
  /// database holds that by an index over this column.
  public let consortiumKind: ConsortiumKind
  /// Decisions to let it stand against rules, each rule at most once.
  public let overrides: [RuleOverride]

  public init(
    consortium: RegistryCode, institution: RegistryCode, role: MemberRole,
    consortiumKind: ConsortiumKind, overrides: [RuleOverride] = []
  ) {
    self.key = Key(consortium: consortium, institution: institution)
    self.role = role
    self.consortiumKind = consortiumKind
    self.overrides = overrides
  }

  public var consortium: RegistryCode { key.consortium }
  public var institution: RegistryCode { key.institution }
}
