import DIPDomain
import DIPStorage
import Foundation
import Glibc
import Store

/// A DIP database in a folder of its own, removed with the value.
final class TemporaryDatabase: Sendable {
  let folder: String
  let database: Database

  init(options: Database.Options = Database.Options()) throws {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-dip-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryFolderFailed(reason: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    database = try Database.open(
      path: folder + "/dip.sqlite", migrations: DIPMigrations.all, options: options)
  }

  deinit {
    // Closing waits for readers, and these wait for the few threads that tests run on.
    DispatchQueue.global().async { [database, folder] in
      try? database.close()
      for suffix in ["", "-wal", "-shm", ".lock"] { unlink(folder + "/dip.sqlite" + suffix) }
      rmdir(folder)
    }
  }
}

struct TemporaryFolderFailed: Error {
  let reason: Int32
}

extension TemporaryDatabase {
  /// One of the stored lists, in no particular order.
  func list(at index: Int) async throws -> Case {
    try await database.read {
      try SettlementListTable.load(
        SettlementListTable.Selection(region: nil, from: nil, through: nil, revision: .max), in: $0
      ).lists[index]
    }
  }
}
