import Store

/// A list read page by page in the order of one unique text key: the condition `key > after` makes
/// every page as cheap as the first, and rows that come or go between pages shift nothing.
struct ListQuery {
  private let select: String
  private let key: String
  private let descending: Bool
  private var conditions: [String] = []
  private var arguments: [any SQLConvertible] = []

  init(_ select: String, key: String, after: String, descending: Bool = false) {
    self.select = select
    self.key = key
    self.descending = descending
    if !after.isEmpty { add("\(key) \(descending ? "<" : ">") ?", [after]) }
  }

  /// Adds a condition with a `?` for each argument.
  mutating func add(_ condition: String, _ values: [any SQLConvertible]) {
    var text = ""
    var number = arguments.count
    for character in condition {
      if character == "?" {
        number += 1
        text += "$\(number)"
      } else {
        text.append(character)
      }
    }
    precondition(number == arguments.count + values.count, "one ? for each argument")
    conditions.append("(\(text))")
    arguments += values
  }

  /// One row more than the limit, when there is one.
  func rows(limit: Int, in connection: Connection) throws -> [Row] {
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let order = " ORDER BY \(key)\(descending ? " DESC" : "") LIMIT $\(arguments.count + 1)"
    return try connection.query(select + filter + order, arguments + [limit + 1])
  }
}
