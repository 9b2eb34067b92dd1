import Quantities

/// Why a workbook is refused.
enum WorkbookProblem {
  /// No workbook, or a damaged one.
  static func unreadable(_ part: String, _ reason: String) -> Problem {
    Problem(
      .invalidInput, "WORKBOOK_UNREADABLE", zh: "不是可读的 XLSX 工作簿，或文件已损坏",
      en: "not a readable XLSX workbook, or a damaged one",
      remedyZh: "请在表格软件中打开并另存为 .xlsx（不加密码）",
      remedyEn: "open it in a spreadsheet program and save it as .xlsx without a password",
      details: [Problem.Detail("part", part), Problem.Detail("reason", reason)])
  }

  static func tooLarge(_ what: String, limit: Int) -> Problem {
    Problem(
      .resourceExhausted, "WORKBOOK_TOO_LARGE", zh: "工作簿过大：\(what) 超过 \(limit)",
      en: "the workbook is too large: \(what) beyond \(limit)",
      remedyZh: "请删除不需要的工作表和行，或拆分文件",
      remedyEn: "remove sheets and rows that are not needed, or split it",
      details: [Problem.Detail("limit", what)])
  }
}
