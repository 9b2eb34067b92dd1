import Contract
import DIPDomain
import DIPStorage
import Messages
import Quantities
import Store
import Testing

@testable import DIPEndpoint

@Suite("Stored compiled catalogues")
struct CompiledCatalogueStorageTests {
  @Test("A catalogue loads from its compiled form, and from its files when that is lost or damaged")
  func fallback() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    let files = try ServiceUnderTest.catalogueFiles()
    let imported = try await service.catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: files))
    let hash = try #require(imported.catalogue?.hash)
    let database = service.temporary.database
    func compiled() async throws -> [UInt8]? {
      try await database.read {
        try CatalogueTable.compiled(hash: hash, format: CompiledCatalogue.format, in: $0)
      }
    }
    func load() async throws -> Catalogue {
      try await database.read { try DocumentShelf().catalogue(hash: hash, in: $0) }
    }
    let bytes = try #require(try await compiled())
    let catalogue = try await load()
    #expect(catalogue.hash.description == hash)
    // Without the files the compiled form alone has to do.
    for statement in [
      "UPDATE catalogue_index SET content = $1", "UPDATE catalogue_index SET format = format - 1",
      "DELETE FROM catalogue_index",
    ] {
      var damaged = bytes
      damaged[damaged.count / 2] ^= 1
      let content = damaged
      try await database.write {
        try $0.execute(statement, statement.contains("$1") ? [content] : [])
      }
      #expect(try await load() == catalogue)
    }
    try await DocumentShelf.compileMissing(in: database)
    #expect(try await compiled() == bytes)
    try await database.write { try $0.execute("DELETE FROM catalogue_file") }
    #expect(try await load() == catalogue)
  }
}
