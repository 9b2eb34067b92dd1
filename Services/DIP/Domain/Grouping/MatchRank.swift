/// How well a group fits a case, on the keys that come before the policy's tie list (specification,
/// section 4, step 5): stage; full procedure code, where codes match by prefix; matched related
/// procedures; AND terms; diagnosis prefix; exact codes. Higher wins.
struct MatchRank: Hashable, Comparable {
  let bits: UInt64

  init(
    stage: UInt8, hasFullCode: Bool = false, related: Int, terms: Int, specificity: Int,
    exactCodes: Int
  ) {
    bits =
      UInt64(255 - stage) << 40 | (hasFullCode ? 1 : 0) << 32 | Self.byte(related) << 24
      | Self.byte(terms) << 16 | Self.byte(specificity) << 8 | Self.byte(exactCodes)
  }

  private static func byte(_ value: Int) -> UInt64 { UInt64(min(value, 255)) }

  /// 0 is the first stage.
  var stage: UInt8 { 255 - part(5) }
  var hasFullCode: Bool { part(4) == 1 }
  var related: Int { Int(part(3)) }
  var terms: Int { Int(part(2)) }
  var specificity: UInt8 { part(1) }
  var exactCodes: Int { Int(part(0)) }

  private func part(_ number: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: bits >> (number * 8)) }

  static func < (a: MatchRank, b: MatchRank) -> Bool { a.bits < b.bits }

  /// The first key on which two ranks differ; nil when they are equal.
  @inline(__always)
  func firstDifference(from other: MatchRank) -> ChoiceKey? {
    let difference = bits ^ other.bits
    guard difference != 0 else { return nil }
    switch (63 - difference.leadingZeroBitCount) / 8 {
    case 5: return .stage
    case 4: return .fullCode
    case 3: return .relatedProcedures
    case 2: return .andTerms
    case 1: return .diagnosisPrefix
    default: return .exactCodes
    }
  }
}
