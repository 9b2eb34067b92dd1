import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Tabular
import Testing

@Suite("Code tables in the service")
struct CodeTableTests {
  /// The sample catalogue with lists of these codes, as a later version of it.
  private static func catalogue(
    diagnoses: Set<String>, procedures: Set<String>
  ) throws -> Dip.ImportCatalogueRequest {
    var files = try ServiceUnderTest.catalogueFiles()
    let manifest = try #require(files.firstIndex { $0.name == CatalogueManifest.fileName })
    let text = String(decoding: files[manifest].content, as: UTF8.self)
      .replacing("version,2025.1", with: "version,2025.2")
    files[manifest].content = Array(
      (text
        + "file:diagnosis_codes,diagnosis_codes.csv\nfile:procedure_codes,procedure_codes.csv\n")
        .utf8)
    for (name, codes) in [("diagnosis", diagnoses), ("procedure", procedures)] {
      let rows = codes.sorted().map { "\($0)\n" }.joined()
      files.append(
        Dip.CatalogueFile(name: "\(name)_codes.csv", content: Array("code\n\(rows)".utf8)))
    }
    return Dip.ImportCatalogueRequest(files: files)
  }

  private static func cases(_ file: [UInt8]) throws -> [Case] {
    let reader = CSVReader(MemorySource(file))
    let header = try #require(try reader.next())
    let parser = try CaseParser(header: header)
    var columns = CaseColumns()
    while let record = try reader.next() { #expect(parser.parse(record, into: &columns) == []) }
    return (0..<columns.count).map { columns[$0] }
  }

  @Test("Rows with codes that the region's code table does not know are quarantined")
  func unknownCodes() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let file = try ServiceUnderTest.lists(400, seed: 11, defectsPerMille: 0)
    let cases = try Self.cases(file)
    let diagnosis = try #require(cases[0].diagnoses.last).description
    let procedure = try #require(cases.lazy.flatMap(\.procedures).first).description
    let diagnoses = Set(cases.flatMap(\.diagnoses).map(\.description)).subtracting([diagnosis])
    let procedures = Set(cases.flatMap(\.procedures).map(\.description)).subtracting([procedure])
    let refused = cases.filter { list in
      list.diagnoses.contains { $0.description == diagnosis }
        || list.procedures.contains { $0.description == procedure }
    }

    let unchecked = try #require(try await service.upload(file))
    #expect(unchecked.rowsInserted == 400)
    let notice = try #require(unchecked.notices.first)
    #expect(notice.zh.contains("400") && notice.en.contains("400"))

    let imported = try await service.catalogues.importCatalogue(
      Self.catalogue(diagnoses: diagnoses, procedures: procedures))
    #expect(imported.errors.isEmpty && !imported.unchanged)
    let checked = try #require(try await service.upload(file))
    #expect(checked.notices.isEmpty)
    #expect(checked.rowsQuarantined == UInt64(refused.count))
    #expect(checked.rowsUnchanged == 400 - UInt64(refused.count))
    #expect(
      Set(checked.issues.map(\.code)).isSubset(of: [
        "CASE_DIAGNOSIS_CODE_UNKNOWN", "CASE_PROCEDURE_CODE_UNKNOWN",
      ]))
    #expect(Set(checked.issues.map(\.value)).isSubset(of: [diagnosis, procedure]))
    #expect(checked.issues.allSatisfy { $0.remedy?.zh.isEmpty == false && $0.line >= 2 })

    let known = try await service.cases.getCase(Dip.GetCaseRequest(setlId: refused[0].id))
    let error = await #expect(throws: RPCError.self) {
      try await service.settlement.estimate(
        Dip.EstimateRequest(list: known.versions.first?.list))
    }
    #expect(error?.reason == "DIP_ESTIMATE_LIST_INVALID")
  }

  @Test("Lists of regions and years without a code table pass, and the report says how many")
  func elsewhere() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.catalogues.importCatalogue(
      Self.catalogue(diagnoses: ["A09.900"], procedures: ["45.2300"]))
    var lists = try Self.cases(ServiceUnderTest.lists(3, seed: 12, defectsPerMille: 0))
    for index in lists.indices { lists[index].area = 341_602 }
    var writer = CSVWriter()
    CaseWriter.writeHeader(to: &writer)
    for list in lists { CaseWriter.write(list, to: &writer) }
    let report = try #require(try await service.upload(writer.bytes))
    #expect(report.rowsInserted == 3)
    #expect(report.notices.count == 1)
  }
}
