import Store

extension DIPMigrations {
  /// Months under several packages: a line for each package that an institution worked for.
  static let packageMonths = Migration(
    12, "months by package",
    [
      """
      CREATE TABLE month_line_new (
        statement_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        institution_name TEXT NOT NULL,
        level BIGINT NOT NULL,
        cases BIGINT NOT NULL,
        total_score TEXT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        patient_part BIGINT NOT NULL,
        earned BIGINT NOT NULL,
        audit_deduction BIGINT NOT NULL,
        carried_in BIGINT NOT NULL,
        advance BIGINT NOT NULL,
        carried_out BIGINT NOT NULL,
        deposit BIGINT NOT NULL,
        PRIMARY KEY (statement_id, institution_code, consortium, insurance_type)
      )
      """,
      """
      INSERT INTO month_line_new (statement_id, institution_code, consortium, insurance_type,
        institution_name, level, cases, total_score, total_cost, fund_paid, patient_part, earned,
        audit_deduction, carried_in, advance, carried_out, deposit)
      SELECT statement_id, institution_code, '', insurance_type, institution_name, level, cases,
        total_score, total_cost, fund_paid, patient_part, earned, audit_deduction, carried_in,
        advance, carried_out, deposit
      FROM month_line
      """,
      "DROP TABLE month_line",
      "ALTER TABLE month_line_new RENAME TO month_line",
      """
      CREATE TABLE month_consortium (
        statement_id TEXT NOT NULL, consortium TEXT NOT NULL,
        PRIMARY KEY (statement_id, consortium)
      )
      """,
      "ALTER TABLE month_statement ADD COLUMN elsewhere_cases BIGINT NOT NULL DEFAULT 0",
    ])

  /// Elastic point values: what base volumes and what lies beyond are paid at, by pool and institution.
  static let elasticValues = Migration(
    13, "elastic point values",
    [
      "ALTER TABLE run_pool ADD COLUMN increment_value TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE run_pool ADD COLUMN base_value TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE run_line ADD COLUMN point_value TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE run_line ADD COLUMN base_score TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE fund_institution ADD COLUMN base_volume TEXT NOT NULL DEFAULT ''",
    ])

  /// Special cases that a run settled by the normal rule because their list was corrected after the
  /// review.
  static let lapsedReviews = Migration(
    14, "special cases of corrected lists",
    [
      """
      CREATE TABLE run_special_lapsed (
        run_id TEXT NOT NULL,
        setl_id TEXT NOT NULL,
        reviewed_version BIGINT NOT NULL,
        list_version BIGINT NOT NULL,
        PRIMARY KEY (run_id, setl_id)
      )
      """
    ])
}
