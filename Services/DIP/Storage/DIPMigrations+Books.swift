import Store

extension DIPMigrations {
  /// A case is accepted on a numbered seat of its region and year, and a seat lies within the quota:
  /// whoever decides at the same time, the database holds the quota.
  static let specialCases = Migration(
    7, "special cases",
    [
      """
      CREATE TABLE special_case (
        number BIGINT PRIMARY KEY,
        setl_id TEXT NOT NULL,
        list_version BIGINT NOT NULL,
        region TEXT NOT NULL,
        year BIGINT NOT NULL,
        discharge_day BIGINT NOT NULL,
        institution_code TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        state TEXT NOT NULL,
        payment TEXT NOT NULL,
        fund BIGINT NOT NULL,
        score TEXT NOT NULL,
        seat BIGINT,
        quota BIGINT,
        CONSTRAINT special_case_state CHECK (
          state IN ('applied', 'accepted', 'rejected', 'paid')),
        CONSTRAINT special_case_payment CHECK (
          (payment IN ('by_item', 'adjusted_score')) = (state IN ('accepted', 'paid'))),
        CONSTRAINT special_case_within_quota CHECK (
          (state IN ('accepted', 'paid')) = (seat IS NOT NULL)
          AND (seat IS NULL OR (quota IS NOT NULL AND seat BETWEEN 1 AND quota)))
      )
      """,
      "CREATE UNIQUE INDEX special_case_list ON special_case (setl_id)",
      "CREATE UNIQUE INDEX special_case_seat ON special_case (region, year, seat)",
      "CREATE INDEX special_case_institution ON special_case (institution_code)",
      """
      CREATE TABLE special_case_finding (
        setl_id TEXT NOT NULL,
        ground TEXT NOT NULL,
        measured BIGINT NOT NULL,
        figure TEXT NOT NULL,
        limit_value TEXT NOT NULL,
        PRIMARY KEY (setl_id, ground)
      )
      """,
      """
      CREATE TABLE special_case_step (
        setl_id TEXT NOT NULL,
        step BIGINT NOT NULL,
        state TEXT NOT NULL,
        actor TEXT NOT NULL,
        recorded_at BIGINT NOT NULL,
        reason TEXT NOT NULL,
        evidence TEXT NOT NULL,
        payment TEXT NOT NULL,
        fund BIGINT NOT NULL,
        score TEXT NOT NULL,
        run_id TEXT NOT NULL,
        PRIMARY KEY (setl_id, step)
      )
      """,
      """
      CREATE TABLE run_special (
        run_id TEXT NOT NULL,
        setl_id TEXT NOT NULL,
        payment TEXT NOT NULL,
        fund BIGINT NOT NULL,
        score TEXT NOT NULL,
        PRIMARY KEY (run_id, setl_id)
      )
      """,
    ])

  /// One statement a month: money was paid on it.
  static let months = Migration(
    8, "monthly advances",
    [
      """
      CREATE TABLE month_statement (
        number BIGINT PRIMARY KEY,
        statement_id TEXT NOT NULL,
        region TEXT NOT NULL,
        month TEXT NOT NULL,
        policy_name TEXT NOT NULL,
        policy_version BIGINT NOT NULL,
        policy_hash TEXT NOT NULL,
        catalogue_hash TEXT NOT NULL,
        engine_version TEXT NOT NULL,
        list_revision BIGINT NOT NULL,
        input_digest TEXT NOT NULL,
        fund_sheet_version BIGINT NOT NULL,
        fund_sheet_digest TEXT NOT NULL,
        institution_copy BIGINT NOT NULL,
        institutions_stale BIGINT NOT NULL,
        results_digest TEXT NOT NULL,
        cases BIGINT NOT NULL,
        scored_cases BIGINT NOT NULL,
        advance BIGINT NOT NULL,
        deposit BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX month_statement_id ON month_statement (statement_id)",
      "CREATE UNIQUE INDEX month_statement_once ON month_statement (region, month)",
      """
      CREATE TABLE month_warning (
        statement_id TEXT NOT NULL, item BIGINT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
        PRIMARY KEY (statement_id, item)
      )
      """,
      """
      CREATE TABLE month_line (
        statement_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
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
        PRIMARY KEY (statement_id, institution_code, insurance_type)
      )
      """,
      """
      CREATE TABLE run_month (
        run_id TEXT NOT NULL,
        month TEXT NOT NULL,
        statement_id TEXT NOT NULL,
        PRIMARY KEY (run_id, month)
      )
      """,
      "ALTER TABLE fund_sheet ADD COLUMN advances TEXT NOT NULL DEFAULT ''",
    ])

  /// Consortia of a copy of the institutions; its digest covers them.
  static let consortia = Migration(
    10, "consortia with members by date",
    [
      """
      CREATE TABLE consortium (
        copy_digest TEXT NOT NULL,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        lead TEXT NOT NULL,
        area_code TEXT NOT NULL,
        PRIMARY KEY (copy_digest, code)
      )
      """,
      """
      CREATE TABLE consortium_member (
        copy_digest TEXT NOT NULL,
        consortium_code TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        first_day BIGINT NOT NULL,
        last_day BIGINT,
        PRIMARY KEY (copy_digest, consortium_code, institution_code, first_day)
      )
      """,
    ])

  static let closings = Migration(
    9, "closed years and adjustments",
    [
      """
      CREATE TABLE year_closing (
        region TEXT NOT NULL,
        year BIGINT NOT NULL,
        run_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        actor TEXT NOT NULL,
        closed_at BIGINT NOT NULL,
        CONSTRAINT year_closing_once PRIMARY KEY (region, year)
      )
      """,
      """
      CREATE TABLE adjustment (
        region TEXT NOT NULL,
        year BIGINT NOT NULL,
        number BIGINT NOT NULL,
        adjustment_id TEXT NOT NULL,
        before_run TEXT NOT NULL,
        after_run TEXT NOT NULL,
        reason TEXT NOT NULL,
        actor TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        CONSTRAINT adjustment_chain PRIMARY KEY (region, year, number)
      )
      """,
      "CREATE UNIQUE INDEX adjustment_id ON adjustment (adjustment_id)",
      """
      CREATE TABLE adjustment_pool (
        adjustment_id TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        pool BIGINT NOT NULL,
        paid BIGINT NOT NULL,
        residual BIGINT NOT NULL,
        regulation BIGINT NOT NULL,
        PRIMARY KEY (adjustment_id, consortium, insurance_type)
      )
      """,
      """
      CREATE TABLE adjustment_line (
        adjustment_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        item TEXT NOT NULL,
        position BIGINT NOT NULL,
        institution_name TEXT NOT NULL,
        before_amount BIGINT NOT NULL,
        after_amount BIGINT NOT NULL,
        PRIMARY KEY (adjustment_id, institution_code, consortium, insurance_type, item)
      )
      """,
    ])
}
