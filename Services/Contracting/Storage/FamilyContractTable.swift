import ContractingDomain
import Quantities
import Store

/// Contracts and their steps.
public enum FamilyContractTable {
  /// A step as it was recorded.
  public struct RecordedStep: Sendable, Hashable {
    public let number: Int
    public let step: ContractStep
    public let actor: String
    public let recordedAt: Timestamp
  }

  /// What a list asks for; empty parts ask for nothing.
  public struct Filter: Sendable {
    public var residentID = ""
    public var teamID = ""
    public var institutionCode = ""
    public var doctorID = ""
    public var state: ContractState?
    public var asOf: Day
    /// Only contracts in force or signed whose end lies in the days after `asOf` up to this one.
    public var endingBy: Day?

    public init(asOf: Day) { self.asOf = asOf }
  }

  public static func get(_ id: String, in connection: Connection) throws -> FamilyContract {
    let row = try connection.first(selection + " WHERE c.contract_id = $1", [id])
    if let row { return try contract(row) }
    throw Problem(
      .notFound, "CONTRACT_UNKNOWN", zh: "没有签约 \(id)", en: "there is no contract \(id)",
      remedyZh: "请核对签约编号", remedyEn: "check the contract's number",
      details: [.init("contract_id", id)])
  }

  public static func steps(
    of id: String, in connection: Connection
  ) throws -> [RecordedStep] {
    try connection.query(
      "SELECT * FROM contract_step WHERE contract_id = $1 ORDER BY number", [id]
    ).map { row in
      RecordedStep(
        number: try row.int("number"),
        step: ContractStep(
          kind: try row.code("kind"), effectiveOn: try row.day("effective_on"),
          reason: try row.codeOrNil("reason"), note: try row.text("note")),
        actor: try row.text("actor"),
        recordedAt: Timestamp(milliseconds: try row.int64("recorded_at")))
    }
  }

  public static func list(
    _ filter: Filter, after: String, limit: Int, in connection: Connection
  ) throws -> Page<FamilyContract> {
    var query = ListQuery(selection, key: "c.contract_id", after: after)
    for (column, value) in [
      ("resident_id", filter.residentID), ("team_id", filter.teamID),
      ("institution_code", filter.institutionCode), ("doctor_id", filter.doctorID),
    ] where !value.isEmpty {
      query.add("c.\(column) = ?", [value])
    }
    if let state = filter.state { add(state, asOf: filter.asOf, to: &query) }
    if let day = filter.endingBy {
      query.add(
        "c.standing = 'signed' AND c.valid_until > ? AND c.valid_until <= ?",
        [filter.asOf.number, day.number])
    }
    let rows = try query.rows(limit: limit, in: connection)
    return Page(try rows.map(contract), limit: limit, key: { $0.id })
  }

  /// `FamilyContract.state(on:)` as a condition; a test compares the two.
  private static func add(
    _ state: ContractState, asOf day: Day, to query: inout ListQuery
  ) {
    let decided = "c.standing IN ('signed', 'terminated', 'transferred')"
    let day = day.number
    func over(_ standing: String, _ more: String = "") -> String {
      "c.standing = '\(standing)' AND (c.valid_until <= ? OR c.valid_from = c.valid_until)\(more)"
    }
    switch state {
    case .draft: query.add("c.standing = 'draft'", [])
    case .refused: query.add("c.standing = 'refused'", [])
    case .active:
      query.add("\(decided) AND c.valid_from <= ? AND c.valid_until > ?", [day, day])
    case .signed:
      query.add("\(decided) AND c.valid_from > ? AND c.valid_until > c.valid_from", [day])
    case .terminated: query.add(over("terminated"), [day])
    case .transferred: query.add(over("transferred"), [day])
    case .expired: query.add(over("signed", " AND c.successor_id IS NULL"), [day])
    case .renewed: query.add(over("signed", " AND c.successor_id IS NOT NULL"), [day])
    }
  }

  // MARK: Rows

  static let selection = "SELECT c.*, c.fee_group AS group_code FROM contract c"

  static func contract(_ row: Row) throws -> FamilyContract {
    FamilyContract(
      id: try row.text("contract_id"), residentID: try row.text("resident_id"),
      teamID: try row.text("team_id"), institutionCode: try row.text("institution_code"),
      doctorID: try row.text("doctor_id"), packageCode: try row.text("package_code"),
      packageVersion: try row.int("package_version"), fee: try row.fee(),
      period: try DayInterval(from: row.day("valid_from"), until: row.day("valid_until")),
      agreedUntil: try row.day("agreed_until"), standing: try row.code("standing"),
      endReason: try row.codeOrNil("end_reason"),
      predecessorID: try row.textOrNil("predecessor_id"),
      successorID: try row.textOrNil("successor_id"))
  }

  static func insert(_ contract: FamilyContract, in transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO contract (contract_id, resident_id, team_id, institution_code, doctor_id,
        package_code, package_version, fee_group, price_fen, fund_fen, public_health_fen,
        personal_account_fen, own_payment_fen, valid_from, valid_until, agreed_until, standing,
        end_reason, predecessor_id, successor_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20)
      """,
      [
        contract.id, contract.residentID, contract.teamID, contract.institutionCode,
        contract.doctorID, contract.packageCode, contract.packageVersion,
      ] + contract.fee.columns + decided(contract))
  }

  /// Writes what a step may change.
  static func update(_ contract: FamilyContract, in transaction: Transaction) throws {
    try transaction.execute(
      """
      UPDATE contract SET team_id = $2, institution_code = $3, doctor_id = $4, fee_group = $5,
        price_fen = $6, fund_fen = $7, public_health_fen = $8, personal_account_fen = $9,
        own_payment_fen = $10, valid_from = $11, valid_until = $12, agreed_until = $13,
        standing = $14, end_reason = $15, predecessor_id = $16, successor_id = $17
      WHERE contract_id = $1
      """,
      [contract.id, contract.teamID, contract.institutionCode, contract.doctorID]
        + contract.fee.columns + decided(contract))
  }

  private static func decided(_ contract: FamilyContract) -> [any SQLConvertible] {
    [
      contract.period.from.number, contract.period.until.number, contract.agreedUntil.number,
      contract.standing.rawValue, contract.endReason?.rawValue, contract.predecessorID,
      contract.successorID,
    ]
  }

  static func append(
    _ step: ContractStep, to id: String, by actor: String, at time: Timestamp,
    in transaction: Transaction
  ) throws {
    let last = try transaction.int64(
      "SELECT max(number) FROM contract_step WHERE contract_id = $1", [id])
    try transaction.execute(
      """
      INSERT INTO contract_step (contract_id, number, kind, effective_on, reason, note, actor,
        recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        id, (last ?? 0) + 1, step.kind.rawValue, step.effectiveOn.number, step.reason?.rawValue,
        step.note, actor, time.milliseconds,
      ])
  }
}
