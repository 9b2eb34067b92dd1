import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store
import Tabular

/// Catalogues over the mesh.
struct CataloguesEndpoint: DipCatalogues {
  let database: Database
  let shelf: DocumentShelf
  let clock: @Sendable () -> Timestamp

  func importCatalogue(
    _ request: Dip.ImportCatalogueRequest, context: ServerContext
  ) async throws -> Dip.ImportCatalogueResponse {
    try CallerScope(context).requireBureau()
    let reading = CatalogueReader.read(
      request.files.map { CatalogueFile(name: $0.name, content: $0.content) })
    let warnings = reading.warnings.map { Common.RowIssue($0) }
    guard let catalogue = reading.catalogue else {
      return Dip.ImportCatalogueResponse(
        errors: reading.errors.map { Common.RowIssue($0) }, warnings: warnings)
    }
    let stored = StoredCatalogue(
      hash: catalogue.hash.description, name: catalogue.name, version: catalogue.version,
      groups: catalogue.groups.count, coreGroups: catalogue.coreGroupCount,
      compositeGroups: catalogue.compositeGroupCount, importedAt: clock())
    let compiled = CatalogueTable.CompiledForm(catalogue)
    return try await database.write { transaction in
      try transaction.once(context, request, at: stored.importedAt) {
        let isNew = try CatalogueTable.insert(
          stored, files: request.files.map { ($0.name, $0.content) }, compiled: compiled,
          in: transaction)
        let answer = Dip.Catalogue(
          isNew ? stored : try CatalogueTable.find(hash: stored.hash, in: transaction) ?? stored)
        if isNew {
          try database.outbox.append(
            kind: "dip.catalogue.imported", subject: stored.hash, answer, at: stored.importedAt,
            in: transaction)
        }
        return Dip.ImportCatalogueResponse(
          catalogue: answer, unchanged: !isNew, warnings: warnings)
      }
    }
  }

  func checkCatalogue(
    _ request: Dip.CheckCatalogueRequest, context: ServerContext
  ) async throws -> Dip.CheckCatalogueResponse {
    let reading = CatalogueReader.read(
      request.files.map { CatalogueFile(name: $0.name, content: $0.content) })
    return Dip.CheckCatalogueResponse(reading)
  }

  func compareCatalogues(
    _ request: Dip.CompareCataloguesRequest, context: ServerContext
  ) async throws -> Dip.CompareCataloguesResponse {
    let (before, after) = try await database.read { connection in
      (
        try stored(request.before ?? Dip.CatalogueVersion(), in: connection),
        try stored(request.after ?? Dip.CatalogueVersion(), in: connection)
      )
    }
    let changes = CatalogueComparison(before.catalogue, after.catalogue).changes
    let limit = request.limit == 0 ? Self.maximumChanges : Int(request.limit)
    return Dip.CompareCataloguesResponse(
      before: Dip.Catalogue(before.stored), after: Dip.Catalogue(after.stored),
      changes: changes.prefix(min(limit, Self.maximumChanges)).map { Dip.CatalogueChange($0) },
      total: UInt32(changes.count))
  }

  /// A few megabytes of sentences; more than that nobody reads.
  private static let maximumChanges = 10_000

  private func stored(
    _ version: Dip.CatalogueVersion, in connection: Connection
  ) throws -> (stored: StoredCatalogue, catalogue: Catalogue) {
    let found = try Self.find(
      hash: version.hash, name: version.name, version: version.version, in: connection)
    return (found, try shelf.catalogue(hash: found.hash, in: connection))
  }

  private static func find(
    hash: String, name: String, version: String, in connection: Connection
  ) throws -> StoredCatalogue {
    let found =
      hash.isEmpty
      ? try CatalogueTable.find(name: name, version: version, in: connection)
      : try CatalogueTable.find(hash: hash, in: connection)
    guard let found else {
      throw Problem(
        .notFound, "DIP_CATALOGUE_UNKNOWN", zh: "没有该目录。", en: "There is no such catalogue.",
        remedyZh: "请查询目录列表。", remedyEn: "List the catalogues.")
    }
    return found
  }

  func listCatalogues(
    _ request: Dip.ListCataloguesRequest, context: ServerContext
  ) async throws -> Dip.ListCataloguesResponse {
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let before = try page.before()
    let found = try await database.read {
      try CatalogueTable.page(before: before, limit: page.limit, in: $0)
    }
    let (rows, next) = page.cut(found) { String($0.number) }
    return Dip.ListCataloguesResponse(
      catalogues: rows.map { Dip.Catalogue($0.catalogue) }, nextPageToken: next)
  }

  func getCatalogue(
    _ request: Dip.GetCatalogueRequest, context: ServerContext
  ) async throws -> Dip.GetCatalogueResponse {
    try await database.read { connection in
      let found = try Self.find(
        hash: request.hash, name: request.name, version: request.version, in: connection)
      let files =
        request.withFiles ? try CatalogueTable.files(hash: found.hash, in: connection) : []
      return Dip.GetCatalogueResponse(
        catalogue: Dip.Catalogue(found),
        files: files.map { Dip.CatalogueFile(name: $0.name, content: $0.content) })
    }
  }
}

extension Dip.Catalogue {
  init(_ stored: StoredCatalogue) {
    self.init(
      name: stored.name, version: stored.version, hash: stored.hash,
      groups: UInt32(stored.groups), coreGroups: UInt32(stored.coreGroups),
      compositeGroups: UInt32(stored.compositeGroups), importedAt: stored.importedAt.description)
  }
}

extension Common.RowIssue {
  /// A finding of a catalogue: the column tells the file too.
  init(_ finding: CatalogueFinding) {
    self.init(finding.issue)
    column = finding.issue.column.isEmpty ? finding.file : "\(finding.file):\(finding.issue.column)"
  }
}

extension Dip.CheckCatalogueResponse {
  /// A reading for programs.
  init(_ reading: CatalogueReading) {
    self.init(
      acceptable: reading.catalogue != nil,
      findings: reading.findings.map { Dip.CatalogueFinding($0) },
      catalogue: reading.catalogue.map { catalogue in
        Dip.Catalogue(
          name: catalogue.name, version: catalogue.version, hash: catalogue.hash.description,
          groups: UInt32(catalogue.groups.count), coreGroups: UInt32(catalogue.coreGroupCount),
          compositeGroups: UInt32(catalogue.compositeGroupCount))
      })
  }
}

extension Dip.CatalogueFinding {
  init(_ finding: CatalogueFinding) {
    let issue = finding.issue
    self.init(
      error: finding.severity == .error, file: finding.file, row: UInt32(clamping: issue.row),
      column: issue.column, value: issue.value, code: issue.code,
      message: Common.Bilingual(issue.message), remedy: Common.Bilingual(issue.remedy))
  }
}

extension Dip.CatalogueChange {
  init(_ change: CatalogueChange) {
    let kind: Kind =
      switch change.kind {
      case .added: .added
      case .removed: .removed
      case .changed: .changed
      }
    self.init(
      kind: kind, table: change.table.rawValue, code: change.code, field: change.field,
      before: change.before, after: change.after, sentence: Common.Bilingual(change.sentence))
  }
}
