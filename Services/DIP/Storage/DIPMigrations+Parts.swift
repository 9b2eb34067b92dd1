import Store

extension DIPMigrations {
  /// A run may settle several packages, and an institution may have a line in more than one: the code
  /// of the consortium becomes part of the keys.
  static let parts = Migration(
    11, "parts of lines, packages of several consortia",
    [
      """
      CREATE TABLE run_package_new (
        run_id TEXT NOT NULL,
        consortium TEXT NOT NULL,
        name TEXT NOT NULL,
        lead TEXT NOT NULL,
        budget BIGINT NOT NULL,
        referred_out BIGINT NOT NULL,
        booked_inside BIGINT NOT NULL,
        balance BIGINT NOT NULL,
        fund_share BIGINT NOT NULL,
        distributed BIGINT NOT NULL,
        kept_by_lead BIGINT NOT NULL,
        exempt_members TEXT NOT NULL,
        PRIMARY KEY (run_id, consortium)
      )
      """,
      """
      INSERT INTO run_package_new (run_id, consortium, name, lead, budget, referred_out,
        booked_inside, balance, fund_share, distributed, kept_by_lead, exempt_members)
      SELECT run_id, '', name, lead, budget, referred_out, booked_inside, balance, fund_share,
        distributed, 0, exempt_members
      FROM run_package
      """,
      "DROP TABLE run_package",
      "ALTER TABLE run_package_new RENAME TO run_package",
      """
      CREATE TABLE run_pool_new (
        run_id TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        cases BIGINT NOT NULL,
        total_score TEXT NOT NULL,
        point_value TEXT NOT NULL,
        settlement_value TEXT NOT NULL,
        reference_value TEXT NOT NULL,
        pay_ratio TEXT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        pool BIGINT NOT NULL,
        item_fund BIGINT NOT NULL,
        paid BIGINT NOT NULL,
        residual BIGINT NOT NULL,
        regulation BIGINT NOT NULL,
        PRIMARY KEY (run_id, consortium, insurance_type)
      )
      """,
      """
      INSERT INTO run_pool_new (run_id, consortium, insurance_type, cases, total_score,
        point_value, settlement_value, reference_value, pay_ratio, total_cost, fund_paid, pool,
        item_fund, paid, residual, regulation)
      SELECT run_id, '', insurance_type, cases, total_score, point_value, '', '', pay_ratio,
        total_cost, fund_paid, pool, 0, paid, residual, regulation
      FROM run_pool
      """,
      "DROP TABLE run_pool",
      "ALTER TABLE run_pool_new RENAME TO run_pool",
      """
      CREATE TABLE run_line_new (
        run_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        institution_name TEXT NOT NULL,
        level BIGINT NOT NULL,
        cases BIGINT NOT NULL,
        item_cases BIGINT NOT NULL,
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
        deposit BIGINT NOT NULL,
        surplus_share BIGINT NOT NULL,
        due BIGINT NOT NULL,
        balance BIGINT NOT NULL,
        PRIMARY KEY (run_id, institution_code, consortium, insurance_type)
      )
      """,
      """
      INSERT INTO run_line_new (run_id, institution_code, consortium, insurance_type,
        institution_name, level, cases, item_cases, out_of_scope_cases, ungrouped_cases,
        low_cases, high_cases, special_cases, expert_reviews, coefficient, total_score,
        mean_score, case_mix_index, total_cost, fund_paid, patient_part, pay_ratio, payable,
        assessment_coefficient, audit_deduction, prepaid, deposit, surplus_share, due, balance)
      SELECT run_id, institution_code, '', insurance_type, institution_name, level, cases, 0,
        out_of_scope_cases, ungrouped_cases, low_cases, high_cases, special_cases,
        expert_reviews, coefficient, total_score, mean_score, case_mix_index, total_cost,
        fund_paid, patient_part, pay_ratio, payable, assessment_coefficient, audit_deduction,
        prepaid, 0, 0, due, balance
      FROM run_line
      """,
      "DROP TABLE run_line",
      "ALTER TABLE run_line_new RENAME TO run_line",
      """
      CREATE TABLE run_part (
        run_id TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        consortium TEXT NOT NULL,
        insurance_type BIGINT NOT NULL,
        position BIGINT NOT NULL,
        part TEXT NOT NULL,
        cases BIGINT NOT NULL,
        score TEXT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        payable BIGINT NOT NULL,
        due BIGINT NOT NULL,
        PRIMARY KEY (run_id, institution_code, consortium, insurance_type, position)
      )
      """,
      """
      CREATE TABLE run_referral (
        run_id TEXT NOT NULL,
        consortium TEXT NOT NULL,
        institution_code TEXT NOT NULL,
        cases BIGINT NOT NULL,
        total_cost BIGINT NOT NULL,
        fund_paid BIGINT NOT NULL,
        PRIMARY KEY (run_id, consortium, institution_code)
      )
      """,
      """
      CREATE TABLE fund_package (
        region TEXT NOT NULL,
        period TEXT NOT NULL,
        version BIGINT NOT NULL,
        consortium TEXT NOT NULL,
        budget BIGINT NOT NULL,
        insured_persons BIGINT NOT NULL,
        referred_out BIGINT NOT NULL,
        PRIMARY KEY (region, period, version, consortium)
      )
      """,
    ])
}
