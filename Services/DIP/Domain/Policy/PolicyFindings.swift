import Quantities
import Yams

/// Collects what a reader finds wrong, so that one pass reports everything.
final class PolicyFindings {
  var issues: [PolicyIssue] = []
  /// Key paths under `assumed: true`.
  var assumed: [String] = []

  func report(
    error: Bool = true, at mark: Mark?, _ path: String, _ code: String, zh: String, en: String,
    remedyZh: String, remedyEn: String
  ) {
    issues.append(
      PolicyIssue(
        isError: error, line: mark?.line ?? 1, column: mark?.column ?? 1, path: path, code: code,
        message: Bilingual(zh: zh, en: en), remedy: Bilingual(zh: remedyZh, en: remedyEn)))
  }

  func invalid(_ mark: Mark?, _ path: String, zh: String, en: String) {
    report(
      at: mark, path, "DIP_POLICY_INVALID_VALUE", zh: "\(path)：\(zh)", en: "\(path): \(en)",
      remedyZh: "请改为允许的值", remedyEn: "write an allowed value")
  }

  func missing(_ mark: Mark?, _ path: String) {
    report(
      at: mark, path, "DIP_POLICY_MISSING_KEY", zh: "缺少 \(path)", en: "\(path) is missing",
      remedyZh: "请写明该键，此处没有默认值", remedyEn: "state the key: there is no default here")
  }

  func unknown(_ mark: Mark?, _ path: String, known: [String]) {
    report(
      at: mark, path, "DIP_POLICY_UNKNOWN_KEY", zh: "未知的键 \(path)", en: "unknown key \(path)",
      remedyZh: "请核对拼写；允许的键：\(known.joined(separator: "、"))",
      remedyEn: "check the spelling; known here: \(known.joined(separator: ", "))")
  }

  /// Two keys that cannot both hold, or one that has no effect beside another.
  func contradiction(_ mark: Mark?, _ path: String, zh: String, en: String) {
    report(
      at: mark, path, "DIP_POLICY_CONTRADICTION", zh: "\(path)：\(zh)", en: "\(path): \(en)",
      remedyZh: "请删除其中之一或使其一致", remedyEn: "remove one of them or make them agree")
  }

  func remark(
    _ mark: Mark?, _ path: String, _ code: String, zh: String, en: String, remedyZh: String,
    remedyEn: String
  ) {
    report(
      error: false, at: mark, path, code, zh: "\(path)：\(zh)", en: "\(path): \(en)",
      remedyZh: remedyZh, remedyEn: remedyEn)
  }
}
