import Foundation

/// Any JSON, read by Foundation and not by the product's own reader.
enum JSONValue: Sendable, Hashable, Decodable {
  case null
  case bool(Bool)
  case integer(Int64)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(parsing bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// A member of an object; null when there is none.
  subscript(name: String) -> JSONValue {
    guard case .object(let members) = self else { return .null }
    return members[name] ?? .null
  }

  var items: [JSONValue] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var text: String {
    guard case .text(let text) = self else { return "" }
    return text
  }

  var isTrue: Bool { self == .bool(true) }

  /// Numbers of 64 bits are texts in the JSON of protobuf. Nil when it is no whole number.
  var number: Int64? {
    switch self {
    case .integer(let number): number
    case .text(let text): Int64(text)
    default: nil
    }
  }
}
