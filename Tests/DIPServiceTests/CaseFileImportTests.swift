import DIPDomain
import DIPStorage
import Quantities
import Store
import Tabular
import Testing

@Suite("Import of settlement lists")
struct CaseFileImportTests {
  /// Small, so that small files have many batches.
  static let rowsPerBatch = 250
  static let time = Timestamp(milliseconds: 1_750_000_000_000)

  /// Uploads a file in chunks, to its end or until `stop` bytes were sent, as a killed process would.
  @discardableResult
  static func upload(
    _ file: [UInt8], to database: Database, chunk: Int = 65_536, stop: Int = .max,
    announced: SHA256Digest? = nil
  ) async throws -> CaseImport {
    let importer = try await CaseFileImport.begin(
      CaseFileImport.Announcement(
        fileName: "lists.csv", sha256: announced ?? SHA256Digest(of: file),
        totalBytes: Int64(file.count), caller: "bureau", idempotencyKey: ""),
      in: database, rowsPerBatch: rowsPerBatch, clock: { time })
    while importer.resumeOffset < file.count {
      let start = Int(importer.resumeOffset)
      guard start < stop else { return importer.session }
      let end = min(start + chunk, file.count)
      try await importer.receive(Array(file[start..<end]), at: Int64(start))
    }
    return try await importer.finish()
  }

  /// What the lists and their history are, without import numbers and times.
  static func content(_ database: Database) throws -> SHA256Digest {
    try database.readSync { connection in
      var hasher = SHA256Hasher()
      for table in ["settlement_list", "settlement_list_history"] {
        try connection.forEach(
          "SELECT digest FROM \(table) ORDER BY setl_id, list_version"
        ) { try $0.withBytes(0) { hasher.update($0) } }
        hasher.update(-1)
      }
      return hasher.finish()
    }
  }

  static func settlementInput(_ database: Database) throws -> SHA256Digest {
    try database.readSync { connection in
      let year = try Year(2025)
      let selection = try SettlementListTable.Selection(
        region: AreaCode(parsing: "152200"), from: year.firstDay, through: year.lastDay,
        revision: SettlementListTable.currentRevision(in: connection))
      return try SettlementListTable.load(selection, in: connection).digest
    }
  }

  @Test("Rows are counted once, and the second import of a file changes nothing")
  func twice() async throws {
    let temporary = try TemporaryDatabase()
    let file = CaseTable(rows: 2_000, seed: 1).utf8
    let first = try await Self.upload(file, to: temporary.database)
    #expect(first.counts == ImportCounts(inserted: 2_000, codesUnchecked: 2_000))
    #expect(first.state == .done)
    let before = try Self.content(temporary.database)
    let second = try await Self.upload(file, to: temporary.database)
    #expect(second.counts == ImportCounts(unchanged: 2_000, codesUnchecked: 2_000))
    #expect(second.importID != first.importID)
    #expect(try Self.content(temporary.database) == before)
  }

  @Test(
    "An upload cut anywhere goes on where it stopped", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func resumed(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    var table = CaseTable(rows: 1_900, seed: 7)
    table.header = CaseTable.chineseHeader
    table.rows[900] = CaseTable.row(table.rows[900], replacing: 15, by: "\"1\n2\"")
    let file = seed % 2 == 0 ? table.utf8 : try table.gb18030()
    let whole = try TemporaryDatabase()
    let expected = try await Self.upload(file, to: whole.database)

    let cut = try TemporaryDatabase()
    var session: CaseImport?
    for _ in 0..<3 {
      let stop = Int(random.integer(in: 1...Int64(file.count)))
      session = try await Self.upload(
        file, to: cut.database, chunk: Int(random.integer(in: 1_000...100_000)), stop: stop)
    }
    session = try await Self.upload(file, to: cut.database)
    #expect(session?.counts == expected.counts, "seed \(seed)")
    #expect(expected.counts == ImportCounts(inserted: 1_899, quarantined: 1, codesUnchecked: 1_899))
    #expect(try Self.content(cut.database) == Self.content(whole.database), "seed \(seed)")
    #expect(try Self.quarantine(cut.database) == Self.quarantine(whole.database), "seed \(seed)")
  }

  static func quarantine(_ database: Database) throws -> [String] {
    try database.readSync { connection in
      try connection.query(
        "SELECT row_number, column_name, value, code FROM quarantined_row ORDER BY row_number, item"
      ).map { "\(try $0.int64(0)) \(try $0.text(1)) \(try $0.text(2)) \(try $0.text(3))" }
    }
  }

  @Test("GB18030 and UTF-8 give the same lists")
  func encodings() async throws {
    var table = CaseTable(rows: 2_000, seed: 3)
    table.header = CaseTable.chineseHeader
    let (a, b, c) = (
      try TemporaryDatabase(), try TemporaryDatabase(), try TemporaryDatabase()
    )
    try await Self.upload(table.utf8, to: a.database)
    try await Self.upload(try table.gb18030(), to: b.database)
    try await Self.upload([0xEF, 0xBB, 0xBF] + table.utf8, to: c.database)
    #expect(try Self.content(a.database) == Self.content(b.database))
    #expect(try Self.content(a.database) == Self.content(c.database))
  }

  @Test("The order of rows has no influence on what a settlement reads")
  func permuted() async throws {
    var table = CaseTable(rows: 1_000, seed: 4)
    var random = SeededRandom(seed: 44)
    for index in 0..<500 { table.rows.append(CaseTable.row(index, version: 2, &random)) }
    for index in 0..<50 { table.rows.append(CaseTable.row(index, version: 3, &random)) }
    let (a, b) = (try TemporaryDatabase(), try TemporaryDatabase())
    let first = try await Self.upload(table.utf8, to: a.database)
    table.rows.shuffle(using: &random)
    let second = try await Self.upload(table.utf8, to: b.database)
    #expect(first.counts == ImportCounts(inserted: 1_000, replaced: 550, codesUnchecked: 1_550))
    #expect(second.counts.inserted + second.counts.replaced == 1_550)
    #expect(try Self.settlementInput(a.database) == Self.settlementInput(b.database))
    #expect(try Self.content(a.database) == Self.content(b.database))
  }

  @Test("Defective rows are quarantined with their reasons, the rest is imported")
  func defects() async throws {
    let temporary = try TemporaryDatabase()
    var table = CaseTable(rows: 1_200, seed: 5)
    var random = SeededRandom(seed: 55)
    let defects: [(column: Int, value: String, code: String)] = [
      (0, "", "CASE_ID_MISSING"), (3, "X1", "CASE_INSTITUTION_INVALID"),
      (4, "999", "CASE_INSURANCE_TYPE_UNKNOWN"), (7, "2025-02-30", "CASE_BIRTH_DAY_INVALID"),
      (12, "@@", "CASE_DIAGNOSIS_CODE_INVALID"), (15, "-5", "CASE_COST_NEGATIVE"),
    ]
    var expected: [Int: String] = [:]
    for number in 0..<120 {
      let row = Int(random.integer(in: 0...1_199))
      let defect = defects[number % defects.count]
      guard expected[row] == nil else { continue }
      table.rows[row] = CaseTable.row(table.rows[row], replacing: defect.column, by: defect.value)
      expected[row] = defect.code
    }
    let result = try await Self.upload(table.utf8, to: temporary.database)
    #expect(result.counts.quarantined == expected.count)
    #expect(result.counts.inserted == 1_200 - expected.count)
    #expect(result.counts.read == 1_200)
    let issues = try temporary.database.readSync {
      try QuarantineTable.page(
        importID: result.importID, after: (0, -1), limit: 1_000, in: $0
      ).map(\.issue)
    }
    for (row, code) in expected {
      #expect(issues.contains { $0.row == row + 2 && $0.code == code }, "row \(row + 2) \(code)")
    }
    #expect(Set(issues.map(\.row)) == Set(expected.keys.map { $0 + 2 }))
  }

  @Test(
    "Versions: higher replaces, same is unchanged, lower joins the history, other is a conflict")
  func versions() async throws {
    let temporary = try TemporaryDatabase()
    var random = SeededRandom(seed: 6)
    let (second, third, first) = (
      CaseTable.row(1, version: 2, &random), CaseTable.row(1, version: 3, &random),
      CaseTable.row(1, version: 1, &random)
    )
    let other = CaseTable.row(third, replacing: 2, by: "P77777")
    var table = CaseTable(rows: 0, seed: 0)
    for (row, counts) in [
      (second, ImportCounts(inserted: 1)), (third, ImportCounts(replaced: 1)),
      (third, ImportCounts(unchanged: 1)), (second, ImportCounts(unchanged: 1)),
      (first, ImportCounts(inserted: 1)), (other, ImportCounts(quarantined: 1)),
    ] {
      table.rows = [row]
      var expected = counts
      expected.codesUnchecked = 1
      #expect(try await Self.upload(table.utf8, to: temporary.database).counts == expected)
    }
    let versions = try temporary.database.readSync {
      try SettlementListTable.versions(of: "L000001", in: $0)
    }
    #expect(versions.map { $0.list.versions[0] } == [3, 2, 1])
    #expect(versions.map(\.isCurrent) == [true, false, false])
    #expect(try Self.quarantine(temporary.database) == ["2 version 3 CASE_VERSION_CONFLICT"])
  }

  @Test("What was read at a revision can be read again after corrections")
  func revisions() async throws {
    let temporary = try TemporaryDatabase()
    var table = CaseTable(rows: 2_000, seed: 8)
    var random = SeededRandom(seed: 88)
    try await Self.upload(table.utf8, to: temporary.database)
    let before = try Self.settlementInput(temporary.database)
    let revision = try temporary.database.readSync {
      try SettlementListTable.currentRevision(in: $0)
    }
    table.rows = (0..<300).map { CaseTable.row($0, version: 2, &random) }
    try await Self.upload(table.utf8, to: temporary.database)
    table.rows = (0..<100).map { CaseTable.row($0, version: 3, &random) }
    table.rows += (5_000..<5_100).map { CaseTable.row($0, version: 1, &random) }
    try await Self.upload(table.utf8, to: temporary.database)
    #expect(try Self.settlementInput(temporary.database) != before)
    let again = try temporary.database.readSync { connection in
      let year = try Year(2025)
      return try SettlementListTable.load(
        SettlementListTable.Selection(
          region: AreaCode(parsing: "152200"), from: year.firstDay, through: year.lastDay,
          revision: revision), in: connection)
    }
    #expect(again.digest == before)
    #expect(again.lists.count == 2_000)
  }

  @Test("A file that is not the announced one is refused, and a wrong offset too")
  func announcement() async throws {
    let temporary = try TemporaryDatabase()
    let file = CaseTable(rows: 100, seed: 9).utf8
    await #expect(throws: Problem.self) {
      try await Self.upload(
        file, to: temporary.database, announced: SHA256Digest(of: "another file"))
    }
    let importer = try await CaseFileImport.begin(
      CaseFileImport.Announcement(
        fileName: "lists.csv", sha256: SHA256Digest(of: file), totalBytes: Int64(file.count),
        caller: "bureau", idempotencyKey: ""), in: temporary.database, clock: { Self.time })
    await #expect(throws: Problem.self) { try await importer.receive(Array(file), at: 5) }
  }

  @Test("A full disk leaves whole batches only, and the upload goes on when there is room")
  func diskFull() async throws {
    // 140 pages hold the empty tables and a few batches of lists.
    let small = try TemporaryDatabase(options: Database.Options(maximumPages: 140))
    let file = CaseTable(rows: 3_000, seed: 10).utf8
    await #expect(throws: Problem.self) { try await Self.upload(file, to: small.database) }
    let session = try small.database.readSync {
      try #require(try CaseImportTable.page(before: .max, limit: 1, in: $0).first)
    }
    let stored = try small.database.readSync {
      try $0.int64("SELECT count(*) FROM settlement_list") ?? 0
    }
    #expect(session.state == .running)
    #expect(Int(stored) == session.counts.inserted)
    #expect(stored > 0 && stored < 3_000)
    #expect(Int(stored) % Self.rowsPerBatch == 0)
  }
}
