import Store

/// The tables of the DIP service, in the order they came to be.
public enum DIPMigrations {
  public static let all: [Migration] = [
    lists, documents, funds, runs, checkedCodes, catalogueIndexes, specialCases, months, closings,
    consortia, parts, packageMonths, elasticValues, lapsedReviews,
  ]

  /// A list column set shared by the current lists and their superseded versions, so that a version
  /// moves between the two unchanged.
  private static let listColumns = """
    list_version BIGINT NOT NULL,
    person_number TEXT NOT NULL,
    institution_code TEXT NOT NULL,
    insurance_type BIGINT NOT NULL,
    area_code BIGINT NOT NULL,
    gender BIGINT NOT NULL,
    birth_day BIGINT NOT NULL,
    admission_minute BIGINT NOT NULL,
    discharge_minute BIGINT NOT NULL,
    discharge_way BIGINT NOT NULL,
    birth_weight BIGINT NOT NULL,
    diagnoses TEXT NOT NULL,
    procedures TEXT NOT NULL,
    icu_days BIGINT NOT NULL,
    total_cost BIGINT NOT NULL,
    fund_paid BIGINT NOT NULL,
    patient_part BIGINT NOT NULL,
    drug BIGINT NOT NULL,
    treatment BIGINT NOT NULL,
    surgery BIGINT NOT NULL,
    consumable BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    revision BIGINT NOT NULL
    """

  private static let lists = Migration(
    1, "settlement lists, imports, quarantine",
    [
      "CREATE TABLE settlement_list (setl_id TEXT PRIMARY KEY, \(listColumns))",
      """
      CREATE TABLE settlement_list_history (
        setl_id TEXT NOT NULL, \(listColumns), PRIMARY KEY (setl_id, list_version)
      )
      """,
      """
      CREATE TABLE list_revision (
        revision BIGINT PRIMARY KEY, import_id TEXT NOT NULL, recorded_at BIGINT NOT NULL
      )
      """,
      """
      CREATE TABLE case_import (
        number BIGINT PRIMARY KEY,
        import_id TEXT NOT NULL,
        caller TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        total_bytes BIGINT NOT NULL,
        state TEXT NOT NULL,
        uploads BIGINT NOT NULL,
        bytes_done BIGINT NOT NULL,
        next_row BIGINT NOT NULL,
        encoding TEXT NOT NULL,
        header BYTEA NOT NULL,
        hash_state BYTEA NOT NULL,
        rows_read BIGINT NOT NULL,
        rows_inserted BIGINT NOT NULL,
        rows_replaced BIGINT NOT NULL,
        rows_unchanged BIGINT NOT NULL,
        rows_quarantined BIGINT NOT NULL,
        started_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        CONSTRAINT case_import_state CHECK (state IN ('running', 'done', 'failed')),
        CONSTRAINT case_import_adds_up CHECK (
          rows_read = rows_inserted + rows_replaced + rows_unchanged + rows_quarantined)
      )
      """,
      "CREATE UNIQUE INDEX case_import_id ON case_import (import_id)",
      "CREATE INDEX case_import_sha256 ON case_import (sha256)",
      """
      CREATE TABLE quarantined_row (
        import_id TEXT NOT NULL,
        row_number BIGINT NOT NULL,
        item BIGINT NOT NULL,
        column_name TEXT NOT NULL,
        value TEXT NOT NULL,
        code TEXT NOT NULL,
        message_zh TEXT NOT NULL,
        message_en TEXT NOT NULL,
        remedy_zh TEXT NOT NULL,
        remedy_en TEXT NOT NULL,
        PRIMARY KEY (import_id, row_number, item)
      ) WITHOUT ROWID
      """,
    ])

  private static let documents = Migration(
    2, "catalogues and policies",
    [
      """
      CREATE TABLE catalogue (
        number BIGINT PRIMARY KEY,
        hash TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        group_count BIGINT NOT NULL,
        core_groups BIGINT NOT NULL,
        composite_groups BIGINT NOT NULL,
        imported_at BIGINT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX catalogue_hash ON catalogue (hash)",
      "CREATE UNIQUE INDEX catalogue_name_version ON catalogue (name, version)",
      """
      CREATE TABLE catalogue_file (
        hash TEXT NOT NULL, name TEXT NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (hash, name)
      ) WITHOUT ROWID
      """,
      """
      CREATE TABLE policy (
        number BIGINT PRIMARY KEY,
        name TEXT NOT NULL,
        version BIGINT NOT NULL,
        hash TEXT NOT NULL,
        region TEXT NOT NULL,
        year BIGINT NOT NULL,
        catalogue TEXT NOT NULL,
        yaml BYTEA NOT NULL,
        stored_at BIGINT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX policy_name_version ON policy (name, version)",
      "CREATE INDEX policy_region_year ON policy (region, year)",
    ])

  private static let funds = Migration(
    3, "institutions and funds",
    [
      """
      CREATE TABLE institution_copy (
        number BIGINT PRIMARY KEY,
        digest TEXT NOT NULL,
        as_of BIGINT NOT NULL,
        source TEXT NOT NULL,
        registry_recorded BIGINT NOT NULL,
        institutions BIGINT NOT NULL,
        read_at BIGINT NOT NULL
      )
      """,
      "CREATE INDEX institution_copy_as_of ON institution_copy (as_of)",
      """
      CREATE TABLE institution (
        copy_digest TEXT NOT NULL,
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        level BIGINT NOT NULL,
        grade TEXT NOT NULL,
        tcm BIGINT NOT NULL,
        area_code TEXT NOT NULL,
        coefficient TEXT NOT NULL,
        PRIMARY KEY (copy_digest, code)
      ) WITHOUT ROWID
      """,
      """
      CREATE TABLE fund_sheet (
        region TEXT NOT NULL,
        period TEXT NOT NULL,
        version BIGINT NOT NULL,
        digest TEXT NOT NULL,
        insured_persons BIGINT NOT NULL,
        referred_out BIGINT NOT NULL,
        stored_at BIGINT NOT NULL,
        PRIMARY KEY (region, period, version)
      )
      """,
      """
      CREATE TABLE fund_pool (
        region TEXT NOT NULL,
        period TEXT NOT NULL,
        version BIGINT NOT NULL,
        insurance_type BIGINT NOT NULL,
        pool BIGINT NOT NULL,
        regulation BIGINT NOT NULL,
        PRIMARY KEY (region, period, version, insurance_type)
      )
      """,
      """
      CREATE TABLE fund_institution (
        region TEXT NOT NULL,
        period TEXT NOT NULL,
        version BIGINT NOT NULL,
        institution_code TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        prepaid BIGINT NOT NULL,
        audit_deduction BIGINT NOT NULL,
        assessment_coefficient TEXT NOT NULL,
        PRIMARY KEY (region, period, version, institution_code, insurance_type)
      )
      """,
    ])

  /// Rows stored before were checked against no code table.
  private static let checkedCodes = Migration(
    5, "rows whose codes were not checked",
    [
      "ALTER TABLE case_import ADD COLUMN codes_unchecked BIGINT NOT NULL DEFAULT 0",
      """
      UPDATE case_import
      SET codes_unchecked = rows_inserted + rows_replaced + rows_unchanged
      """,
    ])

  /// Catalogues compiled once, so that a service that starts does not read the files again.
  private static let catalogueIndexes = Migration(
    6, "compiled catalogues",
    [
      """
      CREATE TABLE catalogue_index (
        hash TEXT PRIMARY KEY,
        format BIGINT NOT NULL,
        content BYTEA NOT NULL
      )
      """
    ])

  private static let runs = Migration(
    4, "settlement runs",
    [
      """
      CREATE TABLE settlement_run (
        number BIGINT PRIMARY KEY,
        run_id TEXT NOT NULL,
        region TEXT NOT NULL,
        period TEXT NOT NULL,
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
        out_of_scope_cases BIGINT NOT NULL,
        ungrouped_cases BIGINT NOT NULL,
        special_case_quota BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )
      """,
      """
      CREATE TABLE run_package (
        run_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        lead TEXT NOT NULL,
        budget BIGINT NOT NULL,
        referred_out BIGINT NOT NULL,
        booked_inside BIGINT NOT NULL,
        balance BIGINT NOT NULL,
        fund_share BIGINT NOT NULL,
        distributed BIGINT NOT NULL,
        exempt_members TEXT NOT NULL
      )
      """,
      "CREATE UNIQUE INDEX settlement_run_id ON settlement_run (run_id)",
      "CREATE INDEX settlement_run_region_period ON settlement_run (region, period)",
      """
      CREATE TABLE run_warning (
        run_id TEXT NOT NULL, item BIGINT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
        PRIMARY KEY (run_id, item)
      )
      """,
      """
      CREATE TABLE run_pool (
        run_id TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        cases BIGINT NOT NULL,
        total_score TEXT NOT NULL,
        point_value TEXT NOT NULL,
        pay_ratio TEXT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        pool BIGINT NOT NULL,
        paid BIGINT NOT NULL,
        residual BIGINT NOT NULL,
        regulation BIGINT NOT NULL,
        PRIMARY KEY (run_id, insurance_type)
      )
      """,
      """
      CREATE TABLE run_line (
        run_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        institution_name TEXT NOT NULL,
        level BIGINT NOT NULL,
        cases BIGINT NOT NULL,
        out_of_scope_cases BIGINT NOT NULL,
        ungrouped_cases BIGINT NOT NULL,
        low_cases BIGINT NOT NULL,
        high_cases BIGINT NOT NULL,
        special_cases BIGINT NOT NULL,
        expert_reviews BIGINT NOT NULL,
        coefficient TEXT NOT NULL,
        total_score TEXT NOT NULL,
        mean_score TEXT NOT NULL,
        case_mix_index TEXT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        patient_part BIGINT NOT NULL,
        pay_ratio TEXT NOT NULL,
        payable BIGINT NOT NULL,
        assessment_coefficient TEXT NOT NULL,
        audit_deduction BIGINT NOT NULL,
        prepaid BIGINT NOT NULL,
        due BIGINT NOT NULL,
        balance BIGINT NOT NULL,
        PRIMARY KEY (run_id, institution_code, insurance_type)
      )
      """,
    ])
}
