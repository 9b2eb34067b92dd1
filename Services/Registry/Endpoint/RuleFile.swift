import Quantities
import RegistryDomain
import Tabular

/// A file of rules (规则表), as the process reads it at its start.
enum RuleFile {
  /// - Throws: `REGISTRY_RULES_INVALID` with every issue and its row; what is wrong with the file.
  static func rules(path: String) throws(Problem) -> RegistryRules {
    var parser = TableParser(RuleTable.self)
    try parser.read(FileSource(path: path))
    let issues = parser.outcome.issues
    guard issues.isEmpty else {
      let all = issues.map { "\($0)" }.joined(separator: "; ")
      throw Problem(
        .invalidInput, "REGISTRY_RULES_INVALID", zh: "规则文件有误：\(all)",
        en: "the file of rules is wrong: \(all)", remedyZh: "请改正所列各行",
        remedyEn: "correct the rows that are listed", details: [Problem.Detail("file", path)])
    }
    return RegistryRules(parser.rows.map(\.entry))
  }
}
