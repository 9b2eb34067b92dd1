import DIPDomain
import Quantities
import Store
import Tabular

/// Settlement lists: the current version of each, and the versions before it.
public enum SettlementListTable {
  /// What storing a batch did.
  public struct Outcome: Sendable {
    public var counts = ImportCounts()
    /// Lists whose version is stored with other content, in the order of the batch.
    public var conflicts: [RowIssue] = []
  }

  static let columns = """
    setl_id, list_version, person_number, institution_code, insurance_type, area_code, gender,
    birth_day, admission_minute, discharge_minute, discharge_way, birth_weight, diagnoses,
    procedures, icu_days, total_cost, fund_paid, patient_part, drug, treatment, surgery,
    consumable, digest, revision
    """
  private static let parameters =
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
    + "$21, $22, $23, $24"

  /// Begins a revision of the lists: what this transaction stores becomes visible to settlements
  /// under its number.
  public static func beginRevision(
    importID: String, at time: Timestamp, in transaction: Transaction
  ) throws -> Int64 {
    let revision = try currentRevision(in: transaction) + 1
    try transaction.execute(
      "INSERT INTO list_revision (revision, import_id, recorded_at) VALUES ($1, $2, $3)",
      [revision, importID, time.milliseconds])
    return revision
  }

  /// The newest revision; 0 before the first list.
  public static func currentRevision(in connection: Connection) throws -> Int64 {
    try connection.int64("SELECT max(revision) FROM list_revision") ?? 0
  }

  /// Stores a batch. A new list is inserted; a higher version takes the place of the current one,
  /// which moves to the history; a lower one goes to the history; a version stored before with the
  /// same content changes nothing, and with other content is a conflict and is not stored.
  public static func store(
    _ lists: CaseColumns, digests: ListDigests, revision: Int64, in transaction: Transaction
  ) throws -> Outcome {
    var outcome = Outcome()
    var known: [Int] = []
    try transaction.batch(
      """
      INSERT INTO settlement_list (\(columns)) VALUES (\(parameters))
      ON CONFLICT (setl_id) DO NOTHING
      """
    ) { batch in
      for index in 0..<lists.count {
        try bind(lists, digests, index, revision, to: batch)
        if try batch.step() { outcome.counts.inserted += 1 } else { known.append(index) }
      }
    }
    for index in known {
      try store(known: index, lists, digests, revision, &outcome, in: transaction)
    }
    return outcome
  }

  private static func store(
    known index: Int, _ lists: CaseColumns, _ digests: ListDigests, _ revision: Int64,
    _ outcome: inout Outcome, in transaction: Transaction
  ) throws {
    let id = lists.id(index)
    let version = Int64(lists.versions[index])
    let current = try stored(id, table: "settlement_list", version: nil, in: transaction)
    guard let current else { preconditionFailure("the insert found this list") }
    if version > current.version {
      try transaction.execute(
        """
        INSERT INTO settlement_list_history (\(columns))
        SELECT \(columns) FROM settlement_list WHERE setl_id = $1
        """, [id])
      try transaction.execute("DELETE FROM settlement_list WHERE setl_id = $1", [id])
      try insert(index, lists, digests, revision, table: "settlement_list", in: transaction)
      outcome.counts.replaced += 1
      return
    }
    let earlier =
      version == current.version
      ? current
      : try stored(id, table: "settlement_list_history", version: version, in: transaction)
    if let earlier {
      if earlier.digest.elementsEqual(digests[index]) {
        outcome.counts.unchanged += 1
      } else {
        outcome.counts.quarantined += 1
        outcome.conflicts.append(.versionConflict(lists, index))
      }
    } else {
      try insert(index, lists, digests, revision, table: "settlement_list_history", in: transaction)
      outcome.counts.inserted += 1
    }
  }

  private static func stored(
    _ id: String, table: String, version: Int64?, in connection: Connection
  ) throws -> (version: Int64, digest: [UInt8])? {
    let condition = version == nil ? "" : " AND list_version = $2"
    let arguments: [any SQLConvertible] = [id] + (version.map { [$0] } ?? [])
    return try connection.first(
      "SELECT list_version, digest FROM \(table) WHERE setl_id = $1\(condition)", arguments
    ).map { (try $0.int64(0), try $0.bytes(1)) }
  }

  private static func insert(
    _ index: Int, _ lists: CaseColumns, _ digests: ListDigests, _ revision: Int64, table: String,
    in transaction: Transaction
  ) throws {
    try transaction.batch("INSERT INTO \(table) (\(columns)) VALUES (\(parameters))") { batch in
      try bind(lists, digests, index, revision, to: batch)
      try batch.step()
    }
  }

  private static func bind(
    _ lists: CaseColumns, _ digests: ListDigests, _ index: Int, _ revision: Int64, to batch: Batch
  ) throws {
    let cost = lists.costs[index]
    try lists.withID(index) { try batch.bind(1, utf8: $0) }
    try batch.bind(2, lists.versions[index])
    try batch.bind(3, lists.person(index))
    try lists.institutionCodes.withBytes(of: lists.institutions[index]) {
      try batch.bind(4, utf8: $0)
    }
    try batch.bind(5, Int(lists.insurances[index].rawValue))
    try batch.bind(6, lists.areas[index])
    try batch.bind(7, Int(lists.genders[index].rawValue))
    try batch.bind(8, lists.birthDays[index].number)
    try batch.bind(9, lists.admissions[index].number)
    try batch.bind(10, lists.discharges[index].number)
    try batch.bind(11, Int(lists.dischargeWays[index].rawValue))
    try batch.bind(12, lists.birthWeights[index])
    try batch.bind(13, lists.diagnosisText(index))
    try batch.bind(14, lists.procedureText(index))
    try batch.bind(15, lists.icuDays[index])
    try batch.bind(16, cost.total.fen)
    try batch.bind(17, cost.fund.fen)
    try batch.bind(18, cost.patient.fen)
    try batch.bind(19, cost.drugs.fen)
    try batch.bind(20, cost.treatment.fen)
    try batch.bind(21, cost.surgery.fen)
    try batch.bind(22, cost.consumables.fen)
    try digests[index].withUnsafeBytes { try batch.bind(23, blob: $0) }
    try batch.bind(24, revision)
  }
}

extension RowIssue {
  /// The version of a list is stored with other content: one of the two is wrong, and only the
  /// hospital knows which.
  static func versionConflict(_ lists: CaseColumns, _ index: Int) -> RowIssue {
    RowIssue(
      row: Int(lists.rows[index]), column: CaseField.version.name,
      value: String(lists.versions[index]), code: "CASE_VERSION_CONFLICT",
      message: Bilingual(
        zh: "清单 \(lists.id(index)) 的版本 \(lists.versions[index]) 已存在，内容不同",
        en: "version \(lists.versions[index]) of list \(lists.id(index)) exists with other content"),
      remedy: Bilingual(
        zh: "更正清单请使用更高的版本号", en: "give a corrected list a higher version"))
  }
}
