import Foundation
import Privacy
import Quantities
import Store
import Testing

/// A database with the privacy tables alone, in a folder that goes with the value.
final class PrivateStore: Sendable {
  let folder: String
  let database: Database

  init() throws {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-privacy-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw NotMade() }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    database = try Database.open(
      path: folder + "/private.sqlite",
      migrations: [Migration(1, "privacy", PrivacySchema.statements)])
  }

  deinit {
    try? database.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Every byte of the database and its journal.
  func bytes() throws -> [UInt8] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().flatMap { name in
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
  }

  struct NotMade: Error {}
}

extension [UInt8] {
  func holds(_ text: String) -> Bool {
    Data(self).range(of: Data(text.utf8)) != nil
  }
}

/// Numbers that no person has: their area does not exist.
func sampleNumber(_ number: Int, born: String = "19700101") throws -> ResidentIdentityNumber {
  let sequence = String(number % 1000)
  return try ResidentIdentityNumber(
    completing: "\(990_000 + number / 1000)\(born)"
      + String(repeating: "0", count: 3 - sequence.count) + sequence)
}

/// Expects a problem with this code.
func refused(
  _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("\(code) was expected", sourceLocation: sourceLocation)
  } catch {
    #expect((error as? Problem)?.code == code, sourceLocation: sourceLocation)
  }
}
