import ContractingDomain
import Privacy
import Quantities
import Store

/// Residents and their groups. Their identity numbers are in the vault, under the residents' ids.
public enum ResidentTable {
  /// Scope of the vault.
  public static let vaultScope = "contracting.resident"

  /// What a search asks for; empty parts ask for nothing.
  public struct Filter: Sendable {
    /// Only this resident, for example the owner of an identity number.
    public var residentID: String?
    public var namePrefix: String
    public var area: AreaCode?
    public var grid: String
    public var group: PopulationGroup?
    public var asOf: Day

    public init(
      residentID: String? = nil, namePrefix: String = "", area: AreaCode? = nil,
      grid: String = "", group: PopulationGroup? = nil, asOf: Day
    ) {
      self.residentID = residentID
      self.namePrefix = namePrefix
      self.area = area
      self.grid = grid
      self.group = group
      self.asOf = asOf
    }
  }

  /// Writes an entry of an import.
  static func put(
    _ entry: ResidentEntry, vault: IdentityVault, in transaction: Transaction
  ) throws -> ImportOutcome {
    let match = try vault.match(entry.identity, in: transaction)
    let known = match?.owner
    if let known, let asked = entry.recordNumber, asked != known {
      throw renumbered(known: known, asked: asked)
    }
    let id =
      known ?? entry.recordNumber ?? opaqueID(of: vault.lookup(entry.identity))
    let resident = entry.resident(id: id)
    guard let existing = try find(id, in: transaction) else {
      try insert(resident, in: transaction)
      try vault.put(entry.identity, owner: id, in: transaction)
      return .inserted
    }
    guard let match else { throw taken(id) }
    if !match.isCurrent { try vault.put(entry.identity, owner: id, in: transaction) }
    if same(existing, resident) { return .unchanged }
    try update(resident, in: transaction)
    return .replaced
  }

  public static func find(_ id: String, in connection: Connection) throws -> Resident? {
    guard let row = try connection.first("SELECT * FROM resident WHERE resident_id = $1", [id])
    else { return nil }
    return try resident(row, in: connection)
  }

  public static func get(_ id: String, in connection: Connection) throws -> Resident {
    if let resident = try find(id, in: connection) { return resident }
    throw Problem(
      .notFound, "RESIDENT_UNKNOWN", zh: "没有居民 \(id)", en: "there is no resident \(id)",
      remedyZh: "请核对居民编号，或先导入居民", remedyEn: "check the number, or import the resident",
      details: [.init("resident_id", id)])
  }

  public static func search(
    _ filter: Filter, after: String, limit: Int, in connection: Connection
  ) throws -> Page<Resident> {
    var query = ListQuery("SELECT * FROM resident r", key: "r.resident_id", after: after)
    if let id = filter.residentID { query.add("r.resident_id = ?", [id]) }
    if !filter.namePrefix.isEmpty {
      // Everything that begins so, as a range that the index on names can answer.
      query.add(
        "r.name >= ? AND r.name < ?", [filter.namePrefix, filter.namePrefix + "\u{10FFFF}"])
    }
    if let area = filter.area {
      let range = area.storedRange
      query.add("r.area_code >= ? AND r.area_code <= ?", [range.first, range.last])
    }
    if !filter.grid.isEmpty { query.add("r.grid_code = ?", [filter.grid]) }
    if let group = filter.group, group.isKeyGroup {
      try add(group, asOf: filter.asOf, to: &query)
    }
    let rows = try query.rows(limit: limit, in: connection)
    return Page(
      try rows.map { try resident($0, in: connection) }, limit: limit, key: { $0.id })
  }

  private static func add(
    _ group: PopulationGroup, asOf: Day, to query: inout ListQuery
  ) throws {
    if let born = try group.birthdays(on: asOf) {
      query.add("r.birthday <= ?", [born.upTo.number])
      if let after = born.after { query.add("r.birthday > ?", [after.number]) }
    } else {
      query.add(
        """
        EXISTS (SELECT 1 FROM resident_group g WHERE g.resident_id = r.resident_id
          AND g.group_code = ? AND g.valid_from <= ?
          AND (g.valid_until IS NULL OR g.valid_until > ?))
        """, [group.rawValue, asOf.number, asOf.number])
    }
  }

  // MARK: Rows

  static func resident(_ row: Row, in connection: Connection) throws -> Resident {
    let id = try row.text("resident_id")
    let groups = try connection.query(
      "SELECT * FROM resident_group WHERE resident_id = $1 ORDER BY group_code, valid_from", [id])
    return try resident(row, memberships: groups.map(membership))
  }

  static func resident(_ row: Row, memberships: [GroupMembership]) throws -> Resident {
    Resident(
      id: try row.text("resident_id"), name: try row.text("name"),
      maskedIdentity: try row.text("identity_masked"), sex: try row.code("sex"),
      birthday: try row.day("birthday"), area: try AreaCode(parsing: row.text("area_code")),
      grid: try row.text("grid_code"), insurance: try row.code("insurance"),
      deceasedOn: try row.dayOrNil("deceased_on"), memberships: memberships)
  }

  static func membership(_ row: Row) throws -> GroupMembership {
    try GroupMembership(
      group: row.code("group_code"), validFrom: row.day("valid_from"),
      validUntil: row.dayOrNil("valid_until"))
  }

  private static func insert(
    _ resident: Resident, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO resident (resident_id, name, sex, birthday, area_code, grid_code, insurance,
        deceased_on, identity_masked)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, columns(resident) + [resident.maskedIdentity])
    try ContractTimeline.begin(resident.id, in: transaction)
    try putGroups(resident, in: transaction)
  }

  private static func update(_ resident: Resident, in transaction: Transaction) throws {
    try transaction.execute(
      """
      UPDATE resident SET name = $2, sex = $3, birthday = $4, area_code = $5, grid_code = $6,
        insurance = $7, deceased_on = $8 WHERE resident_id = $1
      """, columns(resident))
    try transaction.execute("DELETE FROM resident_group WHERE resident_id = $1", [resident.id])
    try putGroups(resident, in: transaction)
  }

  private static func columns(_ resident: Resident) -> [any SQLConvertible] {
    [
      resident.id, resident.name, resident.sex.rawValue, resident.birthday.number,
      resident.area.stored, resident.grid, resident.insurance.rawValue,
      resident.deceasedOn?.number,
    ]
  }

  private static func putGroups(_ resident: Resident, in transaction: Transaction) throws {
    for membership in resident.memberships {
      try transaction.execute(
        """
        INSERT INTO resident_group (resident_id, group_code, valid_from, valid_until)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (resident_id, group_code, valid_from) DO UPDATE
          SET valid_until = excluded.valid_until
        """,
        [
          resident.id, membership.group.rawValue, membership.validFrom.number,
          membership.validUntil?.number,
        ])
    }
  }

  private static func same(_ a: Resident, _ b: Resident) -> Bool {
    var other = b
    other.memberships = a.memberships
    return a == other && Set(a.memberships) == Set(b.memberships)
  }

  /// An opaque resident number from a keyed hash, for files without record numbers: 80 bits, so that
  /// a collision among a hundred million residents is a matter of one in a hundred million.
  private static func opaqueID(of lookup: [UInt8]) -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var text: [UInt8] = [UInt8(ascii: "r")]
    var bits: UInt32 = 0
    var held = 0
    for byte in lookup.prefix(10) {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 5 {
        held -= 5
        text.append(alphabet[Int(bits >> UInt32(held) & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func renumbered(known: String, asked: String) -> Problem {
    Problem(
      .conflict, "RESIDENT_RENUMBERED", zh: "该身份号码已以居民编号 \(known) 登记",
      en: "this identity number is on record as resident \(known)",
      remedyZh: "请使用已登记的居民编号，或将该列留空",
      remedyEn: "use the number on record, or leave the column empty",
      details: [.init("known", known), .init("asked", asked)])
  }

  private static func taken(_ id: String) -> Problem {
    Problem(
      .conflict, "RESIDENT_NUMBER_TAKEN", zh: "居民编号 \(id) 属于另一身份号码",
      en: "resident number \(id) belongs to another identity number",
      remedyZh: "请核对居民编号", remedyEn: "check the resident number",
      details: [.init("resident_id", id)])
  }
}
