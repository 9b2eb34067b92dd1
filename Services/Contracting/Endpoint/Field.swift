import Messages
import Quantities

/// Reads fields of requests; a wrong one is refused with its name.
enum Field {
  static func day(_ text: String, _ field: String) throws(Problem) -> Day {
    try named(field) { () throws(Problem) in try Day(parsing: text) }
  }

  static func month(_ text: String, _ field: String) throws(Problem) -> Month {
    try named(field) { () throws(Problem) in try Month(parsing: text) }
  }

  static func decimal(_ text: String, _ field: String) throws(Problem) -> Decimal {
    try named(field) { () throws(Problem) in try Decimal(parsing: text) }
  }

  /// nil when empty.
  static func area(_ text: String, _ field: String) throws(Problem) -> AreaCode? {
    guard !text.isEmpty else { return nil }
    return try named(field) { () throws(Problem) in try AreaCode(parsing: text) }
  }

  static func required(_ text: String, _ field: String) throws(Problem) -> String {
    guard !text.isEmpty else {
      throw Problem(
        .invalidInput, "FIELD_EMPTY", zh: "缺少 \(field)", en: "\(field) is empty",
        remedyZh: "请填写 \(field)", remedyEn: "fill in \(field)",
        details: [.init("field", field)])
    }
    return text
  }

  /// A domain code given as text; nil when empty.
  static func code<Code: RawRepresentable & CaseIterable>(
    _ text: String, _ field: String
  ) throws(Problem) -> Code? where Code.RawValue == String {
    guard !text.isEmpty else { return nil }
    guard let code = Code(rawValue: text) else {
      throw unknown(text, field, Code.allCases.map(\.rawValue))
    }
    return code
  }

  static func unknown(_ value: String, _ field: String, _ known: [String]) -> Problem {
    let list = known.joined(separator: ", ")
    return Problem(
      .invalidInput, "FIELD_CODE_UNKNOWN", zh: "\(field) 的值“\(value)”未知",
      en: "\(field) has the unknown value “\(value)”", remedyZh: "请使用：\(list)",
      remedyEn: "use one of: \(list)", details: [.init("field", field), .init("value", value)])
  }

  private static let defaultPage: UInt32 = 100
  private static let largestPage: UInt32 = 1000

  /// Items of a page: 1 to 1000, 100 for 0.
  static func pageSize(_ size: UInt32) throws(Problem) -> Int {
    guard size <= largestPage else {
      throw Problem(
        .invalidInput, "PAGE_SIZE_INVALID", zh: "page_size 超过 \(largestPage)",
        en: "page_size is above \(largestPage)", remedyZh: "请用 page_token 分页读取",
        remedyEn: "read page by page with page_token",
        details: [.init("page_size", "\(size)")])
    }
    return Int(size == 0 ? defaultPage : size)
  }

  /// A token that is a number; nil when empty.
  static func numberToken(_ token: String) throws(Problem) -> Int64? {
    guard !token.isEmpty else { return nil }
    guard let number = Int64(token) else { throw badToken(token) }
    return number
  }

  /// A token of two parts; nil when empty.
  static func pairToken(_ token: String) throws(Problem) -> (String, String)? {
    guard !token.isEmpty else { return nil }
    let parts = token.split(separator: "\n", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw badToken(token) }
    return (String(parts[0]), String(parts[1]))
  }

  static func badToken(_ token: String) -> Problem {
    Problem(
      .invalidInput, "PAGE_TOKEN_INVALID", zh: "page_token 无效", en: "page_token is not valid",
      remedyZh: "请原样使用上一页返回的 next_page_token",
      remedyEn: "use next_page_token of the page before, unchanged",
      details: [.init("page_token", String(token.prefix(64)))])
  }

  private static func named<Value>(
    _ field: String, _ rule: () throws(Problem) -> Value
  ) throws(Problem) -> Value {
    do throws(Problem) { return try rule() } catch {
      var problem = error
      problem.message = Bilingual(
        zh: "\(field)：\(error.message.zh)", en: "\(field): \(error.message.en)")
      problem.details.insert(.init("field", field), at: 0)
      throw problem
    }
  }
}
