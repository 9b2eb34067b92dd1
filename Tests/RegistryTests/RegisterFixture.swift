import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Tabular

extension RegistryFixture {
  @discardableResult
  func importEntries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ bytes: [UInt8]
  ) throws -> ImportOutcome {
    var parser = TableParser(RegisterTable<Entry>.self)
    for start in stride(from: 0, to: bytes.count, by: 700) {
      try parser.append(Array(bytes[start..<min(start + 700, bytes.count)]))
    }
    try parser.finish()
    return try write { try $0.importEntries(parser.rows, outcome: parser.outcome) }
  }

  @discardableResult
  func importEntries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ text: String
  ) throws -> ImportOutcome {
    try importEntries(type, Array(text.utf8))
  }

  func exportEntries<Entry: RegisterEntry>(_ type: Entry.Type) throws -> String {
    var writer = TableWriter(RegisterTable<Entry>.self)
    try read {
      try $0.exportEntries(type, RegisterFilter(), on: day("2025-01-01")) { writer.write($0) }
    }
    return String(decoding: writer.takeBytes(), as: UTF8.self)
  }

  func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter = RegisterFilter(), on day: String
  ) throws -> [Entry] {
    try read { try $0.entries(type, filter, asOf: asOf(day)).map(\.fact) }
  }

  @discardableResult
  func put<Entry: RegisterEntry>(
    _ type: Entry.Type, _ values: [String: String], from: String, expected: Int64? = nil,
    overrides: [RuleOverride] = []
  ) throws -> RegisterChange<Entry> {
    try write {
      try $0.put(
        Entry(values: values, overrides: overrides), from: day(from), expected: expected)
    }
  }

  func check<Entry: RegisterEntry>(
    _ type: Entry.Type, in area: String? = nil, on day: String
  ) throws -> [RuleFinding] {
    try read {
      try $0.check(
        type, in: area.map { try areaCode($0) }, on: RegistryTests.day(day), rules: rules)
    }
  }

  /// What a write is refused for; nil when it is not.
  func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let problem as Problem { return problem.code } catch { return "\(error)" }
  }
}
