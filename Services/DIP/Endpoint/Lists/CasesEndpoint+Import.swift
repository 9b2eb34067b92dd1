import DIPStorage
import Mesh
import Messages
import Quantities
import Store

extension CasesEndpoint {
  /// Answers about progress during an upload: fewer than any receiver grants credit for, so that an
  /// uploader who reads them only after it has sent everything does not bring both to a stand.
  private static let reports: Int64 = 16

  func importCases(
    _ requests: RequestStream<Common.FileChunk>,
    responses: ResponseWriter<Dip.ImportCasesProgress>, context: ServerContext
  ) async throws {
    try CallerScope(context).requireBureau()
    var upload: CaseFileImport?
    var reported: Int64 = 0
    for try await chunk in requests {
      let active: CaseFileImport
      if let upload {
        active = upload
      } else {
        active = try await begin(chunk, context)
        upload = active
        reported = active.session.bytesDone
        try await responses.write(Dip.ImportCasesProgress(active.session))
      }
      try await Self.take(chunk, into: active)
      if active.session.bytesDone - reported >= max(active.session.totalBytes / Self.reports, 1) {
        reported = active.session.bytesDone
        try await responses.write(Dip.ImportCasesProgress(active.session))
      }
    }
    guard let upload else { throw Problem.announcementMissing }
    let session = try await upload.finish()
    var last = Dip.ImportCasesProgress(session)
    last.report = try await database.read { try Self.report(session, in: $0) }
    try await responses.write(last)
  }

  private func begin(
    _ chunk: Common.FileChunk, _ context: ServerContext
  ) async throws -> CaseFileImport {
    guard !chunk.sha256.isEmpty, let totalBytes = Int64(exactly: chunk.totalBytes) else {
      throw Problem.announcementMissing
    }
    let codes = try await database.read { try shelf.codeTables(in: $0) }
    return try await CaseFileImport.begin(
      CaseFileImport.Announcement(
        fileName: String(chunk.fileName.prefix(255)),
        sha256: SHA256Digest(parsing: chunk.sha256), totalBytes: totalBytes,
        caller: context.peer.identity, idempotencyKey: context.idempotencyKey ?? ""),
      in: database, codes: codes, clock: clock, onCompletion: { try record($0, in: $1) })
  }

  /// Passes on what of the chunk is still wanted: an uploader that does not wait for the first
  /// answer sends from the beginning, and what is durable already is skipped.
  private static func take(_ chunk: Common.FileChunk, into upload: CaseFileImport) async throws {
    let wanted = upload.resumeOffset
    let offset = Int64(clamping: chunk.offset)
    guard !chunk.content.isEmpty, upload.session.state == .running else { return }
    if offset >= wanted {
      try await upload.receive(chunk.content, at: offset)
    } else if offset + Int64(chunk.content.count) > wanted {
      let known = Int(wanted - offset)
      try await upload.receive(Array(chunk.content[known...]), at: wanted)
    }
  }
}

extension Problem {
  static let announcementMissing = Problem(
    .invalidInput, "DIP_IMPORT_NOT_ANNOUNCED",
    zh: "首个分块须带有文件名、SHA-256 和总字节数。",
    en: "The first chunk has to state file name, SHA-256 and size.",
    remedyZh: "请先发送 file_name、sha256 和 total_bytes。",
    remedyEn: "Send file_name, sha256 and total_bytes first.")
}
