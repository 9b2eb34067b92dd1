/// The policy's order of stages (分组环节次序) by group.
struct StageOrder {
  private var positions: [GroupingPolicy.Stage: UInt8] = [:]

  init(_ policy: GroupingPolicy) {
    for (position, equals) in policy.stages.enumerated() {
      for stage in equals { positions[stage] = UInt8(clamping: position) }
    }
  }

  /// Position of a group's stage; nil when the policy does not try it. Groups of the primary-care
  /// list have a stage of their own only where the policy names it.
  func position(of group: DiseaseGroup) -> UInt8? {
    if group.isPrimaryCare, let own = positions[.primaryCare] { return own }
    return positions[GroupingPolicy.Stage(group.kind)]
  }
}

extension GroupingPolicy.Stage {
  init(_ kind: GroupKind) {
    switch kind {
    case .advance: self = .advance
    case .merged: self = .merged
    case .subdivided: self = .subdivided
    case .basic: self = .basic
    case .local: self = .local
    case .composite: self = .composite
    }
  }
}

extension CodeExpression {
  /// The clauses that a policy asks for: those of the expression, or every code by itself.
  func required(_ listed: GroupingPolicy.ListedProcedures) -> [[ProcedureCode]] {
    switch listed {
    case .any: clauses
    case .all: clauses.flatMap { $0 }.map { [$0] }
    }
  }
}

extension DiagnosisPattern {
  /// How much an entry of a group says about a diagnosis that meets it. For composite groups: the
  /// category itself and longer codes, then the policy's fallbacks in its order; nil for a step that
  /// the policy does not name.
  func specificity(in group: DiseaseGroup, _ policy: GroupingPolicy) -> UInt8? {
    let length = specificity
    guard group.kind == .composite else { return UInt8(length) }
    let step: GroupingPolicy.CompositeFallback
    if case .range = self {
      step = .range
    } else if length >= 3 {
      return UInt8(Self.compositeCategory + length)
    } else {
      step = length == 2 ? .prefix : .letter
    }
    guard let position = policy.compositeFallback.firstIndex(of: step) else { return nil }
    return UInt8(policy.compositeFallback.count - position)
  }

  /// Above the ranks of all fallbacks.
  static let compositeCategory = 16
}
