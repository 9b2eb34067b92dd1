/// How well a group fits a case, on the keys that every policy shares (specification, section 4,
/// step 5): stage; matched related procedures; AND terms; diagnosis prefix; exact codes. Higher wins.
struct MatchRank: Hashable, Comparable {
  let bits: UInt64

  init(kind: GroupKind, related: Int, terms: Int, specificity: Int, exactCodes: Int) {
    bits =
      UInt64(GroupKind.composite.rawValue - kind.rawValue) << 32 | Self.byte(related) << 24
      | Self.byte(terms) << 16 | Self.byte(specificity) << 8 | Self.byte(exactCodes)
  }

  private static func byte(_ value: Int) -> UInt64 { UInt64(min(value, 255)) }

  static func < (a: MatchRank, b: MatchRank) -> Bool { a.bits < b.bits }

  /// The first key on which two ranks differ; nil when they are equal.
  @inline(__always)
  func firstDifference(from other: MatchRank) -> ChoiceKey? {
    let difference = bits ^ other.bits
    guard difference != 0 else { return nil }
    switch (63 - difference.leadingZeroBitCount) / 8 {
    case 4: return .stage
    case 3: return .relatedProcedures
    case 2: return .andTerms
    case 1: return .diagnosisPrefix
    default: return .exactCodes
    }
  }
}

/// The keys of the one total order between candidate groups, first key first.
public enum ChoiceKey: Sendable, Hashable {
  case stage, relatedProcedures, andTerms, diagnosisPrefix, exactCodes
  case tie(GroupingPolicy.TieKey)
  case sequence

  /// Stable name in explanations.
  public var code: String {
    switch self {
    case .stage: "stage"
    case .relatedProcedures: "related_procedures"
    case .andTerms: "and_terms"
    case .diagnosisPrefix: "diagnosis_prefix"
    case .exactCodes: "exact_codes"
    case .tie(let key): key.rawValue
    case .sequence: "sequence"
    }
  }
}
