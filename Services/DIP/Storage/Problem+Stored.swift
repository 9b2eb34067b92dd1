import Quantities

extension Problem {
  /// A stored value that this version of the program does not know: the database was written by
  /// another program.
  static func storedValueUnknown(column: String, value: String) -> Problem {
    Problem(
      .dataLoss, "DIP_STORED_VALUE_UNKNOWN",
      zh: "数据库中 \(column) 的值无法识别。", en: "The database holds an unknown value of \(column).",
      remedyZh: "请使用写入该数据库的程序版本，或从备份恢复。",
      remedyEn: "Use the program version that wrote the database, or restore a backup.",
      details: [Detail("column", column), Detail("value", value)])
  }
}
