import Quantities
import RegistryDomain
import Store

enum AreaRows: FactTable {
  static let name = "area"
  static let keyColumns = ["code"]
  static let otherColumns = [
    "name", "kind", "level", "parent", "successors", "residents", "residents_year",
    "earlier_residents", "longitude_e6", "latitude_e6",
  ]

  static func key(_ key: AreaCode) -> [any SQLConvertible] { [key.description] }

  static func others(_ area: Area) -> [any SQLConvertible] {
    [
      area.name, area.kind.rawValue, area.kind.level.rawValue, area.parent?.description,
      area.successors.map(\.description).joined(separator: " "), area.population?.residents,
      area.population?.year,
      area.populations.count < 2
        ? ""
        : area.populations.dropLast().map { "\($0.year):\($0.residents)" }.joined(separator: " "),
      area.coordinates?.longitude, area.coordinates?.latitude,
    ]
  }

  static func fact(_ row: RowCursor) throws -> Area {
    try Area(
      code: AreaCode(parsing: row.text(0)), name: row.text(1), kind: AreaKind.stored(row.text(2)),
      parent: row.textOrNil(4).map { text in try AreaCode(parsing: text) },
      successors: row.text(5).split(separator: " ").map { try AreaCode(parsing: String($0)) },
      populations: populations(row),
      coordinates: row.isNull(9)
        ? nil : Coordinates(longitude: row.int32(9), latitude: row.int32(10)))
  }

  /// The newest count has columns of its own, so that areas can be chosen by their residents.
  private static func populations(_ row: RowCursor) throws -> [Area.Population] {
    guard !row.isNull(6) else { return [] }
    let newest = try Area.Population(residents: row.int64(6), year: Int(row.int64(7)))
    let earlier = try row.text(8).split(separator: " ").map { count in
      let parts = count.split(separator: ":")
      guard parts.count == 2, let year = Int(parts[0]), let residents = Int64(parts[1]) else {
        throw Problem.storedTerm(String(count))
      }
      return try Area.Population(residents: residents, year: year)
    }
    return earlier + [newest]
  }
}

enum InstitutionRows: FactTable {
  static let name = "institution"
  static let keyColumns = ["code"]
  static let otherColumns = [
    "name", "aliases", "uscc", "insurance_code", "kind", "level", "grade", "ownership", "founder",
    "area", "longitude_e6", "latitude_e6", "beds",
  ]

  static func key(_ key: RegistryCode) -> [any SQLConvertible] { [key.text] }

  static func others(_ institution: Institution) -> [any SQLConvertible] {
    [
      institution.name, institution.aliases.joined(separator: "|"), institution.uscc?.text,
      institution.insuranceCode?.text, institution.kind.rawValue,
      institution.rating.level.rawValue, institution.rating.grade.rawValue,
      institution.ownership.rawValue, institution.founder, institution.area.description,
      institution.coordinates?.longitude, institution.coordinates?.latitude, institution.beds,
    ]
  }

  static func fact(_ row: RowCursor) throws -> Institution {
    try Institution(
      code: RegistryCode(parsing: row.text(0)), name: row.text(1),
      aliases: row.text(2).split(separator: "|").map(String.init),
      uscc: row.textOrNil(3).map { text in try USCC(parsing: text) },
      insuranceCode: row.textOrNil(4).map { text in try InstitutionCode(parsing: text) },
      kind: InstitutionKind.stored(row.text(5)),
      rating: Rating(
        InstitutionLevel.stored(row.text(6)), InstitutionGrade.stored(row.text(7))),
      ownership: Ownership.stored(row.text(8)), founder: row.text(9),
      area: AreaCode(parsing: row.text(10)),
      coordinates: row.isNull(11)
        ? nil : Coordinates(longitude: row.int32(11), latitude: row.int32(12)),
      beds: UInt32(clamping: row.int64(13)))
  }
}

enum ConsortiumRows: FactTable {
  static let name = "consortium"
  static let keyColumns = ["code"]
  static let otherColumns = ["name", "kind", "area", "integrated"]

  static func key(_ key: RegistryCode) -> [any SQLConvertible] { [key.text] }

  static func others(_ consortium: Consortium) -> [any SQLConvertible] {
    [
      consortium.name, consortium.kind.rawValue, consortium.area.description,
      consortium.integrated.map(\.rawValue).joined(separator: " "),
    ]
  }

  static func fact(_ row: RowCursor) throws -> Consortium {
    try Consortium(
      code: RegistryCode(parsing: row.text(0)), name: row.text(1),
      kind: ConsortiumKind.stored(row.text(2)), area: AreaCode(parsing: row.text(3)),
      integrated: Set(
        row.text(4).split(separator: " ").map { try IntegratedDomain.stored(String($0)) }))
  }
}

enum MembershipRows: FactTable {
  static let name = "membership"
  static let keyColumns = ["consortium", "institution"]
  static let otherColumns = [
    "role", "consortium_kind", "override_rule", "override_reason", "override_by",
  ]

  static func key(_ key: Membership.Key) -> [any SQLConvertible] {
    [key.consortium.text, key.institution.text]
  }

  static func others(_ membership: Membership) -> [any SQLConvertible] {
    [
      membership.role.rawValue, membership.consortiumKind.rawValue,
      StoredOverrides(membership.overrides).rules, StoredOverrides(membership.overrides).reasons,
      StoredOverrides(membership.overrides).deciders,
    ]
  }

  static func fact(_ row: RowCursor) throws -> Membership {
    return try Membership(
      consortium: RegistryCode(parsing: row.text(0)),
      institution: RegistryCode(parsing: row.text(1)), role: MemberRole.stored(row.text(2)),
      consortiumKind: ConsortiumKind.stored(row.text(3)),
      overrides: StoredOverrides(row, from: 4).values())
  }
}

extension ControlledTerm {
  /// Reads a stored word. The database holds what this program wrote, so another word means that
  /// it is damaged or newer.
  static func stored(_ text: String) throws(Problem) -> Self {
    if let term = Self(rawValue: text) { return term }
    throw .storedTerm(text)
  }
}

extension Problem {
  static func storedTerm(_ text: String) -> Problem {
    Problem(
      .dataLoss, "REGISTRY_STORED_TERM", zh: "数据库中有未知的词“\(text)”",
      en: "the database holds a word this program does not know: \(text)",
      remedyZh: "请确认数据库与程序版本一致", remedyEn: "make sure that database and program belong together")
  }
}
