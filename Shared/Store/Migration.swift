import Quantities

/// One numbered step of a database's tables. Once released it is never edited: every database
/// remembers the digest of each step it has taken, and an edited one is refused.
///
/// Statements are written in the subset that SQLite and PostgreSQL share: column types `BIGINT`,
/// `TEXT` and `BYTEA`; named `CHECK`, `UNIQUE INDEX` and foreign keys; one statement per string,
/// without a closing semicolon. A table without an order of its own may say `WITHOUT ROWID` to be
/// stored by its primary key; an engine without that hint drops it.
public struct Migration: Sendable, Hashable {
  /// Whose steps these are; the store's own helpers have a series of their own.
  enum Series: String, Sendable {
    case store
    case service
  }

  let series: Series
  /// 1, 2, 3 … without gaps within the service.
  public let number: Int
  public let name: String
  public let statements: [String]

  public init(_ number: Int, _ name: String, _ statements: [String]) {
    self.init(.service, number, name, statements)
  }

  init(_ series: Series, _ number: Int, _ name: String, _ statements: [String]) {
    self.series = series
    self.number = number
    self.name = name
    self.statements = statements
  }

  /// SHA-256 over number, name and statements, each with its length.
  var digest: SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(Int64(number))
    for part in [name] + statements {
      hasher.update(Int64(part.utf8.count))
      hasher.update(part)
    }
    return hasher.finish()
  }
}
