import Quantities

/// What somebody decides about areas (区划变更申请).
public enum AreaChange: Sendable, Hashable {
  /// A new area that follows none.
  case open(Area)
  /// Another name, kind, parent or code of one area.
  case alter(AreaCode, Alteration)
  /// Several areas become one.
  case merge([AreaCode], Merger)
  /// One area becomes several.
  case split(AreaCode, [Part])
  /// An area ends and nothing follows.
  case close(AreaCode)

  /// Nil leaves a thing as it is.
  public struct Alteration: Sendable, Hashable {
    public var code: AreaCode?
    public var name: String?
    public var kind: AreaKind?
    public var parent: AreaCode?

    public init(
      code: AreaCode? = nil, name: String? = nil, kind: AreaKind? = nil, parent: AreaCode? = nil
    ) {
      self.code = code
      self.name = name
      self.kind = kind
      self.parent = parent
    }
  }

  public struct Merger: Sendable, Hashable {
    /// A new code, or one of those that merge.
    public let target: AreaCode
    /// Nil takes what the target has.
    public let name: String?
    /// Nil takes the kind that the target has, or that all have.
    public let kind: AreaKind?
    /// What the merged area is stated to have; it has to be the sum.
    public let residents: Int64?

    public init(
      into target: AreaCode, name: String? = nil, kind: AreaKind? = nil, residents: Int64? = nil
    ) {
      self.target = target
      self.name = name
      self.kind = kind
      self.residents = residents
    }
  }

  public struct Part: Sendable, Hashable {
    /// A new code, or that of the area that is split.
    public let code: AreaCode
    /// Nil keeps the name, for the part with the old code only.
    public let name: String?
    public let kind: AreaKind?
    /// By the newest count of the area that is split.
    public let residents: Int64
    public let coordinates: Coordinates?
    /// Codes of areas, institutions and consortia of the split area that belong to this part.
    public let takes: [String]

    public init(
      _ code: AreaCode, name: String? = nil, kind: AreaKind? = nil, residents: Int64 = 0,
      coordinates: Coordinates? = nil, takes: [String] = []
    ) {
      self.code = code
      self.name = name
      self.kind = kind
      self.residents = residents
      self.coordinates = coordinates
      self.takes = takes
    }
  }
}

/// A change of areas as it is asked for: what, from which day, by which document, and which versions
/// the one who asks has seen.
public struct AreaDecision: Sendable, Hashable {
  public let change: AreaChange
  public let day: Day
  public let basis: String
  /// Sequences of the versions seen, by code.
  public let seen: [AreaCode: Int64]

  /// Throws `REGISTRY_BASIS_INVALID` when the document's name is too long.
  public init(
    _ change: AreaChange, on day: Day, basis: String = "", seen: [AreaCode: Int64] = [:]
  ) throws(Problem) {
    guard basis.unicodeScalars.count <= AreaEvent.basisLimit,
      basis.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
    else {
      throw Problem(
        .invalidInput, "REGISTRY_BASIS_INVALID", zh: "依据文号过长或含有换行",
        en: "the document's name is too long or has control characters",
        remedyZh: "请填写不超过 \(AreaEvent.basisLimit) 字的文号",
        remedyEn: "write at most \(AreaEvent.basisLimit) characters")
    }
    self.change = change
    self.day = day
    self.basis = basis
    self.seen = seen
  }
}
