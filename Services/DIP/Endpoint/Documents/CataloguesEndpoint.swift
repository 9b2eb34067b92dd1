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
    return try await database.write { transaction in
      try transaction.once(context, request, at: stored.importedAt) {
        let isNew = try CatalogueTable.insert(
          stored, files: request.files.map { ($0.name, $0.content) }, in: transaction)
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
      let found =
        request.hash.isEmpty
        ? try CatalogueTable.find(name: request.name, version: request.version, in: connection)
        : try CatalogueTable.find(hash: request.hash, in: connection)
      guard let found else {
        throw Problem(
          .notFound, "DIP_CATALOGUE_UNKNOWN", zh: "没有该目录。", en: "There is no such catalogue.",
          remedyZh: "请查询目录列表。", remedyEn: "List the catalogues.")
      }
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
