import Quantities

extension Problem {
  static func columnMissing(_ column: String) -> Problem {
    columnProblem("STORE_COLUMN_MISSING", column, "没有该列", "has no such column")
  }

  static func columnNull(_ column: String) -> Problem {
    columnProblem("STORE_COLUMN_NULL", column, "该列为空", "is NULL")
  }

  static func columnType(_ column: String, found: String, wanted: String) -> Problem {
    columnProblem(
      "STORE_COLUMN_TYPE", column, "类型为 \(found)，应为 \(wanted)",
      "holds \(found), wanted \(wanted)")
  }

  private static func columnProblem(
    _ code: String, _ column: String, _ zh: String, _ en: String
  ) -> Problem {
    Problem(
      .internalFault, code,
      zh: "查询结果的列 \(column) 与程序不符：\(zh)。",
      en: "Result column \(column) does not match the program: \(en).",
      remedyZh: "请确认数据库与程序版本一致，并将此信息报告给维护人员。",
      remedyEn: "Make sure that database and program are of the same version, and report this.",
      details: [Detail("column", column)])
  }
}
