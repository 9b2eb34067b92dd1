import DIPDomain
import DIPStorage
import Quantities
import Store
import Tabular

/// Policies and catalogues read from the database, kept parsed: both are immutable, so that a hash
/// stands for the same value for ever.
final class DocumentShelf: Sendable {
  /// Kept at most; a region works with one or two of each at a time.
  private static let capacity = 8

  private struct Kept {
    var policies: [String: Policy] = [:]
    var catalogues: [String: Catalogue] = [:]
    var codes: (revision: [Int64], tables: CodeTables)?
  }

  private let kept = Guarded(Kept())

  /// The policy of a stored document.
  func policy(_ stored: StoredPolicy) throws -> Policy {
    if let policy = kept.withLock({ $0.policies[stored.hash] }) { return policy }
    let policy: Policy
    do throws(PolicyRefusal) {
      policy = try Policy.read(yaml: String(decoding: stored.yaml, as: UTF8.self)).policy
    } catch {
      // Accepted once, so the rules have become stricter since.
      throw error.problem
    }
    kept.withLock { kept in
      if kept.policies.count >= Self.capacity { kept.policies.removeAll() }
      kept.policies[stored.hash] = policy
    }
    return policy
  }

  /// The catalogue of a hash.
  func catalogue(hash: String, in connection: Connection) throws -> Catalogue {
    if let catalogue = kept.withLock({ $0.catalogues[hash] }) { return catalogue }
    let catalogue =
      try Self.compiled(hash: hash, in: connection)
      ?? Self.read(hash: hash, in: connection)
    kept.withLock { kept in
      if kept.catalogues.count >= Self.capacity { kept.catalogues.removeAll() }
      kept.catalogues[hash] = catalogue
    }
    return catalogue
  }

  /// The catalogue from its compiled form; nil when there is none that can be used.
  private static func compiled(hash: String, in connection: Connection) throws -> Catalogue? {
    let stored = try CatalogueTable.compiled(
      hash: hash, format: CompiledCatalogue.format, in: connection)
    return stored.flatMap { try? CompiledCatalogue.decode($0, hash: hash) }
  }

  /// The catalogue from its files.
  private static func read(hash: String, in connection: Connection) throws -> Catalogue {
    let files = try CatalogueTable.files(hash: hash, in: connection)
    let reading = CatalogueReader.read(
      files.map { CatalogueFile(name: $0.name, content: $0.content) })
    guard let catalogue = reading.catalogue else {
      throw Problem(
        .dataLoss, "DIP_STORED_CATALOGUE_UNREADABLE", zh: "已导入的目录无法读取：\(hash)",
        en: "an imported catalogue cannot be read: \(hash)",
        remedyZh: "请重新导入该目录，或从备份恢复", remedyEn: "import the catalogue again, or restore a backup",
        details: reading.errors.prefix(5).map { Problem.Detail($0.file, $0.issue.description) })
    }
    return catalogue
  }

  /// Compiles the catalogues that an earlier version of the program imported, or that lost their
  /// compiled form. A catalogue that cannot be read is left to whoever asks for it.
  static func compileMissing(in database: Database) async throws {
    let missing = try await database.read {
      try CatalogueTable.uncompiled(format: CompiledCatalogue.format, in: $0)
    }
    for hash in missing {
      guard let catalogue = try? await database.read({ try read(hash: hash, in: $0) }) else {
        continue
      }
      try await database.write {
        try CatalogueTable.put(CatalogueTable.CompiledForm(catalogue), of: hash, in: $0)
      }
    }
  }

  /// The code tables in force: those of the catalogues that the policies of the regions and years
  /// name. A policy whose catalogue is not there or cannot be read has none.
  func codeTables(in connection: Connection) throws -> CodeTables {
    let revision = [
      try PolicyTable.revision(in: connection), try CatalogueTable.revision(in: connection),
    ]
    if let codes = kept.withLock({ $0.codes }), codes.revision == revision { return codes.tables }
    let tables = CodeTables(
      try PolicyTable.newestOfAll(in: connection).compactMap { stored in
        guard let policy = try? self.policy(stored) else { return nil }
        let catalogue = try? self.catalogue(
          hash: Self.stored(policy.catalogue, in: connection).hash, in: connection)
        return (policy.region, policy.year, catalogue?.acceptedCodes(policy.codes))
      })
    kept.withLock { $0.codes = (revision, tables) }
    return tables
  }

  /// The stored catalogue that a policy names.
  static func stored(
    _ reference: CatalogueReference, in connection: Connection
  ) throws -> StoredCatalogue {
    let found = try CatalogueTable.find(
      name: reference.name, version: reference.version ?? "", in: connection)
    guard let found else {
      throw Problem(
        .failedPrecondition, "DIP_CATALOGUE_MISSING",
        zh: "政策使用的目录 \(reference.name) \(reference.version ?? "") 尚未导入。",
        en: "The policy's catalogue \(reference.name) \(reference.version ?? "") is not imported.",
        remedyZh: "请先导入该目录。", remedyEn: "Import the catalogue first.",
        details: [Problem.Detail("catalogue", reference.name)])
    }
    return found
  }

  /// The policy of a name and version, or the newest one of a region and year.
  static func stored(
    name: String, version: Int, region: AreaCode, year: Year, in connection: Connection
  ) throws -> StoredPolicy {
    let found =
      name.isEmpty
      ? try PolicyTable.newest(
        region: region.description, year: Int(year.number), in: connection)
      : try PolicyTable.find(name: name, version: version, in: connection)
    guard let found else {
      let wanted =
        name.isEmpty ? "\(region) \(year)" : version == 0 ? name : "\(name) v\(version)"
      throw Problem(
        .failedPrecondition, "DIP_POLICY_MISSING", zh: "没有政策 \(wanted)。",
        en: "There is no policy \(wanted).",
        remedyZh: "请核对统筹区、年度与名称（healthmesh policy list），或先用 healthmesh policy put 提交。",
        remedyEn: """
          Check region, year and name with `healthmesh policy list`, or put it first with \
          `healthmesh policy put`.
          """)
    }
    return found
  }
}

extension CatalogueTable.CompiledForm {
  init(_ catalogue: Catalogue) {
    self.init(
      format: CompiledCatalogue.format, content: CompiledCatalogue.encode(catalogue))
  }
}
