import Quantities

/// An institution (医疗卫生机构) as it is over some days.
public struct Institution: RegistryFact {
  public let code: RegistryCode
  public let name: String
  /// Further names (第二名称、别名).
  public let aliases: [String]
  /// Unified social credit code (统一社会信用代码), checked; village clinics may have none.
  public let uscc: USCC?
  /// Code of the medical insurance (定点医药机构编码); settlement lists name institutions by it.
  public let insuranceCode: InstitutionCode?
  public let kind: InstitutionKind
  public let rating: Rating
  public let ownership: Ownership
  /// Who founded it (举办单位); empty when not known.
  public let founder: String
  /// Where it stands, down to the village where known.
  public private(set) var area: AreaCode
  public let coordinates: Coordinates?
  /// Beds set up (编制床位).
  public let beds: UInt32

  public var key: RegistryCode { code }

  /// Throws when a name is not a name.
  public init(
    code: RegistryCode, name: String, aliases: [String] = [], uscc: USCC? = nil,
    insuranceCode: InstitutionCode? = nil, kind: InstitutionKind, rating: Rating,
    ownership: Ownership, founder: String = "", area: AreaCode, coordinates: Coordinates? = nil,
    beds: UInt32 = 0
  ) throws(Problem) {
    try Problem.requireName(name)
    for alias in aliases {
      try Problem.requireName(alias)
      guard !alias.contains("|") else {
        throw Problem(
          .invalidInput, "REGISTRY_ALIAS_INVALID", zh: "别名不能含有“|”：\(alias)",
          en: "an alias cannot contain \"|\": \(alias)", remedyZh: "“|”用于分隔多个别名",
          remedyEn: "\"|\" separates aliases")
      }
    }
    if !founder.isEmpty { try Problem.requireName(founder) }
    guard beds <= 100_000 else {
      throw Problem(
        .invalidInput, "REGISTRY_BEDS_INVALID", zh: "床位数 \(beds) 不合理",
        en: "not a number of beds: \(beds)", remedyZh: "请核对床位数",
        remedyEn: "check the number of beds")
    }
    self.code = code
    self.name = name
    self.aliases = aliases
    self.uscc = uscc
    self.insuranceCode = insuranceCode
    self.kind = kind
    self.rating = rating
    self.ownership = ownership
    self.founder = founder
    self.area = area
    self.coordinates = coordinates
    self.beds = beds
  }
}

extension Institution {
  /// The same where its area has another code, or another area has taken its place.
  public func moved(to area: AreaCode) -> Institution {
    var copy = self
    copy.area = area
    return copy
  }
}
