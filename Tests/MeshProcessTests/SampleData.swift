import DIPDomain
import Foundation
import Messages
import Quantities
import Tabular

/// The project's own sample region, and synthetic lists of its hospitals.
enum SampleData {
  static let region = "990100"
  static let year = "2025"
  static let employeePool: Int64 = 1_234_567_891
  static let residentPool: Int64 = 987_654_321

  static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct Unreadable: Error {
    let what: String
  }

  /// A file of the folder Deploy.
  static func file(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: "Deploy/\(path)")))
  }

  static func catalogueFiles() throws -> [Dip.CatalogueFile] {
    let folder = root.appending(path: "Deploy/catalogue/sample").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".csv") }
      .map { Dip.CatalogueFile(name: $0, content: try file("catalogue/sample/\($0)")) }
  }

  /// Settlement lists of the year as a CSV file; one in a hundred is defective.
  static func lists(_ count: Int, seed: UInt64) throws -> [UInt8] {
    let files = try catalogueFiles().map { CatalogueFile(name: $0.name, content: $0.content) }
    guard let catalogue = CatalogueReader.read(files).catalogue else {
      throw Unreadable(what: "catalogue")
    }
    let institutions = try SynthesisInstitution.read(
      registry: file("registry/demo/institutions.csv")
    ).filter { $0.area / 100 == 9901 }
    var synthesis = try CaseSynthesis(
      catalogue: catalogue, institutions: institutions, year: Year(2025), count: count, seed: seed)
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    while synthesis.write(rows: 4096, to: &writer) > 0 {}
    return writer.bytes
  }

  /// The first value of the column setl_id that is not empty.
  static func settlementID(in lists: [UInt8], after skipped: Int) throws -> String {
    let rows = String(decoding: lists, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let column = rows.first?.firstIndex(where: { $0.hasSuffix("setl_id") }),
      let found = rows.dropFirst(1 + skipped).first(where: {
        $0.count > column && !$0[column].isEmpty
      })
    else { throw Unreadable(what: "setl_id") }
    return String(found[column])
  }
}
