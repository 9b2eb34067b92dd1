public import Messages
import Privacy
import Quantities
public import Store

/// Answers questions to a service's access log (个人信息访问日志); each service that keeps persons
/// serves them under a name of its own.
public struct AccessLogDesk: Sendable {
  private let database: Database

  private static let defaultPage: UInt32 = 100
  private static let largestPage: UInt32 = 1000

  public init(database: Database) { self.database = database }

  /// The accesses that fit the request, the newest first.
  public func list(
    _ request: Common.ListAccessesRequest
  ) async throws -> Common.ListAccessesResponse {
    var filter = AccessLog.Filter()
    filter.actor = request.actor
    filter.person = request.person
    filter.from = try Self.midnight(request.fromDay, plus: 0)
    filter.until = try Self.midnight(request.toDay, plus: 1)
    let limit = Int(
      min(request.pageSize == 0 ? Self.defaultPage : request.pageSize, Self.largestPage))
    let before = try Self.token(request.pageToken)
    let records = try await database.read { [filter] in
      try AccessLog.list(filter, before: before, limit: limit + 1, in: $0)
    }
    let page = records.prefix(limit)
    return Common.ListAccessesResponse(
      accesses: page.map { Common.PersonAccess($0) },
      nextPageToken: records.count > limit ? page.last.map { "\($0.id)" } ?? "" : "")
  }

  /// The start of a day in China, `plus` days later; nil for no day.
  private static func midnight(_ text: String, plus days: Int64) throws(Problem) -> Timestamp? {
    guard !text.isEmpty else { return nil }
    let day = Int64(try Day(parsing: text).number) + days
    return Timestamp(milliseconds: day * 86_400_000 - 8 * 3_600_000)
  }

  private static func token(_ text: String) throws(Problem) -> Int64? {
    guard !text.isEmpty else { return nil }
    guard let number = Int64(text) else {
      throw Problem(
        .invalidInput, "PAGE_TOKEN_INVALID", zh: "page_token 无效", en: "page_token is not valid",
        remedyZh: "请原样使用上一页返回的 next_page_token",
        remedyEn: "use next_page_token of the page before, unchanged")
    }
    return number
  }
}

extension Common.PersonAccess {
  init(_ record: AccessRecord) {
    self.init(
      accessId: UInt64(record.id), at: record.at.description, actor: record.actor,
      roles: record.roles, purpose: record.purpose, method: record.method, asked: record.asked,
      persons: record.persons)
  }
}
