import Foundation
import Quantities

/// One entry of the shared file of vectors, as it stands there.
struct SharedVector: Decodable, Sendable, CustomStringConvertible {
  var id: String
  var input: [String: Value]
  var expected: [String: Value]

  indirect enum Value: Decodable, Sendable {
    /// Numbers stay the text that they are written as.
    case text(String)
    case list([Value])
    case table([String: Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        self = .text("\(flag)")
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let number = try? container.decode(Foundation.Decimal.self) {
        self = .text("\(number)")
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else {
        self = .table(try container.decode([String: Value].self))
      }
    }

    var texts: [String] {
      switch self {
      case .text(let text): [text]
      case .list(let values): values.flatMap(\.texts)
      case .table(let values): values.sorted { $0.key < $1.key }.flatMap(\.value.texts)
      }
    }
  }

  static let all: [SharedVector]? = SharedData.text("vectors/dip.json").flatMap {
    try? JSONDecoder().decode([SharedVector].self, from: Data($0.utf8))
  }

  var description: String { id }

  struct Missing: Error { var key: String }

  /// A text or number of the input.
  func text(_ key: String) throws -> String {
    guard case .text(let text)? = input[key] else { throw Missing(key: "\(id).\(key)") }
    return text
  }

  func decimal(_ key: String) throws -> Quantities.Decimal {
    try Quantities.Decimal(parsing: text(key))
  }

  func integer(_ key: String) throws -> Int {
    guard let number = Int(try text(key)) else { throw Missing(key: "\(id).\(key)") }
    return number
  }

  func integers(_ key: String) throws -> [Int] {
    guard let value = input[key] else { throw Missing(key: "\(id).\(key)") }
    return value.texts.compactMap { Int($0) }
  }

  /// What is expected, by key; keys of an inner table behind a point.
  var expectations: [String: String] {
    var found: [String: String] = [:]
    for (key, value) in expected {
      if case .table(let inner) = value {
        for (name, value) in inner { found["\(key).\(name)"] = value.texts.first }
      } else {
        found[key] = value.texts.first
      }
    }
    return found
  }
}
