import Quantities

/// How a case is scored whose cost lies far from what its group usually costs (费用偏差病例).
public struct DeviationPolicy: Sendable, Hashable {
  /// What the cost of a case is compared with.
  public enum Reference: String, Sendable, Hashable, CaseIterable {
    /// Last year's mean cost of the group at institutions of the same level and in the same pool.
    case mean
    /// score × coefficient × year-start point value (病种支付标准).
    case standard
  }

  /// The point value inside a `standard` reference.
  public enum ReferencePointValue: String, Sendable, Hashable, CaseIterable {
    /// The one set at the start of the year.
    case yearStart = "year_start"
    /// The one that the year is cleared with: the exact solution of an equation, since low cases
    /// depend on it and it on them.
    case settlement
  }

  /// What happens to a grouped case whose group has no reference mean.
  public enum MissingReference: String, Sendable, Hashable, CaseIterable {
    /// The settlement is refused and names the groups.
    case refuse
    /// The case is scored without deviation, and counted in a warning.
    case normal
  }

  /// Name of the preset the bands came from; nil for bands of the document's own.
  public var preset: String?
  public var reference: Reference
  public var missingReference: MissingReference
  /// Of effect with a `standard` reference only.
  public var pointValue: ReferencePointValue
  /// Ordered bands that cover [0, ∞) once.
  public var bands: [DeviationBand]

  public init(
    preset: String? = nil, reference: Reference, missingReference: MissingReference = .refuse,
    pointValue: ReferencePointValue = .yearStart, bands: [DeviationBand]
  ) {
    self.preset = preset
    self.reference = reference
    self.missingReference = missingReference
    self.pointValue = pointValue
    self.bands = bands
  }

  /// Index of the band that holds r = 1: bands before it are low, bands after it high.
  public var normalBand: Int {
    bands.firstIndex { $0.interval.contains(.one) } ?? 0
  }
}

/// One band of cost deviation: on `r = cost ÷ reference`, the score is multiplied by
/// `k = a·r + b + c·coefficient`.
public struct DeviationBand: Sendable, Hashable {
  /// Who looks at the cases of the band before they are final.
  public enum Review: String, Sendable, Hashable, CaseIterable {
    case none
    /// The institution may apply for 特例单议.
    case specialCase = "special_case"
    /// Experts review the case (专家评审).
    case expert
  }

  public var interval: Interval
  public var a: Decimal
  public var b: Decimal
  /// Factor of the institution coefficient inside `k`.
  public var c: Decimal
  /// Whether the score is also multiplied by the institution coefficient.
  public var appliesInstitution: Bool
  /// Whether the score is also multiplied by the auxiliary coefficient.
  public var appliesAuxiliary: Bool
  public var review: Review

  public init(
    interval: Interval, a: Decimal = .zero, b: Decimal = .zero, c: Decimal = .zero,
    appliesInstitution: Bool = true, appliesAuxiliary: Bool = true, review: Review = .none
  ) {
    self.interval = interval
    self.a = a
    self.b = b
    self.c = c
    self.appliesInstitution = appliesInstitution
    self.appliesAuxiliary = appliesAuxiliary
    self.review = review
  }
}
