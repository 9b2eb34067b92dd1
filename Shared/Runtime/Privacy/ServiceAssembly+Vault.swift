import Glibc
import Logging
public import Privacy
import Quantities
public import Store

extension ServiceAssembly {
  /// The vault of a service's identity numbers, over a database with `PrivacySchema.statements`.
  ///
  /// The keys are in the file `data_keys` of the configuration, by default `data.keys` in the data
  /// folder. The default file is made on the first start, when nothing is sealed yet; a file that
  /// the configuration names must be there. Rows under an older key, or from before the vault, are
  /// sealed anew while the service runs.
  ///
  /// - Throws: `PRIVACY_KEY_FILE`, `PRIVACY_KEY_MISSING`, `PRIVACY_KEY_WRONG`.
  public mutating func identityVault(
    scope: String, database: Database, former: FormerLookup? = nil
  ) throws -> IdentityVault {
    let keys = try dataKeys(of: database)
    let vault = IdentityVault(scope: scope, keys: keys, former: former)
    try database.writeSync { try vault.check(in: $0) }
    background("identity numbers under the active key") { [logger] in
      try await IdentityReseal(vault: vault, database: database, logger: logger).run()
    }
    return vault
  }

  private func dataKeys(of database: Database) throws -> DataKeyRing {
    if let path = configuration.dataKeys { return try DataKeyRing(contentsOf: path) }
    let path = "\(try dataFolder())/data.keys"
    // A database that knows keys and has lost their file must not begin with new ones.
    let fresh = try database.readSync { try !$0.exists("SELECT key_id FROM data_key LIMIT 1") }
    if fresh, access(path, F_OK) != 0 { try DataKeyRing.random().create(path) }
    return try DataKeyRing(contentsOf: path)
  }
}

/// Seals every number under the active key, in small steps beside the service's other writes.
struct IdentityReseal: Sendable {
  let vault: IdentityVault
  let database: Database
  let logger: Logger

  /// Rows of a step, so that other writes wait some ten milliseconds at most.
  private static let rows = 200

  func run() async throws {
    var owner = ""
    var resealed = 0
    var refused = 0
    while !Task.isCancelled {
      let step = try await database.write { [owner] in
        try vault.reseal(after: owner, limit: Self.rows, in: $0)
      }
      resealed += step.resealed
      refused += step.refused.count
      guard let next = step.next else { break }
      owner = next
      await Task.yield()
    }
    if resealed > 0 {
      logger.notice(
        "identity numbers sealed under the active key", metadata: ["rows": "\(resealed)"])
    }
    if refused > 0 {
      logger.error(
        "identity numbers that do not open stay as they are; import these persons again",
        metadata: ["rows": "\(refused)", "scope": "\(vault.scope)"])
    }
  }
}
