import Quantities
import Store

/// Fund sheets; a changed sheet is a version of its own.
public enum FundTable {
  /// Stores the sheet as the next version of its region and period, or answers the newest one when
  /// nothing changed.
  public static func insert(
    _ sheet: FundSheet, in transaction: Transaction
  ) throws -> (version: Int, unchanged: Bool) {
    let newest = try transaction.first(
      """
      SELECT version, digest FROM fund_sheet WHERE region = $1 AND period = $2
      ORDER BY version DESC LIMIT 1
      """, [sheet.region, sheet.period])
    let digest = sheet.digest.description
    if let newest, try newest.text("digest") == digest {
      return (try newest.int("version"), true)
    }
    let version = (try newest?.int("version") ?? 0) + 1
    try transaction.execute(
      """
      INSERT INTO fund_sheet
        (region, period, version, digest, insured_persons, referred_out, advances, stored_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        sheet.region, sheet.period, version, digest, sheet.insuredPersons, sheet.referredOut.fen,
        sheet.advances.rawValue, sheet.storedAt.milliseconds,
      ])
    for pool in sheet.pools {
      try transaction.execute(
        """
        INSERT INTO fund_pool (region, period, version, insurance_type, pool, regulation)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          sheet.region, sheet.period, version, pool.insuranceType, pool.pool.fen,
          pool.regulation.fen,
        ])
    }
    for entry in sheet.institutions {
      try transaction.execute(
        """
        INSERT INTO fund_institution (region, period, version, institution_code, insurance_type,
          prepaid, audit_deduction, assessment_coefficient, base_volume)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [
          sheet.region, sheet.period, version, entry.institutionCode, entry.insuranceType,
          entry.prepaid.fen, entry.auditDeduction.fen, entry.assessmentCoefficient,
          entry.baseVolume,
        ])
    }
    for package in sheet.packages {
      try transaction.execute(
        """
        INSERT INTO fund_package (region, period, version, consortium, budget, insured_persons,
          referred_out)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          sheet.region, sheet.period, version, package.consortium, package.budget.fen,
          package.insuredPersons, package.referredOut.fen,
        ])
    }
    return (version, false)
  }

  /// A version of the sheet; 0 stands for the newest.
  public static func find(
    region: String, period: String, version: Int, in connection: Connection
  ) throws -> FundSheet? {
    let head = try connection.first(
      """
      SELECT version, insured_persons, referred_out, advances, stored_at FROM fund_sheet
      WHERE region = $1 AND period = $2 AND ($3 = 0 OR version = $3)
      ORDER BY version DESC LIMIT 1
      """, [region, period, version])
    guard let head else { return nil }
    let found = try head.int("version")
    let source = try head.text("advances")
    guard let advances = FundSheet.AdvanceSource(rawValue: source) else {
      throw Problem.storedValueUnknown(column: "fund_sheet.advances", value: source)
    }
    return FundSheet(
      region: region, period: period, version: found,
      pools: try pools(region, period, found, in: connection),
      institutions: try institutions(region, period, found, in: connection),
      insuredPersons: try head.int64("insured_persons"),
      referredOut: Money(fen: try head.int64("referred_out")), advances: advances,
      packages: try packages(region, period, found, in: connection),
      storedAt: Timestamp(milliseconds: try head.int64("stored_at")))
  }

  private static func pools(
    _ region: String, _ period: String, _ version: Int, in connection: Connection
  ) throws -> [FundSheet.Pool] {
    try connection.query(
      """
      SELECT insurance_type, pool, regulation FROM fund_pool
      WHERE region = $1 AND period = $2 AND version = $3
      """, [region, period, version]
    ).map {
      FundSheet.Pool(
        insuranceType: try $0.int("insurance_type"), pool: Money(fen: try $0.int64("pool")),
        regulation: Money(fen: try $0.int64("regulation")))
    }
  }

  private static func packages(
    _ region: String, _ period: String, _ version: Int, in connection: Connection
  ) throws -> [FundSheet.Package] {
    try connection.query(
      """
      SELECT consortium, budget, insured_persons, referred_out FROM fund_package
      WHERE region = $1 AND period = $2 AND version = $3
      """, [region, period, version]
    ).map {
      FundSheet.Package(
        consortium: try $0.text("consortium"), budget: Money(fen: try $0.int64("budget")),
        insuredPersons: try $0.int64("insured_persons"),
        referredOut: Money(fen: try $0.int64("referred_out")))
    }
  }

  private static func institutions(
    _ region: String, _ period: String, _ version: Int, in connection: Connection
  ) throws -> [FundSheet.InstitutionEntry] {
    try connection.query(
      """
      SELECT institution_code, insurance_type, prepaid, audit_deduction, assessment_coefficient,
        base_volume
      FROM fund_institution WHERE region = $1 AND period = $2 AND version = $3
      """, [region, period, version]
    ).map {
      FundSheet.InstitutionEntry(
        institutionCode: try $0.text("institution_code"),
        insuranceType: try $0.int("insurance_type"), prepaid: Money(fen: try $0.int64("prepaid")),
        auditDeduction: Money(fen: try $0.int64("audit_deduction")),
        assessmentCoefficient: try $0.text("assessment_coefficient"),
        baseVolume: try $0.text("base_volume"))
    }
  }
}
