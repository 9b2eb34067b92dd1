import Quantities

/// Which page of a list a caller wants.
struct PageRequest {
  static let standardSize = 100
  static let maximumSize = 1_000

  let size: Int
  let token: String

  init(size: UInt32, token: String) {
    self.size = size == 0 ? Self.standardSize : min(Int(size), Self.maximumSize)
    self.token = token
  }

  /// One more than the page, to know whether there is another.
  var limit: Int { size + 1 }

  /// For lists from the newest number down: numbers below this one are wanted.
  func before() throws(Problem) -> Int64 {
    token.isEmpty ? .max : try number(token)
  }

  /// The two numbers of a token such as `17.2`.
  func pair() throws(Problem) -> (Int, Int)? {
    guard !token.isEmpty else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = Int(parts[0]), let second = Int(parts[1]) else {
      throw invalid()
    }
    return (first, second)
  }

  /// What of the rows read belongs to the page, and the token of the next one.
  func cut<Row>(_ rows: [Row], token: (Row) -> String) -> (rows: [Row], next: String) {
    guard rows.count > size else { return (rows, "") }
    let page = Array(rows.prefix(size))
    return (page, page.last.map(token) ?? "")
  }

  private func number(_ text: String) throws(Problem) -> Int64 {
    guard let number = Int64(text), number > 0 else { throw invalid() }
    return number
  }

  private func invalid() -> Problem {
    Problem(
      .invalidInput, "PAGE_TOKEN_INVALID", zh: "分页标记无效", en: "the page token is not valid",
      remedyZh: "请使用上一页返回的 next_page_token", remedyEn: "use next_page_token of the page before")
  }
}
