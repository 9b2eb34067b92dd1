import ContractingDomain
import ContractingStorage
import Mesh
import Messages
import Privacy
import Quantities
import Runtime
import Store
import Tabular

/// What all endpoints of the service work with.
struct Region: Sendable {
  let database: Database
  let vault: IdentityVault
  let rules: SigningRules
  let clock: RegionClock
  let identifiers: Identifiers
  let staging: UploadStaging
  /// Keeps the copy of the registry; nil in regions that run contracting without it.
  var registry: EventConsumer?

  /// The day of a request's field, or today.
  func day(_ text: String, _ field: String) throws -> Day {
    text.isEmpty ? try clock.today() : try Field.day(text, field)
  }

  /// Does a write once for its idempotency key: work, answer and event become durable together, and
  /// a retry gets the first answer.
  func write<Request: Message, Response: Message>(
    _ request: Request, _ context: ServerContext,
    _ work: @escaping @Sendable (Transaction, Timestamp) throws -> Response
  ) async throws -> Response {
    let now = clock.now()
    return try await database.write { transaction in
      try transaction.once(context, request, at: now) { try work(transaction, now) }
    }
  }

  /// Records that a caller reads residents, before it gets its answer.
  func record(
    _ purpose: AccessPurpose, asked: String, persons: [String], in context: ServerContext
  ) async throws {
    try await database.record(
      purpose, asked: asked, persons: persons, in: context, at: clock.now())
  }

  /// Tells subscribers of a change, in the change's own transaction.
  func announce(
    _ kind: String, _ subject: String, _ payload: some Message, at now: Timestamp,
    in transaction: Transaction
  ) throws {
    try database.outbox.append(
      kind: "contracting.\(kind)", subject: subject, payload, at: now, in: transaction)
  }

  /// Imports an uploaded file row by row. The file may hold whole identity numbers, so it leaves the
  /// disk whatever becomes of the import.
  func importRows<Entry>(
    _ rows: RowImport<Entry>, _ chunks: RequestStream<Common.FileChunk>, kind: String
  ) async throws -> Common.ImportReport {
    let file = try await staging.receive(chunks)
    defer { staging.discard(file) }
    let summary = try await rows.run(
      FileSource(path: file.path), sha256: file.sha256, into: database
    ) { batch, transaction in
      var counts = Common.ImportReport(batch)
      counts.issues = []
      try announce(kind, batch.importID, counts, at: clock.now(), in: transaction)
    }
    return Common.ImportReport(summary)
  }
}
