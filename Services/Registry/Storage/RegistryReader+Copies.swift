import Quantities
import RegistryDomain
import Store

/// Facts of one part of the registry that copies may read.
public enum CopiedPart: Sendable {
  case areas, institutions, consortia, memberships
  case register(any RegisterEntry.Type)

  /// - Throws: `REGISTRY_REGISTER_UNKNOWN`.
  public init(named name: String) throws(Problem) {
    switch name {
    case "area": self = .areas
    case "institution": self = .institutions
    case "consortium": self = .consortia
    case "membership": self = .memberships
    default: self = .register(try RegisterCatalogue.register(named: name))
    }
  }
}

extension RegistryReader {
  /// Where a page of all facts ended: the values of the key.
  public typealias CopyPosition = [SQLValue]

  public func areas(_ page: CopyPage) throws -> CopiedFacts<Area> {
    try copied(AreaRows.self, page)
  }

  public func institutions(_ page: CopyPage) throws -> CopiedFacts<Institution> {
    try copied(InstitutionRows.self, page)
  }

  public func consortia(_ page: CopyPage) throws -> CopiedFacts<Consortium> {
    try copied(ConsortiumRows.self, page)
  }

  /// Members of consortia; the owners of a page are consortia.
  public func memberships(_ page: CopyPage) throws -> CopiedFacts<Membership> {
    try copied(MembershipRows.self, page)
  }

  public func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ page: CopyPage
  ) throws -> CopiedFacts<Entry> {
    guard case .owners(let owners) = page else { return try copied(RegisterRows<Entry>.self, page) }
    let keys = Entry.register.keyFields.count
    var versions: [Version<Entry>] = []
    for owner in owners {
      let parts = owner.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == keys else { continue }
      versions += try RegisterRows<Entry>.current(RegisterKey(parts), in: connection)
    }
    return CopiedFacts(versions: versions, next: nil)
  }

  private func copied<Rows: FactTable>(
    _ rows: Rows.Type, _ page: CopyPage
  ) throws -> CopiedFacts<Rows.Fact> {
    let keys = Rows.keyColumns.map { "\(Rows.name).\($0)" }
    let order = (keys + ["\(Rows.name).valid_from"]).joined(separator: ", ")
    var condition = Condition()
    switch page {
    case .owners(let owners):
      condition.add("\(Rows.name).superseded IS NULL")
      condition.add(keys[0], in: owners)
      guard !owners.isEmpty else { return CopiedFacts(versions: [], next: nil) }
      return CopiedFacts(
        versions: try Rows.versions(where: condition, order: order, in: connection), next: nil)
    case .all(let recorded, let after, let limit):
      condition.add(Rows.name, knownAt: recorded)
      if let after { condition.add(keys, after: after) }
      let found = try Rows.versions(
        where: condition, order: order, limit: limit, in: connection)
      guard found.count == limit, let last = found.last?.fact.key else {
        return CopiedFacts(versions: found, next: nil)
      }
      let whole = found.filter { $0.fact.key != last }
      guard let end = whole.last?.fact.key else {
        // A key with more versions than a page holds comes whole, or the pages would never end.
        return try copied(rows, .all(recorded: recorded, after: after, limit: limit * 2))
      }
      return CopiedFacts(versions: whole, next: Rows.key(end).map(\.sqlValue))
    }
  }
}

/// Which facts of a part are read for a copy.
public enum CopyPage: Sendable {
  /// What is known now of the facts of some codes.
  case owners([String])
  /// What was known right after a change, in order of the keys, after the key that the page before
  /// ended with. A page ends with a whole key.
  case all(recorded: Int64, after: RegistryReader.CopyPosition?, limit: Int)
}

/// Versions by key and first day, and where the next page begins; nil at the end.
public struct CopiedFacts<Fact: RegistryFact>: Sendable {
  public let versions: [Version<Fact>]
  public let next: RegistryReader.CopyPosition?
}

extension Condition {
  /// Rows after these values of the columns, in the order of the columns.
  fileprivate mutating func add(_ columns: [String], after values: [SQLValue]) {
    var parts: [String] = []
    var arguments: [any SQLConvertible] = []
    for (index, column) in columns.enumerated() {
      let equal = columns[..<index].map { "\($0) = ? AND " }.joined()
      parts.append("(\(equal)\(column) > ?)")
      arguments += values[...index].map { $0 as any SQLConvertible }
    }
    add("(\(parts.joined(separator: " OR ")))", arguments)
  }
}
